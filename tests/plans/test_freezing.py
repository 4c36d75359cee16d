"""Circulated, adopted, amended, shown: what each writes, once, and what it leaves alone."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cbm_events.models import Event, Plan, PlanItem, PlanLine, PlanVersion, Proposal
from cbm_events.models.plan_items import FROZEN_FIELDS
from cbm_events.plans import drafting, freezing
from cbm_events.plans.freezing import Action, refusal_of
from cbm_events.proposals.steps import Action as Step
from cbm_events.proposals.steps import take_step
from cica_portal.common.history import StaleVersion
from cica_portal.common.models import AudienceChange, Change, Mail
from tests.factories import make_act, make_event, make_proposal, make_user
from tests.parallel import run_together
from tests.plans.making import MEETING, make_item, make_plan

pytestmark = [pytest.mark.slow, pytest.mark.both, pytest.mark.django_db]


def stored(plan: Plan) -> Plan:
    return Plan.objects.get(pk=plan.pk)


def change_line(plan: Plan, number: int, **values) -> PlanItem:
    item = PlanItem.objects.select_related("plan").get(plan=plan, number=number)
    for name, value in values.items():
        setattr(item, name, value)
    return drafting.save_item(item=item, states=list(item.states.all()), act=make_act())


def test_version_holds_the_lines_as_they_were(adopted, lines):
    frozen = list(PlanLine.objects.filter(version=adopted).with_subjects())
    assert len(frozen) == 3
    for line in frozen:
        item = PlanItem.objects.get(pk=line.item_id)
        assert {name: getattr(line, name) for name in FROZEN_FIELDS} == {
            name: getattr(item, name) for name in FROZEN_FIELDS
        }
        assert set(line.states.all()) == set(item.states.all())


def test_adopted_text_is_never_rewritten(plan, adopted):
    change_line(plan, 1, title_en="Another title", earliest=date(2026, 9, 1), latest=date(2026, 9, 2))
    line = PlanLine.objects.get(version=adopted, number=1)
    assert (line.title_en, line.earliest) == ("Seminar on risk analysis", date(2026, 2, 10))


def test_stage_and_readers_follow_the_steps(plan, lines, freeze):
    seen = [(stored(plan).stage, stored(plan).visibility)]
    for action in (Action.CIRCULATE, Action.ADOPT):
        freeze(plan, action)
        seen.append((stored(plan).stage, stored(plan).visibility))
    change_line(plan, 1, title_en="Another title")
    freeze(plan, Action.AMEND)
    seen.append((stored(plan).stage, stored(plan).visibility))
    assert seen == [
        ("draft", "secretariat"),
        ("circulated", "member_states"),
        ("adopted", "member_states"),
        ("amended", "member_states"),
    ]
    assert list(plan.versions.in_order().values_list("number", "kind")) == [
        (1, "circulated"), (2, "adopted"), (3, "amended"),
    ]  # fmt: skip


def test_amendment_keeps_numbers_adds_at_the_end_and_lists_what_is_withdrawn(plan, adopted, freeze):
    drafting.take_out(item=PlanItem.objects.select_related("plan").get(number=2), act=make_act())
    drafting.add_events(plan=stored(plan), events=[make_event(title_en="New event")], act=make_act())
    amended = freeze(plan, Action.AMEND)
    told = PlanLine.objects.filter(version=amended).order_by("number").values_list("number", "title_en", "standing")
    assert list(told) == [
        (1, "Seminar on risk analysis", "listed"),
        (2, "Workshop on disaster management", "withdrawn"),
        (3, "Business forum", "listed"),
        (4, "New event", "listed"),
    ]


def test_line_left_out_after_circulation_is_not_adopted(plan, lines, freeze):
    circulated = freeze(plan, Action.CIRCULATE)
    drafting.take_out(item=PlanItem.objects.select_related("plan").get(number=1), act=make_act())
    adopted = freeze(plan, Action.ADOPT)
    assert [version.lines.count() for version in (circulated, adopted)] == [3, 2]


@pytest.mark.parametrize(
    ("done", "refused"),
    [
        ([], {"amend", "publish", "restrict"}),
        ([Action.CIRCULATE], {"circulate", "amend", "publish", "restrict"}),
        ([Action.ADOPT], {"circulate", "adopt", "amend", "restrict"}),
    ],
)
def test_what_cannot_be_done_is_refused(done, refused, plan, lines, freeze):
    for action in done:
        freeze(plan, action)
    assert {action.value for action in Action if refusal_of(stored(plan), action)} == refused


def test_empty_plan_is_not_circulated(plan):
    assert refusal_of(plan, Action.CIRCULATE) == "The plan has no lines yet."


def test_same_text_is_not_circulated_twice(plan, lines, freeze):
    freeze(plan, Action.CIRCULATE)
    assert refusal_of(stored(plan), Action.CIRCULATE) == "Nothing has changed since the last version."
    change_line(plan, 1, note_en="Date to be agreed")
    assert refusal_of(stored(plan), Action.CIRCULATE) is None


@pytest.mark.parametrize(
    ("details", "message"),
    [
        ({}, "Name the meeting that adopted the plan, and the day."),
        (MEETING | {"decided_on": date(2026, 3, 17)}, "This day is still to come: enter the day of the adoption."),
    ],
)
def test_adoption_names_its_meeting_and_a_day_that_is_past(details, message, plan, lines, freeze):
    with pytest.raises(ValidationError) as refused:
        freeze(plan, Action.ADOPT, details=details)
    assert refused.value.messages == [message]
    assert (stored(plan).stage, PlanVersion.objects.count()) == ("draft", 0)


def test_amendment_is_not_older_than_what_it_amends(plan, adopted, freeze):
    change_line(plan, 1, title_en="Another title")
    with pytest.raises(ValidationError):
        freeze(plan, Action.AMEND, details=MEETING | {"decided_on": date(2025, 11, 1)})


def test_line_that_changed_meanwhile_is_looked_at_again_before_the_adoption(plan, lines):
    seen = stored(plan)
    change_line(plan, 1, title_en="Another title")
    with pytest.raises(StaleVersion):
        freezing.freeze(plan=seen, action=Action.ADOPT, act=make_act(), version=seen.version, details=MEETING)
    assert not PlanVersion.objects.exists()


def test_adoption_is_told_to_member_states_and_not_to_the_public(plan, adopted):
    told = AudienceChange.objects.of("plan_version", [adopted.public_id]).values_list("audience", flat=True)
    assert set(told) == {"member_states", "secretariat"}
    change = Change.objects.of("plan", plan.public_id).first()
    assert change is not None
    assert (change.before["stage"], change.after["stage"], change.visibility) == ("draft", "adopted", "secretariat")


def test_proposed_events_of_the_plan_become_planned(plan, world, freeze):
    event = make_event(status="proposed", visibility="secretariat")
    drafting.add_events(plan=plan, events=[event], act=make_act())
    freeze(plan, Action.ADOPT)
    event.refresh_from_db()
    assert (event.status, event.visibility) == ("planned", "member_states")


def offered(world, title: str) -> Proposal:
    author = make_user(role="liaison", state=world.tha)
    return make_proposal(author=author, title_en=title, status="submitted")


def enter(proposal: Proposal) -> Event:
    act = make_act(actor=make_user())
    take_step(proposal=proposal, action=Step.ENTER, act=act, version=proposal.version)
    assert proposal.event is not None
    return proposal.event


def test_accepted_proposal_is_a_line_of_the_draft_plan_of_its_year(plan, world):
    event = enter(offered(world, "Seminar of Thailand"))
    item = plan.items.get()
    assert (item.number, item.title_en, list(item.events.all())) == (1, "Seminar of Thailand", [event])


def test_accepted_proposal_without_a_draft_plan_stands_alone(world):
    make_plan(stage="adopted")
    enter(offered(world, "Seminar of Thailand"))
    assert not PlanItem.objects.exists()


def test_withdrawn_proposal_takes_its_line_along(plan, world):
    proposal = offered(world, "Seminar of Thailand")
    enter(proposal)
    make_item(plan, number=2)
    proposal.refresh_from_db()
    take_step(proposal=proposal, action=Step.WITHDRAW, act=make_act(actor=proposal.author), version=proposal.version)
    assert (list(plan.items.values_list("number", flat=True)), Event.objects.count()) == ([1], 0)


def test_what_the_plan_does_not_hold_is_recorded_as_not_included(plan, lines, world, freeze, editor):
    inside, outside = offered(world, "Inside"), offered(world, "Outside")
    next_year = make_proposal(status="submitted", earliest=date(2027, 5, 14))
    enter(inside)
    assert list(freezing.proposals_left_out(stored(plan))) == [outside]
    freeze(plan, Action.ADOPT, not_included=[outside], act=make_act(actor=editor))
    outside.refresh_from_db()
    next_year.refresh_from_db()
    assert (outside.status, outside.adopted_on, outside.meeting) == (
        "not_included", date(2025, 12, 10), "Senior Officials Committee",
    )  # fmt: skip
    assert next_year.status == "submitted"
    assert Mail.objects.filter(recipient=outside.author, context__proposal=outside.public_id).count() == 1
    proposed, planned = (
        Change.objects.filter(kind=row.record_kind, subject_id=row.public_id).latest("id") for row in (outside, plan)
    )
    assert proposed.batch == planned.batch


def test_public_by_an_act_of_its_own_with_its_basis(plan, adopted):
    seen = stored(plan)
    freezing.show(plan=seen, action=Action.PUBLISH, act=make_act(), version=seen.version, basis="SOC, item 4")
    adopted.refresh_from_db()
    assert (adopted.visibility, adopted.public_basis, stored(plan).visibility) == ("public", "SOC, item 4", "public")
    told = AudienceChange.objects.of("plan", [plan.public_id]).filter(audience="public")
    assert told.count() == 1


def test_publication_without_a_basis_is_refused(plan, adopted):
    seen = stored(plan)
    with pytest.raises(ValidationError):
        freezing.show(plan=seen, action=Action.PUBLISH, act=make_act(), version=seen.version)


def test_amendment_of_a_public_plan_is_for_member_states_until_it_is_shown(plan, adopted, freeze, viewers):
    seen = stored(plan)
    freezing.show(plan=seen, action=Action.PUBLISH, act=make_act(), version=seen.version, basis="SOC, item 4")
    change_line(plan, 1, title_en="Another title")
    freeze(plan, Action.AMEND)
    assert list(PlanVersion.objects.visible_to(viewers["visitor"]).values_list("number", flat=True)) == [1]
    assert list(PlanVersion.objects.visible_to(viewers["liaison"]).values_list("number", flat=True)) == [1, 2]


def test_publication_is_taken_back(plan, adopted):
    seen = stored(plan)
    freezing.show(plan=seen, action=Action.PUBLISH, act=make_act(), version=seen.version, basis="SOC, item 4")
    seen = stored(plan)
    freezing.show(plan=seen, action=Action.RESTRICT, act=make_act(), version=seen.version)
    assert (stored(plan).visibility, PlanVersion.objects.get().public_basis) == ("member_states", "")


@pytest.mark.django_db(transaction=True)
def test_adopted_by_many_at_once_it_is_adopted_once():
    plan = make_plan()
    make_item(plan, number=1)

    def adopt(_index: int) -> PlanVersion:
        seen = Plan.objects.get(pk=plan.pk)
        return freezing.freeze(plan=seen, action=Action.ADOPT, act=make_act(), version=plan.version, details=MEETING)

    answers = run_together(adopt)
    assert PlanVersion.objects.count() == 1
    assert sum(isinstance(answer, PlanVersion) for answer in answers) == 1
    assert {type(answer) for answer in answers} <= {PlanVersion, StaleVersion, ValidationError}
