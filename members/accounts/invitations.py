"""Inviting somebody, and becoming a user by it: once, in time, whoever is first."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from cica_portal.common import history
from cica_portal.common.mailing.ledger import queue_mail_to
from cica_portal.common.models import Door
from cica_portal.common.zones import SECRETARIAT_ZONE
from members.models import Invitation, User

TEMPLATE = "members/invitation"
HAS_ACCOUNT = _("Somebody with this address has an account already.")
TOKEN_BYTES = 32


class InvitationGoneError(Exception):
    """The invitation was used, withdrawn or is out of date; nothing was written."""


def invite(*, invitation: Invitation, act: history.Act) -> Invitation:
    """Raises ValidationError for bad values, an existing account and a second invitation of one address."""
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise ValidationError({"email": HAS_ACCOUNT})
    invitation.full_clean()
    with history.batch(act) as batch:
        invitation.save(force_insert=True)
        batch.created(invitation)
        _queue(invitation, act.at)
    return invitation


def send_again(*, invitation: Invitation, act: history.Act, version: int) -> None:
    """The link of the earlier mail ends now. Raises history.StaleVersion and InvitationGoneError."""
    if not invitation.is_open:
        raise InvitationGoneError
    with history.batch(act) as batch:
        batch.edit(invitation, version=version)
        invitation.token_hash, invitation.expires_at = "", None
        invitation.sent_times += 1
        invitation.save(force_update=True)
        _queue(invitation, act.at)


def withdraw(*, invitation: Invitation, act: history.Act, version: int) -> None:
    """Raises history.StaleVersion and InvitationGoneError."""
    if not invitation.is_open:
        raise InvitationGoneError
    invitation.token_hash, invitation.withdrawn_at = "", act.at
    history.save(invitation, act=act, version=version)


def new_token(invitation: Invitation, *, at: datetime) -> str | None:
    """A new secret for the mail that is about to leave; None when the invitation is no longer open."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    still_open = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    made = still_open.update(token_hash=hash_of(token), expires_at=at + settings.INVITATION_LIFETIME)
    return token if made else None


def find_open(token_hash: str, *, at: datetime) -> Invitation | None:
    """The invitation that the link with this hash opens now. Looking changes nothing."""
    if not token_hash:
        return None
    found = Invitation.objects.select_related("state").filter(token_hash=token_hash, expires_at__gt=at)
    return found.filter(accepted_at=None, withdrawn_at=None).first()


def accept(*, invitation: Invitation, name: str, password: str, at: datetime) -> User:
    """Make the account. Of two who accept at once only one does; the other gets InvitationGoneError."""
    user = _user_of(invitation, name)
    user.set_password(password)
    user.password_set_at = at
    user.full_clean()
    invitation.token_hash, invitation.accepted_at = "", at
    try:
        with history.batch(history.Act(door=Door.PAGE, at=at, actor=user)) as batch:
            batch.edit(invitation)
            invitation.save(force_update=True)
            user.save(force_insert=True)
            batch.created(user)
    except (history.StaleVersion, IntegrityError):
        raise InvitationGoneError from None
    return user


def _user_of(invitation: Invitation, name: str) -> User:
    return User(
        email=invitation.email,
        name=name,
        role=invitation.role,
        state=invitation.state,
        language=invitation.language,
        zone=invitation.state.zone if invitation.state else SECRETARIAT_ZONE,
    )


def hash_of(token: str) -> str:
    """A plain hash suffices: the token is random and long."""
    return hashlib.sha256(token.encode()).hexdigest()


def _queue(invitation: Invitation, at: datetime) -> None:
    queue_mail_to(
        address=invitation.email,
        language=invitation.language,
        template=TEMPLATE,
        at=at,
        context={"invitation": invitation.public_id},
    )
