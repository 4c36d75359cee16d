"""The silence procedure: frozen, extended, broken, and adopted by the Chair alone."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from cica_portal.common.history import StaleVersion
from cica_portal.common.models import Change
from councils.models import Decision, Objection, SilenceProcedure, SilenceStep
from councils.silence.addressees import addressed_states, chair_of
from councils.silence.objecting import object_in_portal, release, withdraw
from councils.silence.steps import Said, save_procedure, take_step
from tests.councils.making import DEADLINE, make_objection, make_silence
from tests.factories import NOW, make_act, make_chairmanship, make_council, make_seat, make_state, make_user
from tests.parallel import run_together

pytestmark = [pytest.mark.both, pytest.mark.django_db]

Action, Standing = SilenceStep.Action, SilenceProcedure.Standing
AFTER = DEADLINE + timedelta(hours=1)
CHAIR = Said(notified_on=date(2026, 3, 31), notified_by="Chair of the Committee", paper="Note 7")


def take(procedure, action, at=NOW, **values):
    version = values.pop("version", procedure.version)
    return take_step(procedure=procedure, action=action, act=make_act(at=at), version=version, **values)


def test_deadline_is_a_local_time_and_its_instant_follows():
    procedure = make_silence(zone="Asia/Bangkok")
    assert procedure.deadline_at == DEADLINE - timedelta(hours=2)


def test_circulated_text_is_frozen():
    procedure = make_silence()
    procedure.text_en = "Something else"
    with pytest.raises(ValidationError, match="not changed any more"):
        save_procedure(procedure=procedure, act=make_act())
    procedure.refresh_from_db()
    assert procedure.text_en == "The list is amended."


@pytest.mark.parametrize("missing", [{"subject_ru": ""}, {"text_en": ""}, {"deadline_day": None}])
def test_only_what_is_complete_is_circulated(missing):
    with pytest.raises(ValidationError):
        take(make_silence(is_circulated=False, **missing), Action.CIRCULATE)
    with pytest.raises(ValidationError, match="The deadline has passed"):
        take(make_silence(is_circulated=False), Action.CIRCULATE, at=DEADLINE)


def test_passing_of_the_deadline_adopts_nothing():
    procedure = make_silence()
    assert [procedure.standing(at) for at in (NOW, DEADLINE - timedelta(seconds=1), DEADLINE, AFTER)] == [
        Standing.RUNNING, Standing.RUNNING, Standing.AWAITING, Standing.AWAITING,
    ]  # fmt: skip
    assert not Decision.objects.exists()


def test_chair_notifies_the_adoption_and_the_decision_is_entered():
    procedure = make_silence()
    with pytest.raises(ValidationError, match="The deadline has not passed yet"):
        take(procedure, Action.ADOPT, said=CHAIR)
    procedure.refresh_from_db()
    take(procedure, Action.ADOPT, at=AFTER, said=CHAIR)
    decision = Decision.objects.get()
    assert (procedure.decision, procedure.stage) == (decision, "adopted")
    assert (decision.method, decision.adopted_on, decision.title_en) == (
        "silence",
        date(2026, 3, 31),
        "List of coordinators",
    )
    step = procedure.steps.get(action="adopt")
    assert (step.notified_by, step.paper) == ("Chair of the Committee", "Note 7")
    batches = set(Change.objects.filter(kind__in=["decision", "silence_procedure"], at=AFTER).values_list("batch"))
    assert len(batches) == 1


@pytest.mark.parametrize("said", [Said(), Said(notified_on=date(2026, 3, 31))])
def test_nothing_is_adopted_without_the_chairs_word(said):
    procedure = make_silence()
    with pytest.raises(ValidationError):
        take(procedure, Action.ADOPT, at=AFTER, said=said)
    procedure.refresh_from_db()
    assert (procedure.stage, Decision.objects.count()) == ("circulated", 0)


def test_objection_in_time_holds_the_adoption_until_it_is_withdrawn():
    objection = make_objection()
    procedure = objection.procedure
    with pytest.raises(ValidationError, match="silence is broken"):
        take(procedure, Action.ADOPT, at=AFTER, said=CHAIR)
    procedure.refresh_from_db()
    withdraw(objection=objection, act=make_act(at=AFTER), version=objection.version)
    take(procedure, Action.ADOPT, at=AFTER, said=CHAIR)
    assert procedure.stage == "adopted"


def test_late_note_is_kept_with_its_time_and_left_to_the_chair():
    objection = make_objection(received_at=AFTER)
    assert objection.is_late
    take(objection.procedure, Action.ADOPT, at=AFTER, said=CHAIR)
    assert objection.procedure.stage == "adopted"


def test_extension_keeps_the_earlier_deadline_in_the_record():
    procedure = make_silence()
    take(procedure, Action.EXTEND, said=Said(deadline_day=date(2026, 4, 6), deadline_time=time(12)))
    days = [(step.action, step.deadline_day) for step in procedure.steps.all()]
    assert days == [("circulate", date(2026, 3, 30)), ("extend", date(2026, 4, 6))]
    assert procedure.standing(AFTER) == Standing.RUNNING
    with pytest.raises(ValidationError):
        take(procedure, Action.EXTEND, said=Said(deadline_day=date(2026, 4, 1), deadline_time=time(12)))


def test_broken_procedure_is_over():
    procedure = make_silence()
    take(procedure, Action.BREAK, said=Said(comment="Consultations go on."))
    for action in (Action.EXTEND, Action.ADOPT, Action.CIRCULATE):
        with pytest.raises(ValidationError):
            take(procedure, action, at=AFTER, said=CHAIR)
    assert Change.objects.of("silence_procedure", procedure.public_id).latest("id").reason == "Consultations go on."


def test_second_saver_is_told():
    procedure = make_silence()
    with pytest.raises(StaleVersion):
        take(procedure, Action.BREAK, version=procedure.version - 1)


def test_liaison_objects_while_it_runs_and_once():
    procedure, state = make_silence(), make_state()
    user = make_user(role="liaison", state=state)

    def objection():
        return Objection(procedure=procedure, state=state, text="No consensus yet.")

    with pytest.raises(ValidationError, match="The deadline has passed"):
        object_in_portal(objection=objection(), act=make_act(at=DEADLINE, actor=user))
    first = object_in_portal(objection=objection(), act=make_act(actor=user))
    assert (first.channel, first.received_at, first.entered_by) == ("portal", NOW, user)
    with pytest.raises(ValidationError, match="already stands"):
        object_in_portal(objection=objection(), act=make_act(actor=user))


def test_objection_changes_nothing_that_other_states_can_observe():
    procedure = make_silence()
    make_objection(procedure=procedure)
    procedure.refresh_from_db()
    assert procedure.version == 2
    assert Change.objects.get(kind="objection").visibility == "secretariat"


def test_objection_is_seen_by_its_state_the_chair_and_the_secretariat_until_it_is_released(viewers, world):
    procedure = make_silence(chair=world.tha)
    objection = make_objection(procedure=procedure, state=world.tur)
    of_kaz = make_objection(procedure=procedure, state=world.kaz)

    def seen(role):
        return set(Objection.objects.visible_to(viewers[role]))

    both = {objection, of_kaz}
    assert {role: seen(role) for role in viewers} == {
        "visitor": set(), "partner": set(), "liaison": {of_kaz}, "other_liaison": both,
        "reader": both, "editor": both, "administrator": both,
    }  # fmt: skip
    release(objection=objection, act=make_act(), version=objection.version)
    assert (seen("liaison"), seen("partner"), seen("visitor")) == (both, set(), set())


def test_draft_is_the_secretariats_and_the_rest_the_member_states(viewers):
    make_silence(is_circulated=False)
    circulated = make_silence()
    seen = {role: SilenceProcedure.objects.visible_to(viewer).count() for role, viewer in viewers.items()}
    assert seen == {
        "visitor": 0, "partner": 0, "liaison": 1, "other_liaison": 1, "reader": 2, "editor": 2, "administrator": 2,
    }  # fmt: skip
    assert circulated in SilenceProcedure.objects.visible_to(viewers["liaison"])


def test_text_goes_to_the_states_of_the_body(world):
    council = make_council(kind="advisory")
    make_seat(council=council, state=world.kaz, role="chair")
    everybody = {state.pk for state in world.states.values()}
    assert addressed_states([council], NOW.date())[council.pk] == everybody
    make_seat(council=council, state=world.tha)
    assert addressed_states([council], NOW.date())[council.pk] == {world.kaz.pk, world.tha.pk}
    assert addressed_states([world.councils["SOC"]], NOW.date())[world.councils["SOC"].pk] == everybody
    make_chairmanship(state=world.tur)
    assert (chair_of(council, NOW.date()), chair_of(world.councils["SOC"], NOW.date())) == (world.kaz, world.tur)


@pytest.mark.django_db(transaction=True)
def test_note_in_time_and_adoption_at_the_same_moment_do_not_both_stand():
    procedure, state = make_silence(), make_state()

    def work(index: int):
        row = SilenceProcedure.objects.get(pk=procedure.pk)
        if index:
            return make_objection(procedure=row, state=state, entered_at=AFTER)
        return take(row, Action.ADOPT, at=AFTER, said=CHAIR)

    outcomes = run_together(work, count=2)
    procedure.refresh_from_db()
    assert (procedure.stage == "adopted") != Objection.objects.exists()
    assert sum(isinstance(outcome, ValidationError) for outcome in outcomes) == 1
