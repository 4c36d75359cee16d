"""A person who asks for it is no longer named: not in the row, not in its history, not in the ledger of mails.

What the person did stays, under a pseudonym; the account is closed. It cannot be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cica_portal.common import history
from cica_portal.common.audit.pseudonyms import replace_in_history
from cica_portal.common.mailing.flags import lift
from cica_portal.common.models import AddressFlag, Change, Delivery, Mail, Recorded
from members.accounts.sessions import end_sessions
from members.models import Invitation, User

# A domain that no mail ever reaches (RFC 2606).
NOWHERE = "former.invalid"
CLOSED = gettext_noop("The account is closed.")


def pseudonymise_user(*, user: User, act: history.Act) -> User:
    """Raises ValidationError for the last administrator, history.StaleVersion when somebody else saved first."""
    _refuse_last_administrator(user)
    addresses = known_addresses(user)
    invitations = list(Invitation.objects.filter(email__in=addresses))
    values = {"name": f"Former user {user.public_id}", "email": f"{user.public_id}@{NOWHERE}"}
    with transaction.atomic():
        _withdraw_mails(user, addresses, values["email"], act)
        _close(user, invitations, values, act)
        for row in (user, *invitations):
            replace_in_history(row, values)
        Authenticator.objects.filter(user_id=user.pk).delete()
        EmailAddress.objects.filter(user_id=user.pk).delete()
    end_sessions(user)
    return user


def known_addresses(user: User) -> set[str]:
    """The address of the user and those before, as they were written."""
    changes = Change.objects.of(User.record_kind, user.subject_id)
    sides = [side for change in changes for side in (change.before, change.after)]
    return {user.email, *(side["email"] for side in sides if side.get("email"))}


def _refuse_last_administrator(user: User) -> None:
    others = User.objects.filter(role=User.Role.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    if user.role == User.Role.ADMINISTRATOR and not others.exists():
        raise ValidationError(_("Enter another administrator first."), code="last_administrator")


def _close(user: User, invitations: Iterable[Invitation], values: dict[str, str], act: history.Act) -> None:
    user.is_active, user.is_head, user.second_factor = False, False, ""
    user.set_unusable_password()
    with history.batch(act) as batch:
        for row in (user, *invitations):
            _rename(row, values, batch)


def _rename(row: Recorded, values: dict[str, str], batch: history.Batch) -> None:
    batch.edit(row)
    for name, value in values.items():
        setattr(row, name, value)
    if isinstance(row, Invitation) and row.is_open:
        row.token_hash, row.withdrawn_at = "", batch.act.at
    row.save(force_update=True)


def _withdraw_mails(user: User, addresses: set[str], pseudonym: str, act: history.Act) -> None:
    """What waits is not sent; what was sent stays in the ledger, to the pseudonym."""
    mails = Mail.objects.filter(Q(recipient=user) | Q(address__in=addresses))
    waiting = Delivery.objects.filter(recipient=user, state=Delivery.State.PLANNED)
    waiting.update(state=Delivery.State.SUPERSEDED, reason=CLOSED, settled_at=act.at)
    mails.filter(state=Mail.State.QUEUED).update(state=Mail.State.WITHDRAWN, last_error=CLOSED)
    for address in addresses:
        # What a mail server says of an address often names it.
        mails.filter(last_error__icontains=address).update(last_error="")
        Delivery.objects.filter(recipient=user, reason__icontains=address).update(reason="")
    mails.update(address=pseudonym)
    _forget_flags(addresses, {"address": pseudonym, "last_words": ""}, act)


def _forget_flags(addresses: set[str], values: dict[str, str], act: history.Act) -> None:
    for flag in AddressFlag.objects.filter(address__in=[address.lower() for address in addresses]):
        if flag.ended_at is None:
            lift(flag, act=act)
        AddressFlag.objects.filter(pk=flag.pk).update(**values)
        replace_in_history(flag, values)
