"""What becomes of an answer on a planned event."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cbm_events.confirmations.answering import Answer, apply_answer, ask, decide, return_answer, withdraw_answer
from cbm_events.confirmations.parts import answerable, answered_by
from cbm_events.models import ConfirmationAnswer, Event
from cbm_events.models.confirmations import Wish
from cbm_events.services import remove_samples
from cica_portal.common.fuzzy import Period, Precision, month_period, quarter_period
from cica_portal.common.history import StaleVersion
from cica_portal.common.models import Change
from members.models import MemberState
from members.viewers import viewer_for
from tests import factories
from tests.factories import TODAY, make_event, state_role

pytestmark = [pytest.mark.both, pytest.mark.django_db]
AUGUST: dict[str, Any] = {"earliest": date(2026, 8, 1), "latest": date(2026, 8, 31), "precision": "month"}
DAYS = Period(date(2026, 8, 12), date(2026, 8, 14), Precision.DAY)
LATER = Period(date(2026, 9, 2), date(2026, 9, 3), Precision.DAY)
CONFIRM, MOVE, CANCEL = (
    Answer(wish=Wish.CONFIRM, dates=DAYS), Answer(wish=Wish.MOVE, dates=LATER), Answer(wish=Wish.CANCEL),
)  # fmt: skip


@pytest.fixture
def event(world) -> Event:
    """Of Kazakhstan and Thailand, in August."""
    return make_event(**AUGUST, roles=[state_role(world.kaz), state_role(world.tha)])


def coordinate(state, **subject) -> None:
    factories.make_attestation(coordination=factories.make_coordination(state=state, **subject))


def decides(event: Event, state: MemberState) -> bool | None:
    """Whether the state decides alone; None when it does not answer for the event."""
    part = answerable(event, TODAY).part_of(state)
    return part.decides_alone if part else None


def fresh(event: Event) -> Event:
    return Event.objects.get(pk=event.pk)


def asked(event, liaison, act, answer=CONFIRM) -> ConfirmationAnswer:
    return ask(event=event, author=liaison, answer=answer, act=act, today=TODAY)


def test_only_organiser_decides_alone(world):
    event = make_event(roles=[state_role(world.kaz), state_role(world.tha, "host")])
    assert decides(event, world.kaz) is True
    assert decides(event, world.tha) is None
    assert answerable(event, TODAY).part_of(None) is None


@pytest.mark.parametrize("role", ["organiser", "co_organiser"])
def test_several_organisers_are_equal(world, role):
    event = make_event(roles=[state_role(world.kaz), state_role(world.tha, role)])
    assert [decides(event, state) for state in (world.kaz, world.tha)] == [False, False]


def test_organiser_beside_the_secretariat_does_not_decide_alone(world):
    event = make_event(roles=[state_role(world.kaz), factories.secretariat_role()])
    assert decides(event, world.kaz) is False


@pytest.mark.parametrize("subject", ["area", "dimension"])
def test_coordinator_answers_and_does_not_decide(world, subject):
    area = world.areas["ECO-SME"]
    coordinate(world.tur, **({"area": area} if subject == "area" else {"dimension": area.dimension}))
    event = make_event(area=area, dimension=area.dimension, roles=[state_role(world.kaz)])
    assert (decides(event, world.tur), decides(event, world.kaz)) == (False, True)
    events = Event.objects.all()
    for state, found in ((world.tur, [event]), (world.kaz, [event]), (world.tha, [])):
        assert list(answered_by(events, state, TODAY)) == found


def test_confirming_narrows_the_dates_in_one_act(event, act):
    decide(event=event, answer=CONFIRM, act=act, today=TODAY, version=event.version)
    stored = fresh(event)
    assert (stored.status, stored.period, stored.confirmation_due) == ("confirmed", DAYS, None)
    change = Change.objects.of("event", event.public_id)[0]
    assert {"status", "earliest", "latest", "precision"} <= set(change.fields)


def test_moving_keeps_the_event_planned(event, act):
    decide(event=event, answer=MOVE, act=act, today=TODAY, version=event.version)
    assert (fresh(event).status, fresh(event).period) == ("planned", LATER)


def test_cancelling_keeps_the_dates(event, act):
    decide(event=event, answer=CANCEL, act=act, today=TODAY, version=event.version)
    assert (fresh(event).status, fresh(event).period) == ("cancelled", month_period(2026, 8))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(wish=Wish.CONFIRM), "Enter the dates"),
        (Answer(wish=Wish.CONFIRM, dates=month_period(2026, 8)), "Enter exact days"),
        (Answer(wish=Wish.CONFIRM, dates=LATER), "not within August 2026"),
        (Answer(wish=Wish.MOVE), "Enter the dates"),
        (Answer(wish=Wish.MOVE, dates=Period(None, None, Precision.UNKNOWN)), "Enter the dates"),
        (Answer(wish=Wish.MOVE, dates=month_period(2026, 8)), "dates that the event has now"),
        (Answer(wish=Wish.MOVE, dates=month_period(2026, 2)), "These days are over"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(event, act, liaison, answer, message):
    changes = Change.objects.count()
    with pytest.raises(ValidationError, match=message):
        decide(event=event, answer=answer, act=act, today=TODAY, version=event.version)
    with pytest.raises(ValidationError, match=message):
        asked(event, liaison, act, answer)
    assert Change.objects.count() == changes
    assert fresh(event).status == "planned"


@pytest.mark.parametrize("status", ["proposed", "postponed", "cancelled", "held"])
def test_only_a_planned_or_confirmed_event_is_answered_for(act, status):
    event = make_event(status=status)
    with pytest.raises(ValidationError, match="Only a planned or confirmed event"):
        decide(event=event, answer=CANCEL, act=act, today=TODAY, version=event.version)


def test_event_that_is_over_is_not_answered_for(act):
    event = make_event(earliest=date(2026, 3, 1))
    with pytest.raises(ValidationError, match="is over"):
        decide(event=event, answer=CANCEL, act=act, today=TODAY, version=event.version)


def test_second_decision_is_told(event, act):
    stale = fresh(event)
    decide(event=event, answer=CANCEL, act=act, today=TODAY, version=event.version)
    with pytest.raises((StaleVersion, ValidationError)):
        decide(event=stale, answer=CONFIRM, act=act, today=TODAY, version=stale.version)
    assert fresh(event).status == "cancelled"


def test_asking_changes_nothing_but_waits(event, act, liaison):
    row = asked(event, liaison, act)
    assert (row.standing, row.state, row.period) == ("waiting", liaison.state, DAYS)
    assert (fresh(event).status, fresh(event).version) == ("planned", event.version)


def test_new_answer_replaces_the_one_that_waits(event, act, liaison, other_liaison):
    first, other = asked(event, liaison, act), asked(event, other_liaison, act)
    second = asked(event, liaison, act, MOVE)
    for row, standing in ((first, "replaced"), (other, "waiting"), (second, "waiting")):
        row.refresh_from_db()
        assert row.standing == standing


@pytest.mark.parametrize(("answer", "status"), [(CONFIRM, "confirmed"), (MOVE, "planned"), (CANCEL, "cancelled")])
def test_editor_does_what_was_asked_and_other_answers_end(event, act, liaison, other_liaison, editor, answer, status):
    row, other = asked(event, liaison, act, answer), asked(event, other_liaison, act)
    row = ConfirmationAnswer.objects.select_related("event").get(pk=row.pk)
    apply_answer(row=row, act=act, today=TODAY, version=row.version)
    other.refresh_from_db()
    row.refresh_from_db()
    assert (fresh(event).status, row.standing, row.settled_by, other.standing) == (
        status,
        "applied",
        editor,
        "replaced",
    )


def test_answer_that_no_longer_fits_is_not_applied(event, act, liaison):
    row = asked(event, liaison, act)
    event.earliest, event.latest, event.precision = (*vars(quarter_period(2027, 1)).values(),)
    factories.store(event)
    row = ConfirmationAnswer.objects.select_related("event").get(pk=row.pk)
    with pytest.raises(ValidationError, match="not within"):
        apply_answer(row=row, act=act, today=TODAY, version=row.version)
    row.refresh_from_db()
    assert row.is_waiting


def test_answer_is_settled_once(event, act, liaison):
    row = asked(event, liaison, act)
    again = ConfirmationAnswer.objects.select_related("event").get(pk=row.pk)
    withdraw_answer(row=row, act=act, version=row.version)
    with pytest.raises(StaleVersion):
        apply_answer(row=again, act=act, today=TODAY, version=again.version)
    with pytest.raises(StaleVersion):
        return_answer(row=again, reply="Ask", act=act, version=again.version)
    assert fresh(event).status == "planned"


def test_answer_returns_only_with_a_reply(event, act, liaison):
    row = asked(event, liaison, act)
    with pytest.raises(ValidationError, match="consulted on"):
        return_answer(row=row, reply="", act=act, version=row.version)
    return_answer(row=row, reply="Thailand has another event then.", act=act, version=row.version)
    row.refresh_from_db()
    assert (row.standing, row.reply) == ("returned", "Thailand has another event then.")


def test_answers_are_seen_by_their_state_the_organisers_and_the_secretariat(event, act, liaison, world, viewers):
    coordinator = factories.make_user(role="liaison", state=world.tur)
    row = asked(event, coordinator, act)
    seen = {role: list(ConfirmationAnswer.objects.visible_to(viewer)) for role, viewer in viewers.items()}
    for role in ("liaison", "other_liaison", "reader", "editor", "administrator"):
        assert seen[role] == [row], role
    assert seen["visitor"] == seen["partner"] == []
    assert list(ConfirmationAnswer.objects.visible_to(viewer_for(coordinator))) == [row]
    outsider = factories.make_user(role="liaison", state=world.states["AZE"])
    assert list(ConfirmationAnswer.objects.visible_to(viewer_for(outsider))) == []


def test_answer_on_an_event_that_was_hidden_is_hidden_too(event, act, liaison):
    asked(event, liaison, act)
    event.visibility = "secretariat"
    factories.store(event)
    assert list(ConfirmationAnswer.objects.visible_to(viewer_for(liaison))) == []


def test_samples_go_with_their_answers(act, liaison, world):
    from_sample = make_event(**AUGUST, is_sample=True, roles=[state_role(world.kaz)])
    asked(from_sample, liaison, act)
    remove_samples(act=act)
    assert not ConfirmationAnswer.objects.exists()
