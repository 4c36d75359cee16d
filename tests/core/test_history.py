"""What a batch writes beside the rows: the changes, whole or not at all."""

import random
from datetime import timedelta

import pytest

from cbm_events.models import Event, Participation, PublishedFigure
from cbm_events.services import remove_samples, save_event
from cica_portal.common import history
from cica_portal.common.audiences import AUDIENCE_ORDER, Audience, visibilities_for
from cica_portal.common.models import AudienceChange, Change
from cica_portal.common.viewer import Viewer
from members.models import MemberState
from tests import factories
from tests.cast import World

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def changes_of(row) -> list[Change]:
    return list(Change.objects.of(row.record_kind, row.subject_id).order_by("id"))


def test_creation_records_the_values(act):
    state = factories.make_state(act, name_en="Kyrgyzstan", code="KGZ")
    (change,) = changes_of(state)
    assert (change.action, change.before) == ("created", {})
    assert change.after["name_en"] == "Kyrgyzstan"
    assert (change.actor, change.door, change.at) == (act.actor, "page", factories.NOW)


def test_edit_records_only_what_differs(act):
    state = factories.make_state(name_en="Old")
    state.name_en = "New"
    history.save(state, act=act)
    change = changes_of(state)[-1]
    assert (change.action, change.before, change.after) == ("updated", {"name_en": "Old"}, {"name_en": "New"})


def test_edit_of_a_relation_records_public_identifiers(act, world: World):
    event = factories.make_event(dimension=world.dimensions["ECO"])
    event.dimension = world.dimensions["HUM"]
    save_event(event=event, act=act)
    change = changes_of(event)[-1]
    assert (change.before, change.after) == ({"dimension": "ECO"}, {"dimension": "HUM"})


def test_parties_of_an_event_are_recorded_with_it(act, world: World):
    event = factories.make_event(roles=[factories.state_role(world.kaz)])
    save_event(event=event, roles=[factories.state_role(world.tha, is_lead=True)], act=act)
    change = changes_of(event)[-1]
    assert change.before == {"parties": [{"role": "organiser", "party": "state", "of": "KAZ"}]}
    assert change.after == {"parties": [{"role": "organiser", "party": "state", "of": "THA", "is_lead": True}]}


def test_removal_keeps_the_last_values(act):
    event = factories.make_event(title_en="Gone")
    with history.batch(act) as batch:
        batch.remove(event)
    change = changes_of(event)[-1]
    assert (change.action, change.before["title_en"], change.after) == ("removed", "Gone", {})
    assert not Event.objects.filter(public_id=event.public_id).exists()


def test_reason_and_note_are_kept(editor):
    act = factories.make_act(actor=editor, reason="At the host's request", note="Told by phone")
    event = factories.make_event(act)
    (change,) = changes_of(event)
    assert (change.reason, change.note) == ("At the host's request", "Told by phone")


def test_rows_of_one_act_share_a_batch(act):
    with history.batch(act) as batch:
        states = [MemberState(code=f"Q{c}Q", iso2=f"Q{c}", name_en=c, zone="UTC") for c in ("A", "B")]
        batch.create(*states)
    assert {change.batch for state in states for change in changes_of(state)} == {batch.id}


def test_row_created_and_edited_in_one_act_is_one_creation(act):
    state = MemberState(code="QQQ", iso2="QQ", name_en="First", zone="UTC")
    with history.batch(act) as batch:
        batch.create(state)
        batch.edit(state)
        state.name_en = "Second"
        state.save()
    (change,) = changes_of(state)
    assert (change.action, change.after["name_en"]) == ("created", "Second")


def test_row_created_and_removed_in_one_act_leaves_nothing(act):
    state = MemberState(code="QQQ", iso2="QQ", name_en="First", zone="UTC")
    with history.batch(act) as batch:
        batch.create(state)
        batch.remove(state)
    assert not Change.objects.of("member_state", "QQQ").exists()


def write_and_fail(event: Event, act: history.Act) -> None:
    with history.batch(act) as batch:
        batch.edit(event)
        event.title_en = "After"
        event.save()
        batch.create(MemberState(code="QQQ", iso2="QQ", name_en="New", zone="UTC"))
        raise RuntimeError


def test_exception_leaves_nothing(act):
    event = factories.make_event(title_en="Before")
    counts = (Change.objects.count(), AudienceChange.objects.count())
    with pytest.raises(RuntimeError):
        write_and_fail(event, act)
    event.refresh_from_db()
    assert (event.title_en, event.version) == ("Before", 1)
    assert not MemberState.objects.filter(code="QQQ").exists()
    assert (Change.objects.count(), AudienceChange.objects.count()) == counts


def test_before_is_the_claimed_row(act):
    event = factories.make_event(title_en="Before")
    with history.batch(act) as batch:
        batch.edit(event)
        event.title_en = "After"
        event.save()
        before = batch.before(event)
    assert before is not None
    assert before.values["title_en"] == "Before"


def test_claimed_row_that_did_not_change_leaves_no_trace(act):
    event = factories.make_event()
    before = (Change.objects.count(), AudienceChange.objects.count())
    with history.batch(act) as batch:
        batch.edit(event)
        event.save()
    assert (Change.objects.count(), AudienceChange.objects.count()) == before


def test_change_of_visibility_is_seen_by_those_who_saw_both_sides(act):
    event = factories.make_event(visibility="secretariat")
    event.visibility = "public"
    save_event(event=event, act=act)
    assert [change.visibility for change in changes_of(event)] == ["secretariat", "secretariat"]


def test_internal_field_stands_in_a_change_of_its_own(act):
    event = factories.make_event(visibility="public", title_en="Old")
    event.title_en, event.source_note = "New", "Only said by phone"
    save_event(event=event, act=act)
    shown = [(change.visibility, change.fields) for change in changes_of(event)[1:]]
    assert shown == [("public", ["title_en"]), ("secretariat", ["source_note"])]


def test_internal_field_of_a_new_row_is_not_public(act):
    event = factories.make_event(act, visibility="public", source_note="Only said by phone")
    public, internal = changes_of(event)
    assert "source_note" not in public.after
    assert (internal.visibility, internal.after) == ("secretariat", {"source_note": "Only said by phone"})


def visible_values(event: Event, audience: Audience) -> dict[str, str]:
    if event.visibility not in visibilities_for(audience):
        return {}
    values = event.recorded_values()
    hidden = set() if audience == Audience.SECRETARIAT else event.internal
    return {name: str(value) for name, value in values.items() if name not in hidden}


def test_history_never_shows_a_value_that_the_audience_did_not_see(act):
    chance = random.Random(1)
    event = factories.make_event(visibility="secretariat")
    seen = {audience: set(visible_values(event, audience).items()) for audience in AUDIENCE_ORDER}
    for step in range(60):
        event.title_en = f"Title {step}"
        event.source_note = chance.choice([f"Note {step}", event.source_note])
        event.city_en = chance.choice([f"City {step}", ""])
        event.visibility = chance.choice(list(Audience))
        save_event(event=event, act=act)
        for audience in AUDIENCE_ORDER:
            seen[audience] |= visible_values(event, audience).items()
    for audience in AUDIENCE_ORDER:
        for change in Change.objects.visible_to(Viewer(audience)).of("event", event.public_id):
            shown = {(name, str(value)) for side in (change.before, change.after) for name, value in side.items()}
            assert shown - seen[audience] - {(name, "") for name in change.fields} == set()


def test_remove_samples_leaves_real_events(act):
    sample, real = factories.make_event(is_sample=True), factories.make_event()
    assert remove_samples(act=act) == 1
    assert list(Event.objects.all()) == [real]
    assert changes_of(sample)[-1].action == "removed"
    assert remove_samples(act=act) == 0


def test_remove_samples_records_what_hangs_on_them(act):
    sample = factories.make_event(is_sample=True)
    figure, answer = factories.make_figure(event=sample), factories.make_participation(event=sample)
    kept = factories.make_figure()
    remove_samples(act=act)
    assert list(PublishedFigure.objects.all()) == [kept]
    assert not Participation.objects.exists()
    assert [changes_of(row)[-1].action for row in (figure, answer)] == ["removed", "removed"]


def test_changes_stand_newest_first(act):
    event = factories.make_event()
    event.title_en = "Second"
    later = factories.make_act(actor=act.actor, at=factories.NOW + timedelta(hours=1))
    save_event(event=event, act=later)
    assert [change.action for change in Change.objects.of("event", event.public_id)] == ["updated", "created"]
