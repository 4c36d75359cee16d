"""The working text: lines from events, their order and numbers, what comes and goes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cbm_events.models import Event, Plan, PlanItem, PlanLink
from cbm_events.plans import drafting
from cbm_events.plans.freezing import Action
from cbm_events.services import save_event
from cica_portal.common.history import StaleVersion
from cica_portal.common.models import AudienceChange, Change
from tests.factories import make_act, make_event, secretariat_role, state_role
from tests.parallel import run_together
from tests.plans.making import make_plan

pytestmark = [pytest.mark.slow, pytest.mark.both, pytest.mark.django_db]


def numbers(plan: Plan) -> list[tuple[int | None, str]]:
    return list(plan.items.standing().order_by("number", "id").values_list("number", "title_en"))


def fresh(item: PlanItem) -> PlanItem:
    return PlanItem.objects.select_related("plan").get(pk=item.pk)


def test_line_says_what_the_event_says(plan, lines, seminar, world):
    line = fresh(lines[0])
    assert (line.number, line.title_en, line.title_ru) == (1, "Seminar on risk analysis", "Семинар по анализу рисков")
    assert (line.earliest, line.latest, line.precision) == (date(2026, 2, 10), date(2026, 2, 11), "day")
    assert (line.city_en, line.country, line.dimension) == ("Astana", world.kaz, world.dimensions["MP"])
    assert (line.organisers_en, line.organisers_ru) == ("Kazakhstan; Türkiye", "Казахстан; Турция")
    assert set(line.states.all()) == {world.kaz, world.tur}
    assert list(line.events.all()) == [seminar]


def test_organisers_are_equal_and_an_institution_stands_with_its_state(plan, world):
    roles = [
        secretariat_role(),
        state_role(world.tur),
        state_role(world.kaz, institution_en="Ministry of Ecology", institution_ru="Министерство экологии"),
        state_role(world.tha, "host"),
    ]
    [line] = drafting.add_events(plan=plan, events=[make_event(roles=roles)], act=make_act())
    assert line.organisers_en == "CICA Secretariat; Kazakhstan, Ministry of Ecology; Türkiye"
    assert {state.code for state in line.states.all()} == {"KAZ", "TUR"}


def test_later_change_of_the_event_leaves_the_line_alone(plan, lines, seminar):
    seminar.title_en, seminar.earliest, seminar.latest = "Renamed", date(2026, 3, 1), date(2026, 3, 1)
    save_event(event=seminar, act=make_act())
    assert (fresh(lines[0]).title_en, fresh(lines[0]).earliest) == ("Seminar on risk analysis", date(2026, 2, 10))


def test_event_enters_a_plan_once(plan, lines, seminar):
    with pytest.raises(ValidationError):
        drafting.add_events(plan=plan, events=[seminar], act=make_act())
    assert len(numbers(plan)) == 3


def test_lines_are_numbered_as_they_come(plan, lines):
    assert [number for number, _title in numbers(plan)] == [1, 2, 3]


def test_new_order_gives_new_numbers(plan, lines):
    drafting.renumber(plan=plan, order=[lines[2], lines[0], lines[1]], act=make_act())
    assert [title.split()[0] for _number, title in numbers(plan)] == ["Business", "Seminar", "Workshop"]


def test_table_order_is_by_dimension_then_date(plan, lines):
    drafting.renumber(plan=plan, order=drafting.in_table_order([fresh(line) for line in lines]), act=make_act())
    assert [title.split()[0] for _number, title in numbers(plan)] == ["Seminar", "Business", "Workshop"]


def test_removed_line_closes_the_gap(plan, lines):
    drafting.take_out(item=lines[0], act=make_act())
    assert [(number, title.split()[0]) for number, title in numbers(plan)] == [(1, "Workshop"), (2, "Business")]
    assert not PlanLink.objects.filter(item__title_en__startswith="Seminar").exists()


def test_circulated_line_is_left_out_and_kept(plan, lines, freeze):
    freeze(plan, Action.CIRCULATE)
    drafting.take_out(item=fresh(lines[0]), act=make_act())
    left = fresh(lines[0])
    assert (left.number, left.standing) == (None, "left_out")
    assert [number for number, _title in numbers(plan)] == [1, 2]


def test_adopted_line_is_withdrawn_under_its_number_and_can_stand_again(adopted, lines):
    drafting.take_out(item=fresh(lines[0]), act=make_act())
    assert (fresh(lines[0]).number, fresh(lines[0]).standing) == (1, "withdrawn")
    drafting.put_back(item=fresh(lines[0]), act=make_act())
    assert fresh(lines[0]).standing == "listed"


def test_numbers_are_fixed_by_the_adoption(plan, adopted, lines):
    with pytest.raises(ValidationError) as refused:
        drafting.renumber(plan=Plan.objects.get(), order=[fresh(line) for line in reversed(lines)], act=make_act())
    assert refused.value.messages == ["The numbers are fixed since the plan was adopted."]


def test_line_added_after_the_adoption_gets_the_next_number(adopted, lines):
    drafting.take_out(item=fresh(lines[2]), act=make_act())
    [line] = drafting.add_events(plan=Plan.objects.get(), events=[make_event()], act=make_act())
    assert line.number == 4


def test_second_editor_of_a_line_is_told(lines):
    first, second = fresh(lines[0]), fresh(lines[0])
    first.title_en, second.title_en = "First", "Second"
    drafting.save_item(item=first, states=[], act=make_act(), version=first.version)
    with pytest.raises(StaleVersion):
        drafting.save_item(item=second, states=[], act=make_act(), version=1)
    assert fresh(lines[0]).title_en == "First"


def test_line_is_written_with_its_history_for_the_secretariat_only(lines, world):
    item = fresh(lines[0])
    item.title_en = "Seminar on risks"
    drafting.save_item(item=item, states=[world.tha], act=make_act(reason="Asked for by Thailand"))
    change = Change.objects.of("plan_item", item.public_id).first()
    assert change is not None
    assert (change.before["title_en"], change.after["title_en"]) == ("Seminar on risk analysis", "Seminar on risks")
    assert (change.before["states"], change.after["states"]) == (["KAZ", "TUR"], ["THA"])
    assert (change.visibility, change.reason) == ("secretariat", "Asked for by Thailand")
    told = AudienceChange.objects.of("plan_item", [item.public_id])
    assert {number.audience for number in told} == {"secretariat"}


@pytest.mark.django_db(transaction=True)
def test_many_lines_at_once_get_numbers_of_their_own():
    plan = make_plan()
    events = [make_event() for _index in range(6)]

    def add(index: int) -> None:
        seen = Plan.objects.get(pk=plan.pk)
        drafting.add_events(plan=seen, events=[Event.objects.get(pk=events[index].pk)], act=make_act())

    answers = run_together(add, count=6)
    assert {type(answer) for answer in answers} <= {type(None), StaleVersion}
    entered = [number for number, _title in numbers(plan)]
    assert entered == list(range(1, answers.count(None) + 1))
    assert entered
