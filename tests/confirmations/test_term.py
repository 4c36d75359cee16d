"""From when on the confirmation of a planned event is awaited."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cbm_events.confirmations.term import save_term
from cbm_events.models import ConfirmationTerm, Event
from cbm_events.services import save_event
from cica_portal.common.fuzzy import months_before
from cica_portal.common.history import StaleVersion
from cica_portal.common.models import AudienceChange, Change
from tests import factories
from tests.factories import TODAY, make_act, make_event

pytestmark = [pytest.mark.both, pytest.mark.django_db]
MONTH: dict[str, Any] = {"earliest": date(2026, 8, 1), "latest": date(2026, 8, 31), "precision": "month"}


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ({"earliest": date(2026, 8, 12)}, date(2026, 5, 12)),
        (MONTH, date(2026, 5, 1)),
        ({"earliest": date(2026, 5, 31)}, date(2026, 2, 28)),
        ({"earliest": date(2026, 1, 15)}, date(2025, 10, 15)),
        ({"earliest": None, "latest": None, "precision": "tbc"}, None),
        ({"earliest": date(2026, 8, 12), "status": "confirmed"}, None),
        ({"earliest": date(2026, 8, 12), "status": "postponed"}, None),
        ({"earliest": date(2026, 8, 12), "status": "proposed", "visibility": "secretariat"}, None),
    ],
)
def test_day_is_three_months_before_the_first_possible_day(values, due):
    assert make_event(**values).confirmation_due == due


def test_day_follows_the_event(act):
    event = make_event(earliest=date(2026, 8, 12))
    event.earliest = event.latest = date(2026, 9, 12)
    save_event(event=event, act=act)
    event.refresh_from_db()
    assert event.confirmation_due == date(2026, 6, 12)
    event.status = "confirmed"
    save_event(event=event, act=act)
    event.refresh_from_db()
    assert event.confirmation_due is None


def test_another_term_moves_every_day_and_is_no_change_of_the_events(act):
    event, vague = make_event(earliest=date(2026, 8, 12)), make_event(**MONTH)
    numbers, versions = AudienceChange.objects.filter(audience="public").count(), [event.version, vague.version]
    save_term(term=ConfirmationTerm(months=6), act=act)
    for row in (event, vague):
        row.refresh_from_db()
    assert [row.confirmation_due for row in (event, vague)] == [date(2026, 2, 12), date(2026, 2, 1)]
    assert [event.version, vague.version] == versions
    assert AudienceChange.objects.filter(audience="public").count() == numbers
    assert Change.objects.filter(kind="confirmation_term").count() == 1
    assert make_event(earliest=date(2026, 8, 12)).confirmation_due == date(2026, 2, 12)


@pytest.mark.parametrize("months", [0, 25])
def test_term_is_within_two_years(act, months: int):
    with pytest.raises(ValidationError):
        save_term(term=ConfirmationTerm(months=months), act=act)


def test_second_saver_of_the_term_is_told(act):
    term = save_term(term=ConfirmationTerm(months=6), act=act)
    with pytest.raises(StaleVersion):
        save_term(term=term, act=act, version=7)


def test_unconfirmed_since_the_day_or_since_the_entry():
    """An event that is entered late is not called late for the time before."""
    early = make_event(make_act(), earliest=TODAY + timedelta(days=60))
    Event.objects.filter(pk=early.pk).update(created_at=factories.NOW - timedelta(days=300))
    early.refresh_from_db()
    assert early.unconfirmed_since(TODAY) == early.confirmation_due
    Event.objects.filter(pk=early.pk).update(created_at=factories.NOW)
    early.refresh_from_db()
    assert early.unconfirmed_since(TODAY) == TODAY


def test_nothing_is_awaited_before_the_day_nor_after_the_event():
    far, over = make_event(earliest=TODAY + timedelta(days=200)), make_event(earliest=TODAY - timedelta(days=1))
    assert far.unconfirmed_since(TODAY) is None
    assert over.unconfirmed_since(TODAY) is None
    near = make_event(earliest=TODAY)
    assert list(Event.objects.awaiting_confirmation(TODAY)) == [near]


def test_months_before_end_with_the_month():
    assert months_before(date(2028, 5, 31), 3) == date(2028, 2, 29)
    assert months_before(date(2026, 12, 31), 12) == date(2025, 12, 31)
    assert months_before(date(2026, 3, 30), 1) == date(2026, 2, 28)
