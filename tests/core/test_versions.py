"""The second saver never wins silently."""

import pytest

from cbm_events.models import Event
from cbm_events.services import EventToSave, save_event, save_events
from cica_portal.common import history
from cica_portal.common.models import AudienceChange, Change
from members.models import MemberState
from tests import factories
from tests.parallel import WRITERS, run_together

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_new_row_starts_at_one_and_rises(act):
    event = factories.make_event()
    assert event.version == 1
    event.title_en = "Second"
    save_event(event=event, act=act, version=1)
    assert (event.version, Event.objects.get().version) == (2, 2)


def test_second_saver_is_told(act):
    event = factories.make_event()
    mine, theirs = Event.objects.get(), Event.objects.get()
    theirs.title_en = "Theirs"
    save_event(event=theirs, act=act, version=1)
    mine.title_en = "Mine"
    with pytest.raises(history.StaleVersion) as told:
        save_event(event=mine, act=act, version=1)
    assert told.value.rows == [event]
    assert Event.objects.get().title_en == "Theirs"


def test_version_that_the_person_saw_counts_not_the_one_just_read(act):
    event = factories.make_event()
    event.title_en = "Second"
    save_event(event=event, act=act)
    fresh = Event.objects.get()
    fresh.title_en = "Third"
    with pytest.raises(history.StaleVersion):
        save_event(event=fresh, act=act, version=1)


def test_second_saver_of_a_plain_row_is_told(act):
    state = factories.make_state()
    mine, theirs = (MemberState.objects.get(pk=state.pk) for _copy in range(2))
    theirs.name_en = "Theirs"
    history.save(theirs, act=act)
    mine.name_en = "Mine"
    with pytest.raises(history.StaleVersion):
        history.save(mine, act=act)
    assert MemberState.objects.get(pk=state.pk).name_en == "Theirs"


def test_saver_of_a_removed_row_is_told(act):
    event = factories.make_event()
    mine = Event.objects.get()
    with history.batch(act) as batch:
        batch.remove(event)
    mine.title_en = "Mine"
    with pytest.raises(history.StaleVersion):
        save_event(event=mine, act=act)
    assert Event.objects.count() == 0


def test_one_stale_row_stops_the_whole_batch(act):
    fresh, stale = factories.make_event(), factories.make_event()
    fresh.title_en, stale.title_en = "Fresh", "Stale"
    entries = [EventToSave(event=fresh), EventToSave(event=stale, version=7)]
    with pytest.raises(history.StaleVersion):
        save_events(entries=entries, act=act)
    assert sorted(Event.objects.values_list("version", flat=True)) == [1, 1]


def test_many_rows_are_claimed_at_once(act, django_assert_num_queries):
    events = [factories.make_event() for _row in range(5)]
    # savepoint, rows, their roles, claim, the same rows afterwards, release
    with django_assert_num_queries(7), history.batch(act) as batch:
        batch.edit(*events)
    assert {event.version for event in Event.objects.all()} == {2}


def test_save_without_a_difference_writes_nothing(act):
    event = factories.make_event(roles=[factories.secretariat_role()])
    before = (Change.objects.count(), AudienceChange.objects.count())
    save_event(event=Event.objects.get(), act=act, roles=[factories.secretariat_role()], version=1)
    event.refresh_from_db()
    assert (event.version, event.sequence) == (1, 0)
    assert (Change.objects.count(), AudienceChange.objects.count()) == before


def test_save_without_a_difference_is_no_conflict(act):
    event = factories.make_event(title_en="First")
    event.title_en = "Second"
    save_event(event=event, act=act)
    save_event(event=Event.objects.get(), act=act, version=1)
    assert Event.objects.get().version == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_savers_at_once_one_wins():
    factories.make_event(title_en="Before")
    act = factories.make_act()

    def work(index: int) -> int:
        event = Event.objects.get()
        event.title_en = f"Saver {index}"
        save_event(event=event, act=act, version=1)
        return index

    answers = run_together(work)
    winners = [answer for answer in answers if isinstance(answer, int)]
    assert len(winners) == 1
    assert [type(answer) for answer in answers].count(history.StaleVersion) == WRITERS - 1
    event = Event.objects.get()
    assert (event.title_en, event.version, event.sequence) == (f"Saver {winners[0]}", 2, 1)
    assert Change.objects.of("event", event.public_id).count() == 2
