"""The second factor as allauth keeps it: named for people, encrypted at rest."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterator
from typing import Any, ClassVar

import structlog
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.common import history
from members.accounts.notices import queue_notice
from members.accounts.sessions import end_sessions
from members.models import User
from members.models.users import SECOND_FACTORS

logger = structlog.get_logger(__name__)

NAME = "CICA"


class FactorAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not right, or no longer. Enter the one that is shown now."),
        "cannot_generate_recovery_codes": gettext_lazy("Set up an app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        return box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted under a lost key opens nothing: a secret that nobody knows takes its place."""
        try:
            return box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.error("second_factor_unreadable")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def build_totp_svg(self, url: str) -> SafeString:
        """Stands in the page itself: an image from elsewhere would have to carry the secret in its address."""
        drawing = super().build_totp_svg(url)
        return mark_safe(drawing[drawing.index("<svg") :])

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": NAME}


def box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys()])


def keys() -> Iterator[bytes]:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield base64.urlsafe_b64encode(hashlib.sha256(b"members.second-factor:" + force_bytes(secret)).digest())


def remove_all(*, user: User, act: history.Act) -> None:
    """For somebody who has lost the phone and the codes: the next sign-in leads to setting up new ones."""
    with history.batch(act) as batch:
        batch.edit(user)
        Authenticator.objects.filter(user_id=user.pk).delete()
        user.second_factor = ""
        user.save(update_fields=["second_factor"])
        queue_notice(user, what="second_factor_removed", at=act.at)
    end_sessions(user)
    logger.info("second_factor_removed", user=user.public_id, by=act.actor.public_id if act.actor else "")


def describe(user: User) -> str:
    """What history and lists say of a person's second factor: "totp, webauthn"."""
    rows = Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS)
    return ", ".join(sorted(rows.values_list("type", flat=True)))
