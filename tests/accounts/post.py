"""What people find in their mail: the outbox of the tests, and the links in it."""

import re
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings

from cica_portal.common.mailing.sweep import send_due_mail

LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+)")


def deliver(*, at: datetime) -> list[EmailMessage]:
    """Send what waits and return everything that has left so far."""
    send_due_mail(now=at)
    folder = settings.PORTAL_OUTBOX_DIR
    assert isinstance(folder, Path)
    return [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(folder.glob("*.eml"))]


def text_of(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain",))
    assert part is not None
    return part.get_content()


def links_of(message: EmailMessage) -> list[str]:
    return LINK.findall(text_of(message))
