"""What may happen to a proposal, and what is written with each step."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cbm_events.models import Event, Proposal, ProposalStep
from cbm_events.models.contents import CONTENT_FIELDS
from cbm_events.proposals.steps import MOVES, Action, refusal_of, save_proposal, take_step
from cbm_events.services import save_event
from cica_portal.common.history import StaleVersion
from cica_portal.common.models import AudienceChange, Change, Mail
from tests.factories import NOW, make_act, make_event, make_proposal
from tests.parallel import run_together

pytestmark = [pytest.mark.both, pytest.mark.django_db]
PLAN = {"adopted_on": date(2026, 3, 10), "meeting_en": "Senior Officials Committee", "meeting_ru": ""}


def changes_of(proposal: Proposal) -> list[Change]:
    return list(Change.objects.of("proposal", proposal.public_id).order_by("id"))


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def test_way_of_a_proposal(draft, editor, liaison, step):
    step(draft, Action.SUBMIT)
    step(draft, Action.RETURN, comment="Which week?")
    draft.earliest, draft.latest = date(2026, 5, 21), date(2026, 5, 22)
    save_proposal(proposal=draft, act=make_act(actor=liaison), version=draft.version)
    step(draft, Action.SUBMIT, comment="The one after.")
    step(draft, Action.ENTER)
    told = draft.steps.values_list("number", "status", "comment", "actor")
    assert list(told) == [
        (1, "submitted", "", liaison.pk),
        (2, "returned", "Which week?", editor.pk),
        (3, "submitted", "The one after.", liaison.pk),
        (4, "accepted", "", editor.pk),
    ]
    assert fresh(draft).status == "accepted"


def test_accepted_proposal_becomes_an_event_of_the_draft_plan(submitted, step, world):
    step(submitted, Action.ENTER)
    event = Event.objects.with_parties().get()
    assert fresh(submitted).event == event
    assert {name: getattr(event, name) for name in CONTENT_FIELDS} == {
        name: getattr(submitted, name) for name in CONTENT_FIELDS
    }
    assert (event.status, event.visibility, event.sort_on) == ("proposed", "secretariat", date(2026, 5, 14))
    assert [(role.role, role.state) for role in event.roles.all()] == [("organiser", world.kaz)]


def test_acceptance_is_one_act_of_history(submitted, step, editor):
    step(submitted, Action.ENTER, comment="Thank you.")
    accepted = changes_of(submitted)[-1]
    entered = Change.objects.of("event", Event.objects.get().public_id).get()
    assert (entered.batch, entered.actor) == (accepted.batch, editor)
    assert (entered.reason, accepted.reason) == ("Proposal of Kazakhstan", "Proposal of Kazakhstan")
    assert accepted.note == "Thank you."
    assert (accepted.before["status"], accepted.after["status"]) == ("submitted", "accepted")


@pytest.mark.parametrize("viewer", ["visitor", "partner", "other_liaison"])
def test_event_of_the_draft_plan_is_unseen_by_others(viewer, viewers, submitted, step):
    step(submitted, Action.ENTER)
    assert not Event.objects.visible_to(viewers[viewer]).exists()
    assert Event.objects.visible_to(viewers["liaison"]).count() == 1


def test_draft_has_no_history_that_the_secretariat_could_read(draft, liaison, step):
    draft.title_en = "Another title"
    save_proposal(proposal=draft, act=make_act(actor=liaison), version=1)
    step(draft, Action.WITHDRAW)
    assert changes_of(draft) == []
    assert not AudienceChange.objects.of("proposal", [draft.public_id]).exists()


def test_history_begins_with_the_first_submission(submitted):
    change = changes_of(submitted)[0]
    assert (change.after["title_en"], change.after["status"]) == ("Seminar on risk analysis", "submitted")
    assert change.visibility == "secretariat"
    numbers = AudienceChange.objects.of("proposal", [submitted.public_id])
    assert [number.audience for number in numbers] == ["secretariat"]


def test_return_needs_a_comment(submitted, step):
    with pytest.raises(ValidationError) as refused:
        step(submitted, Action.RETURN)
    assert refused.value.messages == ["Write what is to be consulted on."]
    assert fresh(submitted).status == "submitted"


def test_not_included_names_the_plan(submitted, step):
    with pytest.raises(ValidationError) as refused:
        step(submitted, Action.NOT_INCLUDED)
    assert refused.value.messages == ["Name the meeting and the day on which the plan was adopted."]
    step(fresh(submitted), Action.NOT_INCLUDED, plan=PLAN)
    stored = fresh(submitted)
    assert (stored.status, stored.adopted_on, stored.meeting) == (
        "not_included", date(2026, 3, 10), "Senior Officials Committee",
    )  # fmt: skip


@pytest.mark.parametrize(("action", "plan"), [(Action.WITHDRAW, None), (Action.NOT_INCLUDED, PLAN)])
def test_what_leaves_the_draft_plan_takes_its_event_along(submitted, step, action, plan):
    step(submitted, Action.ENTER)
    event = Event.objects.get()
    step(fresh(submitted), action, plan=plan)
    assert not Event.objects.exists()
    assert [row.action for row in Change.objects.of("event", event.public_id)] == ["removed", "created"]


def test_what_is_in_the_plan_is_no_longer_a_proposal(submitted, step):
    step(submitted, Action.ENTER)
    event = Event.objects.get()
    event.status = "planned"
    save_event(event=event, act=make_act())
    assert {refusal_of(fresh(submitted), action) for action in (Action.WITHDRAW, Action.NOT_INCLUDED)} == {
        "The event is no longer a proposal: it is in the plan."
    }


def test_event_that_was_planned_a_moment_ago_stays(submitted, step):
    step(submitted, Action.ENTER)
    seen = Proposal.objects.select_related("event").get()
    event = Event.objects.get()
    event.status = "planned"
    save_event(event=event, act=make_act())
    with pytest.raises(StaleVersion):
        step(seen, Action.WITHDRAW)
    assert (fresh(submitted).status, Event.objects.get().status) == ("accepted", "planned")


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "accepted", "withdrawn", "not_included"])
def test_only_what_the_table_allows_is_done(status, editor):
    """The Secretariat has no step that declines; a state's step is never the Secretariat's."""
    values: dict[str, dict[str, Any]] = {"accepted": {"event": make_event(status="proposed")}, "not_included": PLAN}
    proposal = make_proposal(status=status, **values.get(status, {}))
    allowed = {action.value for action in Action if refusal_of(proposal, action) is None}
    assert (
        allowed
        == {
            "draft": {"submit", "withdraw"},
            "submitted": {"withdraw", "enter", "return", "not-included"},
            "returned": {"submit", "withdraw", "not-included"},
            "accepted": {"withdraw", "not-included"},
            "withdrawn": set(),
            "not_included": set(),
        }[status]
    )
    for action in set(Action) - {Action(value) for value in allowed}:
        with pytest.raises(ValidationError):
            take_step(proposal=proposal, action=action, act=make_act(actor=editor), version=1)
    assert not ProposalStep.objects.exists()


def test_every_step_leads_somewhere_else():
    assert [action for action, move in MOVES.items() if move.to in move.sources] == []


@pytest.mark.parametrize("status", ["submitted", "withdrawn"])
def test_content_is_the_states_only_while_it_is_with_the_state(status, liaison):
    proposal = make_proposal(author=liaison, status=status)
    with pytest.raises(ValidationError):
        save_proposal(proposal=proposal, act=make_act(actor=liaison), version=1)


def test_second_colleague_does_not_win_silently(draft, liaison, colleague):
    first, second = fresh(draft), fresh(draft)
    first.title_en, second.title_en = "First", "Second"
    save_proposal(proposal=first, act=make_act(actor=liaison), version=1)
    with pytest.raises(StaleVersion):
        save_proposal(proposal=second, act=make_act(actor=colleague), version=1)
    stored = fresh(draft)
    assert (stored.title_en, stored.saved_by, stored.version) == ("First", liaison, 2)


def test_waiting_is_counted_from_the_last_submission(draft, editor, step):
    step(draft, Action.SUBMIT)
    step(draft, Action.RETURN, comment="Where?")
    step(draft, Action.SUBMIT, at=NOW + timedelta(days=3))
    assert fresh(draft).submitted_at == NOW + timedelta(days=3)


@pytest.mark.django_db(transaction=True)
def test_accepted_by_many_at_once_it_becomes_one_event(submitted, editor, step):
    mails = Mail.objects.count()
    version = submitted.version

    def accept(_index: int) -> Proposal:
        return take_step(
            proposal=Proposal.objects.select_related("state").get(pk=submitted.pk),
            action=Action.ENTER, act=make_act(actor=editor), version=version,
        )  # fmt: skip

    answers = run_together(accept, count=4)
    refused = [answer for answer in answers if isinstance(answer, StaleVersion | ValidationError)]
    assert (len(answers) - len(refused), Event.objects.count()) == (1, 1)
    assert fresh(submitted).steps.filter(status="accepted").count() == 1
    assert Mail.objects.count() == mails + 1
