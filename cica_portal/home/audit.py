"""What the log knows of the kinds that have their pages here."""

from cica_portal.common.audit.kinds import Kind
from cica_portal.common.permissions import RULES

KINDS = (Kind(name="webhook_receiver", page="webhook", seen_by=RULES["manage_webhooks"]),)
