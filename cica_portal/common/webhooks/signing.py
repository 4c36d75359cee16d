"""Secrets of receivers and signatures of messages. Secrets are kept encrypted, under a key of the portal's own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

PREFIX, SECRET_BYTES = "whsec_", 32


def new_secret() -> str:
    """As the receiver gets it, once."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def seal(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    return _box().decrypt(sealed.encode()).decode()


def is_readable(sealed: str) -> bool:
    """Not under a key of the portal that it has no more."""
    try:
        unseal(sealed)
    except InvalidToken:
        return False
    return True


def _box() -> MultiFernet:
    """The first key seals; those of the fallbacks still open."""
    return MultiFernet([Fernet(_key_from(str(key))) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key_from(secret_key: str) -> bytes:
    digest = hashlib.blake2b(secret_key.encode(), digest_size=32, person=b"cica-webhooks").digest()
    return base64.urlsafe_b64encode(digest)


def headers_of(message_id: str, body: bytes, sealed: Iterable[str], *, at: datetime) -> dict[str, str]:
    """The headers of the specification, with a signature for each secret that is good."""
    timestamp = str(int(at.timestamp()))
    signatures = [signature(unseal(each), message_id, timestamp, body) for each in sealed]
    return {"webhook-id": message_id, "webhook-timestamp": timestamp, "webhook-signature": " ".join(signatures)}


def signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
