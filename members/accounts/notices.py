"""What a person is told about the own account by mail, so that a stranger's act does not pass unseen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cica_portal.common.mailing.ledger import queue_mail
from members.models import User

TEMPLATE = "members/notice"
PASSWORD_CHANGED = _("Your password was changed")

# Named as allauth names them; the last is the portal's own.
NOTICES: Mapping[str, Promise] = {
    "password_changed": PASSWORD_CHANGED,
    "password_reset": PASSWORD_CHANGED,
    "password_set": PASSWORD_CHANGED,
    "totp_activated": _("An authenticator app was added to your account"),
    "totp_deactivated": _("The authenticator app was removed from your account"),
    "webauthn_added": _("A passkey was added to your account"),
    "webauthn_removed": _("A passkey was removed from your account"),
    "recovery_codes_generated": _("New recovery codes were made for your account"),
    "second_factor_removed": _("Your second factor was removed"),
}


def queue_notice(user: User, *, what: str, at: datetime) -> None:
    if what not in NOTICES:
        raise KeyError(f"{what} has no words")
    queue_mail(recipient=user, template=TEMPLATE, at=at, context={"what": what, "happened_at": at.isoformat()})
