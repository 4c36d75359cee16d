"""Rules over one row that the database keeps: subscriptions and what is kept of rendered events."""

import pytest

from cbm_events.models import EventEntry, EventRendering, Feed
from tests import factories
from tests.constraints import Case, assert_refused_by_database, assert_says, each, with_message

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def feed_again() -> Feed:
    first = factories.make_feed()
    return Feed(user=first.user, name=first.name, role=first.role, secret_hash="b" * 64, created_at=factories.NOW)


def rendering_again() -> EventRendering:
    values = {"event": factories.make_event(), "audience": "public", "language": "en", "edition": "1", "number": 1}
    EventRendering.objects.create(**values, text="BEGIN:VEVENT")
    return EventRendering(**values | {"number": 2}, text="BEGIN:VEVENT")


def entry_again() -> EventEntry:
    values = {"event": factories.make_event(), "audience": "public", "edition": "1", "number": 1, "text": "{}"}
    EventEntry.objects.create(**values)
    return EventEntry(**values | {"number": 2})


CASES = [
    Case(
        "feed_name_once",
        "You have a subscription of this name. Choose another name, or revoke that one first.",
        feed_again,
    ),
    Case("event_rendering_once", "", rendering_again),
    Case("event_entry_once", "", entry_again),
]


@with_message(CASES)
def test_rule_has_a_message(case: Case):
    assert_says(case)


@each(CASES)
def test_rule_is_kept_by_the_database(case: Case):
    assert_refused_by_database(case)


def test_name_of_a_revoked_subscription_is_free_again():
    first = factories.make_feed(revoked_at=factories.NOW)
    factories.make_feed(user=first.user, name=first.name).validate_constraints()
