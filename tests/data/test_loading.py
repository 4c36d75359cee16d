"""Loading twice changes nothing; what people edited stays; a changed file changes the rest."""

import pytest

from cbm_events import reference as events
from cbm_events.models import Event
from cbm_events.services import save_event
from cica_portal.common import history
from cica_portal.common.models import AudienceSequence, Change, Recorded
from cica_portal.common.reference import Outcome, public_id_of
from councils.models import Decision
from members import reference as members
from members.models import MemberState
from tests import factories
from tests.data.conftest import Records, load_all, loading_act

pytestmark = pytest.mark.both


def test_second_run_changes_nothing(reference: list[Outcome]):
    assert all(outcome.created == outcome.total for outcome in reference)
    changes, numbers = Change.objects.count(), dict(AudienceSequence.objects.values_list("audience", "last"))
    again = load_all()
    assert all(outcome.unchanged == outcome.total for outcome in again)
    assert Change.objects.count() == changes
    assert dict(AudienceSequence.objects.values_list("audience", "last")) == numbers


def test_every_row_has_its_change(reference: list[Outcome]):
    created = Change.objects.filter(action="created").exclude(kind__in=["plan_item", "plan_link", "plan_version"])
    entered = created.values_list("kind", "subject_id").distinct().count()
    assert entered == sum(outcome.total for outcome in reference)


def test_public_identifiers_are_the_same_everywhere():
    assert public_id_of("event", "bc-6") == public_id_of("event", "bc-6") != public_id_of("decision", "bc-6")
    assert len(public_id_of("event", "bc-6")) == 10


def edit(row: Recorded, **values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    history.save(row, act=factories.make_act())


def test_edited_row_is_left_and_named(reference: list[Outcome]):
    edit(MemberState.objects.get(code="TUR"), name_ru="Турецкая Республика")
    states = load_all()[0]
    assert (states.updated, states.unchanged) == (0, 27)
    assert states.kept == ("member state TUR (Türkiye)",)
    assert MemberState.objects.get(code="TUR").name_ru == "Турецкая Республика"


def test_edited_event_is_left(reference: list[Outcome], changed_files):
    event = Event.objects.get(public_id=public_id_of("event", "bc-8"))
    event.title_ru = "Пленарное заседание"
    save_event(event=event, act=factories.make_act())

    def confirm(content: Records) -> None:
        next(record for record in content if record["key"] == "bc-8")["confidence"] = "low"

    outcome = events.load_events(act=loading_act(), folder=changed_files(events.DATA, "events", confirm))[0]
    assert (outcome.updated, len(outcome.kept)) == (0, 1)
    event.refresh_from_db()
    assert (event.title_ru, event.confidence) == ("Пленарное заседание", "high")


def test_removed_row_stays_removed(reference: list[Outcome]):
    decision = Decision.objects.get(title_en="Almaty Act")
    with history.batch(factories.make_act()) as batch:
        batch.remove(decision)
    [outcome] = [outcome for outcome in load_all() if outcome.kept]
    assert outcome.kept == ("decision chsg-2002-06-04-almaty-act (removed)",)
    assert not Decision.objects.filter(title_en="Almaty Act").exists()


def test_changed_file_changes_rows_that_nobody_edited(reference: list[Outcome], changed_files):
    def rename(content: Records) -> None:
        next(record for record in content if record["code"] == "TUR")["name_ru"] = "Турецкая Республика"

    before = Change.objects.count()
    outcome = members.load_members(act=loading_act(), folder=changed_files(members.DATA, "member_states", rename))[0]
    assert (outcome.updated, outcome.unchanged, outcome.kept) == (1, 27, ())
    [change] = Change.objects.all()[: Change.objects.count() - before]
    assert (change.before, change.after) == ({"name_ru": "Турция"}, {"name_ru": "Турецкая Республика"})


def test_changed_file_changes_an_event_through_the_service(reference: list[Outcome], changed_files):
    def move(content: Records) -> None:
        record = next(record for record in content if record["key"] == "bc-6")
        record |= {"precision": "day", "earliest": "2023-10-19", "latest": "2023-10-19"}
        record["roles"] = [{"role": "organiser", "party": "council", "council": "BC"}]

    folder = changed_files(events.DATA, "events", move)
    assert events.load_events(act=loading_act(), folder=folder)[0].updated == 1
    event = Event.objects.get(public_id=public_id_of("event", "bc-6"))
    assert (event.sequence, str(event.earliest), [role.party for role in event.roles.all()]) == (
        3,
        "2023-10-19",
        ["council"],
    )
    assert events.load_events(act=loading_act(), folder=folder)[0].updated == 0
