"""Writing events: all or nothing, with good values only."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from cbm_events.models import Event, EventRole
from cbm_events.services import EventToSave, save_event, save_events
from cica_portal.common.models import Change
from tests import factories
from tests.cast import World

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def new_event(**values) -> Event:
    return Event(**factories.event_values(**values))


def refusal(act, roles=(), **values) -> dict[str, list[str]]:
    """What is said about a bad event, of which nothing is stored."""
    with pytest.raises(ValidationError) as refused:
        save_event(event=new_event(**values), roles=list(roles), act=act)
    assert Event.objects.count() == 0
    assert not Change.objects.filter(kind="event").exists()
    return refused.value.message_dict


def test_event_is_stored_with_its_parties(act, world: World):
    roles = [factories.state_role(world.kaz), factories.secretariat_role("co_organiser")]
    event = save_event(event=new_event(title_en="Seminar"), roles=roles, act=act)
    stored = Event.objects.get()
    assert (stored.title_en, stored.version, stored.sequence) == ("Seminar", 1, 0)
    assert {(role.role, role.party) for role in stored.roles.all()} == {
        ("organiser", "state"),
        ("co_organiser", "secretariat"),
    }
    assert event == stored


def test_identifiers_are_made_once(act):
    event = factories.make_event()
    before = (event.public_id, event.uid)
    event.title_en = "Other"
    save_event(event=event, act=act)
    stored = Event.objects.get()
    assert (stored.public_id, stored.uid) == before
    assert stored.uid.endswith("@events.cica")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"title_en": ""}, {"__all__": ["Enter the title in English or in Russian."]}),
        ({"latest": date(2026, 5, 13)}, {"__all__": ["The last day is before the first day."]}),
        ({"title_en": "<b>Seminar</b>"}, {"title_en": ["Write plain text: remove the HTML tags."]}),
        ({"title_ru": "Семинар\x07"}, {"title_ru": ["Remove the control characters from the text."]}),
        ({"title_en": "Two\nlines"}, {"title_en": ["Keep it on one line."]}),
        (
            {"title_en": "x" * 10_000},
            {"title_en": ["Ensure this value has at most 300 characters (it has 10000)."]},
        ),
        ({"zone": "Mars/Olympus", "start_time": time(9)}, {"zone": ["Choose a time zone from the list."]}),
        ({"earliest": date(1, 1, 1)}, {"earliest": ["Enter a year from 1992 to 2099."]}),
        ({"latest": date(9999, 12, 31)}, {"latest": ["Enter a year from 1992 to 2099."]}),
        ({"report_due": date(1899, 1, 1)}, {"report_due": ["Enter a year from 1992 to 2099."]}),
        ({"kind": "party"}, {"kind": ["Value 'party' is not a valid choice."]}),
        ({"status": "done"}, {"status": ["Value 'done' is not a valid choice."]}),
        (
            {"earliest": date(2026, 5, 14), "start_time": time(9), "end_time": time(9), "zone": "Asia/Almaty"},
            {"end_time": ["Enter a closing time after the opening time."]},
        ),
        (
            {"summary_en": "x" * 5001},
            {"summary_en": ["Ensure this value has at most 5000 characters (it has 5001)."]},
        ),
    ],
    ids=str,
)
def test_bad_value_is_refused(act, values, expected):
    assert refusal(act, **values) == expected


@pytest.mark.parametrize("second", ["organiser", "co_organiser"])
def test_state_twice_among_organisers_is_refused(act, world: World, second: str):
    roles = [factories.state_role(world.kaz), factories.state_role(world.kaz, second)]
    assert refusal(act, roles) == {"parties": ["Kazakhstan is named twice among the organisers and co-organisers."]}


def test_state_twice_as_host_is_refused(act, world: World):
    roles = [factories.state_role(world.kaz, "host"), factories.state_role(world.kaz, "host")]
    assert refusal(act, roles) == {"parties": ["Kazakhstan is named twice in the same role."]}


def test_secretariat_twice_is_refused(act):
    roles = [factories.secretariat_role(), factories.secretariat_role()]
    assert refusal(act, roles) == {
        "parties": ["CICA Secretariat is named twice among the organisers and co-organisers."]
    }


def test_role_without_a_party_is_refused(act):
    bad = [EventRole(role="organiser", party="state")]
    assert refusal(act, bad) == {"parties": ["Choose exactly one party for each role."]}


def test_institution_with_markup_is_refused(act):
    bad = [EventRole(role="organiser", party="institution", institution_en="<b>House</b>")]
    assert refusal(act, bad) == {"parties": ["Write plain text: remove the HTML tags."]}


def test_one_bad_event_stops_the_whole_batch(act):
    entries = [EventToSave(event=new_event()), EventToSave(event=new_event(title_en=""))]
    with pytest.raises(ValidationError):
        save_events(entries=entries, act=act)
    assert Event.objects.count() == 0


def test_roles_none_leaves_the_parties(act, world: World):
    event = factories.make_event(roles=[factories.state_role(world.kaz)])
    event.title_en = "Other"
    save_event(event=event, act=act)
    assert [role.state for role in event.roles.all()] == [world.kaz]


def test_parties_are_replaced_and_recorded(act, world: World):
    event = factories.make_event(roles=[factories.state_role(world.kaz)])
    save_event(event=event, roles=[factories.state_role(world.tha)], act=act)
    stored = Event.objects.get()
    assert [role.state for role in stored.roles.all()] == [world.tha]
    assert (stored.version, stored.sequence) == (2, 0)


def test_order_of_the_parties_is_no_difference(act, world: World):
    roles = [factories.state_role(world.kaz), factories.state_role(world.tha)]
    event = factories.make_event(roles=roles)
    again = [factories.state_role(world.tha), factories.state_role(world.kaz)]
    save_event(event=event, roles=again, act=act)
    assert Event.objects.get().version == 1


@pytest.mark.parametrize(
    "values",
    [
        {"title_en": "Other"},
        {"title_ru": "Другое"},
        {"earliest": date(2026, 5, 13)},
        {"latest": date(2026, 5, 16)},
        {"precision": "month"},
        {"status": "cancelled"},
        {"start_time": time(9), "zone": "Asia/Almaty"},
        {"mode": "hybrid"},
        {"city_en": "Astana"},
        {"venue_ru": "Дом"},
        {"country_other": "Switzerland"},
    ],
    ids=str,
)
def test_sequence_rises_on_a_material_change(act, values):
    event = factories.make_event()
    for name, value in values.items():
        setattr(event, name, value)
    save_event(event=event, act=act)
    assert Event.objects.get().sequence == 1


@pytest.mark.parametrize(
    "values",
    [
        {"summary_en": "More words"},
        {"visibility": "public"},
        {"source_note": "Said by phone"},
        {"source": "Press release"},
        {"nomination_deadline": date(2026, 4, 1)},
        {"report_due": date(2026, 6, 15)},
        {"kind": "forum"},
        {"date_text": "mid-May"},
    ],
    ids=str,
)
def test_sequence_stands_on_any_other_change(act, values):
    event = factories.make_event()
    for name, value in values.items():
        setattr(event, name, value)
    save_event(event=event, act=act)
    stored = Event.objects.get()
    assert (stored.sequence, stored.version) == (0, 2)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, date(2026, 5, 14)),
        ({"precision": "month", "earliest": date(2026, 5, 1), "latest": date(2026, 5, 31)}, date(2026, 5, 31)),
        ({"precision": "tbc", "earliest": None, "latest": None}, date.max),
    ],
    ids=str,
)
def test_place_in_the_order_follows_the_dates(values, expected):
    assert factories.make_event(**values).sort_on == expected


def test_instants_follow_the_local_times(act):
    event = factories.make_timed_event(latest=date(2026, 5, 15), earliest=date(2026, 5, 14))
    assert f"{event.starts_at:%d %H:%M} {event.ends_at:%d %H:%M}" == "14 04:00 15 12:00"
    event.zone = "Asia/Bangkok"
    save_event(event=event, act=act)
    assert f"{Event.objects.get().starts_at:%d %H:%M}" == "14 02:00"


def test_instants_go_with_the_times(act):
    event = factories.make_timed_event()
    event.start_time, event.end_time, event.zone = None, None, ""
    save_event(event=event, act=act)
    stored = Event.objects.get()
    assert (stored.starts_at, stored.ends_at) == (None, None)
