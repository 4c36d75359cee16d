from cica_portal.common.models.documents import Document, DocumentKind
from cica_portal.common.models.drafts import Draft
from cica_portal.common.models.history import AudienceChange, AudienceSequence, Change, Door
from cica_portal.common.models.mail import Delivery, Mail
from cica_portal.common.models.mail_stops import AddressFlag, MailStop
from cica_portal.common.models.receipts import Receipt
from cica_portal.common.models.recorded import Recorded, Snapshot
from cica_portal.common.models.sources import Confidence, Sourced
from cica_portal.common.models.webhooks import WebhookDelivery, WebhookReceiver

__all__ = [
    "AddressFlag",
    "AudienceChange",
    "AudienceSequence",
    "Change",
    "Confidence",
    "Delivery",
    "Document",
    "DocumentKind",
    "Door",
    "Draft",
    "Mail",
    "MailStop",
    "Receipt",
    "Recorded",
    "Snapshot",
    "Sourced",
    "WebhookDelivery",
    "WebhookReceiver",
]
