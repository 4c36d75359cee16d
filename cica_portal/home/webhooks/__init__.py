"""Webhooks as the portal composes them: the kinds of its API, the pages of administrators, and whom it tells."""
