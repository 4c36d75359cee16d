"""Many events in one act: the same rules as for one, in a number of statements that does not grow."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cbm_events.models import Event, EventRole
from cbm_events.services import EventToSave, save_events
from cica_portal.common import history
from cica_portal.common.models import Change, Delivery
from tests import factories
from tests.cast import World, make_person

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def new_events(count: int) -> list[EventToSave]:
    return [EventToSave(event=Event(**factories.event_values())) for _number in range(count)]


def moved(events: list[Event], **values) -> list[EventToSave]:
    for event in events:
        assert event.earliest
        assert event.latest
        event.earliest, event.latest = (day + timedelta(days=1) for day in (event.earliest, event.latest))
    return [EventToSave(event=event, **values) for event in events]


def stored(events: list[Event]) -> list[Event]:
    return list(Event.objects.filter(pk__in=[event.pk for event in events]).order_by("pk"))


def test_changed_events_get_version_sequence_and_history(act, world: World):
    events = [factories.make_event(roles=[factories.state_role(world.kaz)]) for _number in range(3)]
    created = [event.created_at for event in stored(events)]
    events[2].nomination_deadline = date(2026, 4, 1)
    save_events(entries=[*moved(events[:2]), EventToSave(event=events[2])], act=act)
    assert [(event.version, event.sequence) for event in stored(events)] == [(2, 1), (2, 1), (2, 0)]
    assert [event.created_at for event in stored(events)] == created
    changes = Change.objects.filter(action="updated")
    assert {change.subject_id for change in changes} == {event.public_id for event in events}
    assert len({change.batch for change in changes}) == 1
    assert EventRole.objects.count() == 3


def test_derived_columns_follow(act):
    events = [factories.make_timed_event(earliest=date(2026, 5, 14)) for _number in range(2)]
    save_events(entries=moved(events), act=act)
    days = [(event.sort_on, event.starts_at.date() if event.starts_at else None) for event in stored(events)]
    assert days == [(date(2026, 5, 15), date(2026, 5, 15))] * 2


def test_what_changes_nothing_is_left_alone(act, world: World):
    events = [factories.make_event(roles=[factories.state_role(world.kaz)]) for _number in range(2)]
    numbers = list(EventRole.objects.values_list("pk", flat=True))
    save_events(
        entries=[EventToSave(event=event, roles=[factories.state_role(world.kaz)]) for event in events], act=act
    )
    assert [event.version for event in stored(events)] == [1, 1]
    assert (Change.objects.filter(action="updated").count(), list(EventRole.objects.values_list("pk", flat=True))) == (
        0, numbers,
    )  # fmt: skip


def test_parties_alone_may_change(act, world: World):
    events = [factories.make_event(roles=[factories.state_role(world.kaz)]) for _number in range(2)]
    save_events(
        entries=[EventToSave(event=event, roles=[factories.state_role(world.tha)]) for event in events], act=act
    )
    assert [role.state for event in stored(events) for role in event.roles.all()] == [world.tha, world.tha]
    assert [event.version for event in stored(events)] == [2, 2]


def test_one_stale_event_stops_all(act):
    events = [factories.make_event() for _number in range(3)]
    with pytest.raises(history.StaleVersion):
        save_events(entries=[*moved(events[:2], version=1), *moved(events[2:], version=7)], act=act)
    assert [(event.version, event.earliest) for event in stored(events)] == [(1, date(2026, 5, 14))] * 3


def test_pointer_to_nothing_is_refused(act):
    entries = [*new_events(1), EventToSave(event=Event(**factories.event_values(country_id=987654)))]
    with pytest.raises(ValidationError) as refused:
        save_events(entries=entries, act=act)
    assert set(refused.value.message_dict) == {"country"}
    assert Event.objects.count() == 0


def test_each_liaison_is_told_of_each_event_once(act, world: World):
    person = make_person("liaison", world.kaz)
    make_person("liaison", world.tha, "other_liaison")
    events = [factories.make_event(roles=[factories.state_role(world.kaz)]) for _number in range(2)]
    save_events(entries=moved(events), act=act)
    save_events(entries=moved(events), act=act)
    notices = Delivery.objects.values_list("subject_key", "recipient")
    assert sorted(notices) == sorted((event.public_id, person.pk) for event in events)


def queries(work) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def test_number_of_queries_does_not_grow(act, world: World):
    make_person("liaison", world.kaz)

    def entries(count: int) -> list[EventToSave]:
        role = factories.state_role
        return [
            EventToSave(event=entry.event, roles=[role(world.kaz), role(world.tha, "host")])
            for entry in new_events(count)
        ]

    few, many = entries(2), entries(12)
    assert queries(lambda: save_events(entries=few, act=act)) == queries(lambda: save_events(entries=many, act=act))
    few_again, many_again = ([entry.event for entry in found] for found in (few, many))
    changed = [queries(lambda rows=rows: save_events(entries=moved(rows), act=act)) for rows in (few_again, many_again)]
    assert changed[0] == changed[1]


def test_snapshot_is_what_the_row_says(world: World):
    party = factories.make_party()
    roles = [
        factories.state_role(world.kaz, is_lead=True, institution_ru="Министерство"),
        factories.state_role(world.tha, "host"), factories.secretariat_role("assisting"),
        EventRole(role="co_organiser", party="council", council=world.councils["BC"]),
        EventRole(role="co_organiser", party="organisation", organisation=party),
    ]  # fmt: skip
    events = [
        factories.make_timed_event(roles=roles, country=world.kaz, council=world.councils["BC"], visibility="public"),
        factories.make_event(dimension=world.dimensions["ECO"], area=world.areas["ECO-SME"], precision="month"),
        factories.make_event(earliest=None, latest=None, precision="tbc", basis={"mode": "inferred"}),
    ]
    quick = Event.snapshots([event.pk for event in events])
    for row in Event.for_history([event.pk for event in events]):
        snapshot = quick[row.pk]
        assert (snapshot.subject_id, snapshot.audiences) == (row.subject_id, row.audiences())
        assert list(snapshot.values.items()) == list(row.recorded_values().items())
