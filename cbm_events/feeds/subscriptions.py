"""Private addresses: made, revoked, recognised. The secret in one is known to its owner alone."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from cbm_events.models import Feed
from cica_portal.common import history
from members.accounts.invitations import hash_of

# So many devices has nobody; a script that went wild has.
MOST = 20
SECRET_BYTES = 24
USED_EVERY = timedelta(hours=1)
# Compared with where there is no such key, so that the answer takes as long.
NO_HASH = hash_of("")
SPELLING = re.compile(r"(?P<key>[2-9a-hjkmnp-z]{10})-(?P<secret>[0-9a-f]{48})", re.ASCII)


def issue_feed(*, feed: Feed, act: history.Act) -> str:
    """Store the subscription and return the secret part of its address: the only time that it can be read.

    Raises ValidationError.
    """
    if Feed.objects.filter(user=feed.user, revoked_at=None).count() >= MOST:
        raise ValidationError(_("You have %(count)s subscriptions. Revoke one first.") % {"count": MOST})
    secret = secrets.token_hex(SECRET_BYTES)
    feed.secret_hash, feed.created_at = hash_of(secret), act.at
    feed.role, feed.state = feed.user.role, feed.user.state
    feed.full_clean()
    try:
        history.save(feed, act=act)
    except IntegrityError:
        feed.validate_constraints()  # A double click; it is said in words.
        raise
    return f"{feed.public_id}-{secret}"


def revoke_feed(*, feed: Feed, act: history.Act) -> None:
    """The next fetch finds nothing. Revoking twice changes nothing. Raises history.StaleVersion."""
    if feed.revoked_at is not None:
        return
    feed.revoked_at = act.at
    history.save(feed, act=act)


def find_feed(token: str) -> Feed | None:
    """The subscription with this secret, while it is good."""
    said = SPELLING.fullmatch(token)
    if said is None:
        return None
    feed = Feed.objects.select_related("user__state").filter(public_id=said["key"], revoked_at=None).first()
    is_right = constant_time_compare(feed.secret_hash if feed else NO_HASH, hash_of(said["secret"]))
    return feed if feed and is_right and is_good(feed) else None


def is_good(feed: Feed) -> bool:
    """Not revoked, and its person is who he was when he made it. Asked on every fetch, so a change acts at once."""
    person = feed.user
    is_same = (person.role, person.state_id) == (feed.role, feed.state_id)
    return feed.revoked_at is None and person.may_sign_in and is_same and not person.lacks_second_factor


def mark_used(feed: Feed, *, at: datetime) -> None:
    """Hourly at most: fetching writes nothing else."""
    if feed.last_used_at is not None and at - feed.last_used_at < USED_EVERY:
        return
    due = Q(last_used_at=None) | Q(last_used_at__lte=at - USED_EVERY)
    Feed.objects.filter(due, pk=feed.pk).update(last_used_at=at)
