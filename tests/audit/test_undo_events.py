"""Undo of changes of events: as a new change, only where nothing else has happened since."""

from datetime import date, time

import pytest

from cbm_events.models import Event, EventRole
from cbm_events.services import remove_samples, save_event
from cica_portal.common import history
from cica_portal.common.audit.undo import UndoRefusedError, plan_undo, undo
from cica_portal.common.models import AudienceChange, Change
from tests import factories
from tests.audit.conftest import changes_of, last_act, undo_last
from tests.cast import World

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def edit(event: Event, act: history.Act, roles: list[EventRole] | None = None, **values) -> Event:
    for name, value in values.items():
        setattr(event, name, value)
    return save_event(event=event, roles=roles, act=act)


def stored(event: Event) -> Event:
    return Event.objects.get(public_id=event.public_id)


def refusal(changes: list[Change], act: history.Act) -> list[str]:
    before = (Change.objects.count(), AudienceChange.objects.count())
    with pytest.raises(UndoRefusedError) as refused:
        undo(changes=changes, act=act)
    assert (Change.objects.count(), AudienceChange.objects.count()) == before
    return [reason for step in refused.value.steps for reason in step.obstacles]


def test_values_return_as_a_new_change(act, undo_act, editor):
    event = edit(factories.make_event(title_en="Before"), act, title_en="After")
    batch = undo_last(event, undo_act)
    assert (stored(event).title_en, stored(event).version, stored(event).sequence) == ("Before", 3, 2)
    change = changes_of(event)[-1]
    assert (change.batch, change.actor, change.door, change.reason) == (batch.id, editor, "page", undo_act.reason)
    assert (change.before, change.after) == ({"title_en": "After"}, {"title_en": "Before"})


def test_derived_columns_follow(act, undo_act):
    event = factories.make_timed_event(earliest=date(2026, 5, 14), title_en="Forum")
    before = (event.starts_at, event.sort_on, event.search)
    edit(event, act, earliest=date(2026, 6, 1), latest=date(2026, 6, 1), start_time=time(11), title_en="Talks")
    undo_last(event, undo_act)
    again = stored(event)
    assert (again.starts_at, again.sort_on, again.search) == before


def test_small_change_and_its_undo_leave_the_sequence(act, undo_act):
    event = edit(factories.make_event(), act, nomination_deadline=date(2026, 4, 1))
    undo_last(event, undo_act)
    assert (stored(event).nomination_deadline, stored(event).sequence) == (None, 0)


def test_relations_return(act, undo_act, world: World):
    event = factories.make_event(dimension=world.dimensions["ECO"], area=world.areas["ECO-SME"], country=world.kaz)
    edit(event, act, dimension=world.dimensions["HUM"], area=None, country=world.tha)
    undo_last(event, undo_act)
    again = stored(event)
    assert (again.dimension, again.area, again.country) == (
        world.dimensions["ECO"], world.areas["ECO-SME"], world.kaz,
    )  # fmt: skip


def test_parties_return_with_all_they_had(act, undo_act, world: World):
    party = factories.make_party(name_en="United Nations")
    roles = [
        factories.state_role(world.kaz, is_lead=True, capacity="chairmanship", institution_en="Ministry"),
        EventRole(party="council", council=world.councils["BC"], role="co_organiser"),
        EventRole(party="organisation", organisation=party, role="assisting"),
        EventRole(party="institution", institution_ru="Академия", role="host"),
        factories.secretariat_role("chair"),
    ]
    event = factories.make_event(roles=roles)
    before = changes_of(event)[-1].after["parties"]
    edit(event, act, roles=[factories.state_role(world.tha)])
    undo_last(event, undo_act)
    assert stored(event).recorded_values()["parties"] == before


def test_public_and_internal_part_return_together(act, undo_act):
    event = edit(factories.make_event(title_en="A", source_note="x"), act, title_en="B", source_note="y")
    undo_last(event, undo_act)
    assert (stored(event).title_en, stored(event).source_note) == ("A", "x")


def test_later_change_of_another_field_stays(act, undo_act):
    event = edit(factories.make_event(title_en="A", city_en="X"), act, title_en="B")
    changes = last_act(event)
    edit(event, act, city_en="Y")
    undo(changes=changes, act=undo_act)
    assert (stored(event).title_en, stored(event).city_en) == ("A", "Y")


def test_later_change_of_the_same_field_is_named(act, undo_act):
    event = edit(factories.make_event(title_en="A"), act, title_en="B", kind="forum")
    changes = last_act(event)
    edit(event, act, title_en="C")
    assert refusal(changes, undo_act) == ["Title in English: now “C”, changed by Test editor on 16 March 2026, 14:00."]
    assert (stored(event).title_en, stored(event).kind) == ("C", "forum")


def test_parties_that_changed_since_are_named(act, undo_act, world: World):
    event = edit(factories.make_event(), act, roles=[factories.state_role(world.kaz)])
    changes = last_act(event)
    edit(event, act, roles=[factories.state_role(world.tha)])
    assert refusal(changes, undo_act) == [
        "Organisers and other parties: now “Organiser: Thailand”, changed by Test editor on 16 March 2026, 14:00."
    ]


def test_undo_twice_is_refused(act, undo_act):
    event = edit(factories.make_event(title_en="A"), act, title_en="B")
    changes = last_act(event)
    undo(changes=changes, act=undo_act)
    assert len(refusal(changes, undo_act)) == 1


def test_undo_of_an_undo(act, undo_act):
    event = edit(factories.make_event(title_en="A"), act, title_en="B")
    undo_last(event, undo_act)
    undo_last(event, undo_act)
    assert stored(event).title_en == "B"


def test_new_event_goes_and_leaves_a_tombstone(act, undo_act):
    event = factories.make_event(act, visibility="public")
    undo_last(event, undo_act)
    assert not Event.objects.exists()
    assert changes_of(event)[-1].action == "removed"
    gone = AudienceChange.objects.of("event", [event.public_id]).filter(gone=True)
    assert sorted(gone.values_list("audience", flat=True)) == ["member_states", "public", "secretariat"]


def test_removed_event_returns_as_it_was(act, undo_act, world: World):
    event = factories.make_event(act, title_en="A", roles=[factories.state_role(world.kaz)])
    values = event.recorded_values()
    edit(event, act, title_en="B")
    edit(event, act, title_en="A")
    undo_last(event, undo_act)
    undo_last(event, undo_act)
    with history.batch(act) as batch:
        batch.remove(stored(event))
    undo_last(event, undo_act)
    again = stored(event)
    assert again.recorded_values() == values
    assert (again.uid, again.pk == event.pk) == (event.uid, False)
    assert again.sequence > event.sequence


def test_event_removed_before_uids_were_kept_is_refused(act, undo_act):
    factories.make_event(act, is_sample=True)
    remove_samples(act=act)
    (change,) = Change.objects.filter(kind="event", action="removed")
    del change.before["uid"]
    assert refusal([change], undo_act) == [
        "The history does not keep the identifier by which calendars know the event."
    ]


@pytest.mark.parametrize(
    ("hang", "words"),
    [
        (lambda event: factories.make_participation(event=event), "Participations point to it (1)."),
        (lambda event: factories.make_figure(event=event), "Published figures point to it (1)."),
        (lambda event: factories.make_document(subject_key=event.public_id), "Documents belong to it."),
        (
            lambda event: factories.make_summary().rows.create(subject_id=event.public_id, counted=True),
            "A published summary counts it.",
        ),
    ],
    ids=["participation", "figure", "document", "summary"],
)
def test_new_event_on_which_something_hangs_stays(act, undo_act, hang, words: str):
    event = factories.make_event(act)
    changes = last_act(event)
    hang(event)
    assert refusal(changes, undo_act) == [words]
    assert stored(event) == event


def test_new_event_that_was_edited_stays(act, undo_act):
    event = factories.make_event(act, title_en="A")
    changes = last_act(event)
    edit(event, act, title_en="B")
    assert len(refusal(changes, undo_act)) == 1


def test_import_is_undone_whole_or_not_at_all(act, undo_act):
    with history.batch(act) as batch:
        events = [Event(**factories.event_values()) for _index in range(3)]
        batch.create(*events)
    changes = list(Change.objects.filter(batch=batch.id))
    edit(events[1], act, title_en="Edited")
    assert len(refusal(changes, undo_act)) == 1
    assert Event.objects.count() == 3
    undo_last(events[1], undo_act)
    undo(changes=changes, act=undo_act)
    assert not Event.objects.exists()


def test_value_that_is_no_longer_allowed_is_refused_in_words(act, undo_act):
    event = edit(factories.make_event(status="confirmed", precision="day"), act, status="postponed")
    changes = last_act(event)
    edit(event, act, earliest=date(2026, 5, 1), latest=date(2026, 5, 31), precision="month")
    assert refusal(changes, undo_act) == ["Enter exact days before you confirm the event."]
    assert stored(event).status == "postponed"


def test_plan_tells_what_returns(act, world: World):
    event = edit(factories.make_event(title_en="A", country=world.kaz), act, title_en="B", country=world.tha)
    (step,) = plan_undo(last_act(event))
    assert [(line.label, line.before, line.after) for line in step.lines] == [
        ("Title in English", "B", "A"),
        ("Country", "Thailand", "Kazakhstan"),
    ]
    assert (step.subject.title, step.effect, step.obstacles) == ("B", "gets its earlier values", [])


def test_somebody_who_saves_at_this_moment_is_not_overwritten(act, undo_act, monkeypatch):
    event = edit(factories.make_event(title_en="A"), act, title_en="B")
    changes = last_act(event)

    def save_first(*args, **kwargs):
        Event.objects.filter(pk=event.pk).update(version=99)

    monkeypatch.setattr("cbm_events.services.check_entries", save_first)
    with pytest.raises(history.StaleVersion):
        undo(changes=changes, act=undo_act)
    assert stored(event).title_en == "B"
