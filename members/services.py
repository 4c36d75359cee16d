"""Writes of members' rows that are more than one plain row."""

from __future__ import annotations

from datetime import datetime

from cica_portal.common import history
from members.models import User


def save_user(*, user: User, act: history.Act, password: str | None = None, version: int | None = None) -> User:
    """Store a user; None leaves the password, and a new user without one cannot sign in with a password.

    Raises ValidationError for bad values and history.StaleVersion when somebody else saved first.
    """
    if password is not None:
        user.set_password(password)
        user.password_set_at = act.at
    elif user._state.adding:
        user.set_unusable_password()
    user.full_clean()
    history.save(user, act=act, version=version)
    return user


def mark_looked(user: User, *, at: datetime) -> None:
    """What was new in the calendar until then is not new to this person any more: a mark, no fact of record."""
    User.objects.filter(pk=user.pk).update(looked_at=at)
