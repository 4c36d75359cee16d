"""Pages of a list, from the event where the last one ended."""

from datetime import date

import pytest

from cbm_events.models import Event
from cbm_events.views.keyset import Page, page_of
from tests.factories import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def ids(db) -> list[str]:
    """Five events, three of them on one day."""
    days = [date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 2), date(2026, 5, 2), date(2026, 5, 3)]
    return [make_event(earliest=day).public_id for day in days]


def shown(page: Page) -> tuple[list[str], str, str]:
    return [event.public_id for event in page.events], page.previous, page.next


def test_first_page(ids):
    assert shown(page_of(Event.objects.all(), size=2)) == (ids[:2], "", ids[1])


def test_next_page_begins_after_the_last_one_though_the_day_is_the_same(ids):
    assert shown(page_of(Event.objects.all(), after=ids[1], size=2)) == (ids[2:4], ids[2], ids[3])


def test_last_page(ids):
    assert shown(page_of(Event.objects.all(), after=ids[3], size=2)) == (ids[4:], ids[4], "")


def test_page_before(ids):
    assert shown(page_of(Event.objects.all(), before=ids[4], size=2)) == (ids[2:4], ids[2], ids[3])


def test_page_before_the_second_is_the_first(ids):
    assert shown(page_of(Event.objects.all(), before=ids[2], size=2)) == (ids[:2], "", ids[1])


def test_exactly_one_page_has_no_neighbours(ids):
    assert shown(page_of(Event.objects.all(), size=5)) == (ids, "", "")


@pytest.mark.parametrize("edge", [{"after": "gone"}, {"before": "gone"}])
def test_unknown_edge_means_the_first_page(ids, edge):
    assert shown(page_of(Event.objects.all(), size=2, **edge)) == (ids[:2], "", ids[1])
