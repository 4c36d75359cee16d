"""The message as it goes over the wire: RFC 5322 and MIME, written out by hand.

The standard library's message takes longer to build than the rest of a mail to make and send.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache

from django.conf import settings

from cica_portal.common.mailing.letters import Calendar
from cica_portal.common.mailing.rendering import Rendered, in_order
from cica_portal.common.models import Mail

# "=" stands in no quoted-printable text but before two digits, so this stands in none.
BOUNDARY = "=_the-other-version"
LONGEST_LINE = 998
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
ALTERNATIVE = f'multipart/alternative; boundary="{BOUNDARY}"'


@dataclass(frozen=True)
class Message:
    """`content` has CRLF at every line's end and is plain ASCII."""

    message_id: str
    sender: str
    recipient: str
    content: bytes


def compose(mail: Mail, rendered: Rendered, *, at: datetime) -> Message:
    """The message with its fixed Message-ID. Raises ValueError for a header with a control character."""
    sender, sender_words = sender_of(settings.DEFAULT_FROM_EMAIL)
    recipient = in_ascii(mail.address)
    headers = {
        "Message-ID": mail.message_id,
        "Date": format_datetime(at),
        "From": sender_words,
        "To": recipient,
        "Subject": subject_words(rendered.subject),
        "Auto-Submitted": "auto-generated",
        **rendered.headers,
        "Content-Language": ", ".join(in_order(mail.language)),
        "MIME-Version": "1.0",
        "Content-Type": ALTERNATIVE,
    }
    lines = [header(name, value) for name, value in headers.items()]
    head = "\r\n".join([*lines, "", ""]).encode("ascii")
    parts = [part(subtype, text) for subtype, text in (("plain", rendered.text), ("html", rendered.html))]
    if rendered.calendar:
        parts.append(calendar_part(rendered.calendar))
    return Message(mail.message_id, sender, recipient, head + b"".join(parts) + f"--{BOUNDARY}--\r\n".encode())


def header(name: str, value: str) -> str:
    """In one line for machines: a long address that is folded would come out as encoded words."""
    if CONTROL.search(value.replace("\r\n ", "")):
        raise ValueError(f"{name} holds a control character")
    line = f"{name}: {value}"
    if len(line) > LONGEST_LINE:
        raise ValueError(f"{name} is too long")
    return line


@lru_cache(maxsize=10)
def sender_of(words: str) -> tuple[str, str]:
    """The address, and the name with the address as it stands in a header."""
    name, address = parseaddr(words)
    return address, formataddr((name, address))


@lru_cache(maxsize=500)
def subject_words(text: str) -> str:
    """What is not plain, or looks encoded, is encoded."""
    if text.isascii() and "=?" not in text:
        return text
    return Header(text, "utf-8", header_name="Subject").encode(linesep="\r\n")


@lru_cache(maxsize=500)
def in_ascii(address: str) -> str:
    """An address with its domain as the domain name system knows it."""
    name, _at, domain = address.rpartition("@")
    return address if domain.isascii() else f"{name}@{domain.encode('idna').decode()}"


def part(subtype: str, text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").replace("\n", "\r\n") + "\r\n"
    head = (
        f"--{BOUNDARY}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode() + binascii.b2a_qp(lines.encode(), istext=True)


def calendar_part(calendar: Calendar) -> bytes:
    """The last of the versions, which a program that knows calendars takes; base64 keeps its lines as they are."""
    head = (
        f"--{BOUNDARY}\r\nContent-Type: text/calendar; charset=utf-8; method={calendar.method}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    lines = base64.encodebytes(calendar.content.encode()).replace(b"\n", b"\r\n")
    return head.encode() + lines
