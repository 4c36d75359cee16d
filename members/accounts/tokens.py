"""Issuing, replacing, revoking and recognising tokens. A second one may be good beside the first."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from cica_portal.common import history
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.accounts.invitations import hash_of
from members.models import ApiToken, User
from members.permissions import may
from members.viewers import viewer_for

Scope = ApiToken.Scope
SECRET_BYTES = 24
USED_EVERY = timedelta(hours=1)
# So long the old token works beside the one that replaces it.
OVERLAP = timedelta(days=14)
SPELLING = re.compile(r"cica_(?P<key>[2-9a-hjkmnp-z]{10})_(?P<secret>[0-9a-f]{48})", re.ASCII)
# Compared with where there is no such key, so that the answer takes as long.
NO_HASH = hash_of("")


def issue_token(*, token: ApiToken, act: history.Act) -> str:
    """Store the token and return it in full: the only time that it can be read.

    Raises ValidationError for bad values and PermissionDenied when the actor may not give this much away.
    """
    _require_right(token, act)
    secret = secrets.token_hex(SECRET_BYTES)
    _prepare(token, secret, act)
    token.full_clean()
    with _said_in_words(token):
        history.save(token, act=act)
    return spelling_of(token, secret)


def replace_token(*, token: ApiToken, act: history.Act) -> tuple[ApiToken, str]:
    """Issue another one like it, for as long; both work for OVERLAP, then the old one ends. Returns it and its text.

    Raises ValidationError, PermissionDenied and history.StaleVersion.
    """
    if not token.can_be_replaced(act.at):
        raise ValidationError(_("Only a token that works and has not been replaced can be replaced."))
    today = today_in(SECRETARIAT_ZONE, act.at)
    life = token.expires_on - today_in(SECRETARIAT_ZONE, token.created_at)
    again = ApiToken(user=token.user, name=token.name, grant=token.grant, scope=token.scope, expires_on=today + life)
    _require_right(again, act)
    secret = secrets.token_hex(SECRET_BYTES)
    _prepare(again, secret, act)
    again.full_clean(validate_constraints=False)
    with history.batch(act) as batch:
        batch.edit(token)
        token.replaced_at, token.expires_on = act.at, min(token.expires_on, today + OVERLAP)
        token.save(force_update=True)
        batch.create(again)
    return again, spelling_of(again, secret)


def spelling_of(token: ApiToken, secret: str) -> str:
    return f"cica_{token.public_id}_{secret}"


def _prepare(token: ApiToken, secret: str, act: history.Act) -> None:
    token.secret_hash, token.created_at = hash_of(secret), act.at
    token.role, token.state = token.user.role, token.user.state


@contextmanager
def _said_in_words(token: ApiToken) -> Iterator[None]:
    """Somebody was quicker by a moment."""
    try:
        yield
    except IntegrityError:
        token.validate_constraints()
        raise


def scopes_for(user: User) -> list[ApiToken.Scope]:
    """What a token of this person could be good for."""
    staff = [Scope.EVENTS, Scope.PROPOSALS]
    by_role = {
        User.Role.LIAISON: [Scope.PROPOSALS, Scope.REPLIES],
        User.Role.EDITOR: staff,
        User.Role.ADMINISTRATOR: staff,
    }
    return by_role.get(User.Role(user.role), [])


def _require_right(token: ApiToken, act: history.Act) -> None:
    viewer = viewer_for(act.actor)
    if token.is_own:
        is_allowed = may(viewer, "issue_own_token") and token.user == act.actor
        if not is_allowed or not set(token.scopes) <= set(scopes_for(token.user)):
            raise PermissionDenied
        return
    needed = ["issue_token"] if token.grant == ApiToken.Grant.PUBLIC else ["issue_token", "grant_member_states"]
    if not all(may(viewer, action) for action in needed):
        raise PermissionDenied


def revoke_token(*, token: ApiToken, act: history.Act) -> None:
    """The next request with it is refused. Revoking twice changes nothing. Raises history.StaleVersion."""
    if token.revoked_at is not None:
        return
    token.revoked_at = act.at
    history.save(token, act=act)


def find_token(text: str, *, at: datetime) -> ApiToken | None:
    """The token spelt like this, if it is good now: not revoked, in time, of a partner whose account is open."""
    said = SPELLING.fullmatch(text)
    if said is None:
        return None
    token = ApiToken.objects.select_related("user__state").filter(public_id=said["key"]).first()
    stored = token.secret_hash if token else NO_HASH
    is_right = constant_time_compare(stored, hash_of(said["secret"]))
    return token if token and is_right and token.standing(at) == ApiToken.Standing.GOOD else None


def mark_used(token: ApiToken, *, at: datetime) -> None:
    """Hourly at most: reading writes nothing else."""
    if token.last_used_at is not None and at - token.last_used_at < USED_EVERY:
        return
    due = Q(last_used_at=None) | Q(last_used_at__lte=at - USED_EVERY)
    ApiToken.objects.filter(due, pk=token.pk).update(last_used_at=at)
