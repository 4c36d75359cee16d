"""Accounts: invitations, signing in, the second factor, sessions. Built on allauth, whose mails go into the ledger."""
