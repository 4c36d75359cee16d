"""The pages of plans: what is printed, which list stands behind each number, who reads what, with how many queries."""

import re
from datetime import date

import pytest
from django.test import Client

from cbm_events.models import Event, Plan, PlanItem, PlanOutcome
from cbm_events.plans import drafting, freezing, linking
from cbm_events.plans.freezing import Action
from cbm_events.services import save_event
from tests.factories import make_act, make_event, make_figure, state_role
from tests.pages.counting import count_queries
from tests.pages.reading import elements, lines, page_of, words
from tests.plans.making import make_plan, make_version

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def address(plan: Plan, tail: str = "") -> str:
    return f"/plans/{plan.public_id}/{tail}"


def table(page) -> list[list[str]]:
    """The lines of the annual table, cell by cell."""
    (found,) = elements(page, "table", class_="plan-table")
    return [
        [words(cell) for cell in row.children if getattr(cell, "name", "") in {"td", "th"}]
        for row in elements(found, "tr")
        if any(getattr(cell, "name", "") == "td" for cell in row.children)
    ]


def publish(plan: Plan) -> None:
    seen = Plan.objects.get(pk=plan.pk)
    freezing.show(plan=seen, action=Action.PUBLISH, act=make_act(), version=seen.version, basis="SOC, item 4")


def hold(event: Event, **values) -> None:
    stored = Event.objects.get(pk=event.pk)
    for name, value in ({"status": "held"} | values).items():
        setattr(stored, name, value)
    save_event(event=stored, act=make_act(reason="Hall not free" if values else ""))


def test_annual_table(client_as, plan, adopted, seminar, liaison):
    hold(seminar, earliest=date(2026, 3, 3), latest=date(2026, 3, 4))
    page = page_of(client_as("liaison").get(address(plan)))
    assert lines(page, "p", class_="lede") == ["1 of 3 lines carried out."]
    assert table(page) == [
        ["1", "–", "Seminar on risk analysis", "10–11 February 2026", "Astana, Kazakhstan", "Kazakhstan; Türkiye",
         "Moved within the year Seminar on risk analysis: 3–4 March 2026",
         "Earlier date 10–11 February 2026: Hall not free"],
        ["3", "–", "Business forum", "To be confirmed", "–", "Türkiye", "To come", "–"],
        ["2", "Natural disaster management", "Workshop on disaster management", "June 2026", "Bangkok, Thailand",
         "Thailand", "To come Workshop on disaster management: June 2026", "–"],
    ]  # fmt: skip


def test_table_in_russian_says_what_is_missing(client_as, plan, adopted, liaison):
    page = page_of(client_as("liaison").get("/ru" + address(plan)))
    assert [row[2] for row in table(page)] == [
        "Семинар по анализу рисков", "Business forum in English", "Workshop on disaster management in English",
    ]  # fmt: skip


def test_lines_of_one_state(client_as, plan, adopted, liaison):
    page = page_of(client_as("liaison").get(address(plan) + "?state=THA"))
    assert [row[0] for row in table(page)] == ["2"]


@pytest.mark.parametrize("query", ["?state=XXX", "?colour=red", "?version=1&state=KAZ"])
def test_strange_filters_break_nothing(client_as, plan, adopted, liaison, query):
    assert client_as("liaison").get(address(plan) + query).status_code == 200


def test_unknown_version_is_not_there(client_as, plan, adopted, liaison):
    for tail in ("", "implementation/", "plan.pdf"):
        assert client_as("liaison").get(address(plan, tail) + "?version=9").status_code == 404


def test_every_number_opens_as_many_lines(client_as, plan, adopted, seminar, workshop, editor):
    hold(seminar)
    Event.objects.filter(pk=workshop.pk).update(status="cancelled")
    client = client_as("editor")
    html = client.get(address(plan, "implementation/")).content.decode()
    numbers = re.findall(r'href="(\?version=1[^"#]*)#lines"[^>]*>(\d+)</a>', html)
    assert len(numbers) >= 9
    for query, number in numbers:
        page = page_of(client.get(address(plan, "implementation/") + query.replace("&amp;", "&")))
        assert (query, len(table(page))) == (query, int(number))


def test_implementation_prints_the_published_figure_and_the_gap(client_as, plan, adopted, reader):
    make_figure(period="2026", metric="events_planned", value=27, visibility="public", source="Interview")
    page = page_of(client_as("reader").get(address(plan, "implementation/")))
    assert "Published: 27 planned. Recorded here: 3. Difference: 24." in words(page)


def test_events_outside_the_plan_are_listed(client_as, plan, adopted, reader):
    make_event(title_en="Briefing", status="held")
    page = page_of(client_as("reader").get(address(plan, "implementation/")))
    (outside,) = elements(page, "section", **{"aria-labelledby": "outside"})
    assert "Briefing" in words(outside)
    assert "1 of 1 held" in words(outside)


def test_of_a_plan_known_in_part_nothing_is_called_outside(client_as, reader):
    plan = make_plan(stage="adopted", is_partial=True)
    make_version(plan)
    make_event(title_en="Briefing")
    html = words(page_of(client_as("reader").get(address(plan, "implementation/"))))
    assert "Whether they are lines of the plan is not known here." in html
    assert "outside the plan" not in html.replace("are not events outside the plan", "")


def test_two_versions_side_by_side(client_as, plan, adopted, freeze, liaison):
    line = PlanItem.objects.select_related("plan").get(number=1)
    line.title_en, line.earliest, line.latest = "Seminar on risks", date(2026, 9, 1), date(2026, 9, 2)
    drafting.save_item(item=line, states=list(line.states.all()), act=make_act())
    drafting.take_out(item=PlanItem.objects.select_related("plan").get(number=2), act=make_act())
    drafting.add_events(plan=Plan.objects.get(), events=[make_event(title_en="New event")], act=make_act())
    freeze(plan, Action.AMEND)
    page = page_of(client_as("liaison").get(address(plan, "versions/?old=1&new=2")))
    assert lines(page, "p", class_="lede") == ["1 added, 1 withdrawn, 1 changed; 1 the same."]
    (changed,) = elements(page, "section", **{"aria-labelledby": "l-changed"})
    told = [[words(cell) for cell in elements(row, "td")] for row in elements(changed, "tr")][1:]
    assert told == [
        ["Event, in English", "Seminar on risk analysis", "Seminar on risks"],
        ["Date", "10–11 February 2026", "1–2 September 2026"],
    ]
    assert lines(page, "h2")[:3] == ["Added", "Withdrawn", "Changed"]


def test_working_text_is_compared_for_the_secretariat_only(client_as, plan, adopted, liaison, reader):
    line = PlanItem.objects.select_related("plan").get(number=1)
    line.title_en = "Seminar on risks"
    drafting.save_item(item=line, states=[], act=make_act())
    assert "Seminar on risks" in client_as("reader").get(address(plan, "versions/?new=draft")).content.decode()
    assert "differs from the last version" in client_as("reader").get(address(plan)).content.decode()
    for tail in ("", "versions/?new=draft", "versions/"):
        told = client_as("liaison").get(address(plan, tail))
        assert "Seminar on risks" not in told.content.decode()


def test_line_tells_its_whole_story(client_as, plan, adopted, seminar, liaison):
    hold(seminar, earliest=date(2026, 3, 3), latest=date(2026, 3, 4))
    item = PlanItem.objects.get(number=1)
    linking.state_outcome(outcome=PlanOutcome(item=item, outcome="in_part", reason_en="One day of two"), act=make_act())
    told = words(page_of(client_as("liaison").get(f"/plans/lines/{item.public_id}/")))
    for part in ("Line 1 of the plan of 2026", "Held in part", "One day of two", "Earlier date 10–11 February 2026",
                 "Hall not free", "Adopted on 10 December 2025"):  # fmt: skip
        assert part in told


def test_event_names_its_line_or_that_it_is_outside(client_as, plan, adopted, seminar, liaison, editor):
    client = client_as("liaison")
    told = words(page_of(client.get(f"/events/{seminar.public_id}/")))
    assert "Line 1 of the plan of 2026, planned for 10–11 February 2026" in told
    other = make_event()
    assert "Outside the plan of 2026" in words(page_of(client.get(f"/events/{other.public_id}/")))


def test_draft_line_is_told_on_the_event_to_the_secretariat_only(client_as, plan, lines, seminar, liaison, reader):
    assert "Line 1 of the plan" in words(page_of(client_as("reader").get(f"/events/{seminar.public_id}/")))
    assert "plan of 2026" not in words(page_of(client_as("liaison").get(f"/events/{seminar.public_id}/")))


def test_visitor_reads_public_plans_and_no_more(client: Client, plan, adopted, seminar):
    assert client.get(address(plan)).status_code == 404
    publish(plan)
    told = ["Nothing public recorded", "To come", "To come"]
    assert [row[6] for row in table(page_of(client.get(address(plan))))] == told
    hold(seminar)
    assert [row[6] for row in table(page_of(client.get(address(plan))))] == told


def test_start_pages_tell_the_plan_of_the_year(client: Client, client_as, plan, adopted, liaison, editor):
    make_plan(year=2027, submissions_due=date(2026, 10, 31))
    publish(plan)
    for page in (
        page_of(client.get("/")),
        page_of(client_as("liaison").get("/")),
        page_of(client_as("editor").get("/")),
    ):
        (section,) = elements(page, "section", **{"aria-labelledby": "s-plan"})
        assert "Planned: 3 · Carried out: 0" in words(section)
    told = words(page_of(client_as("liaison").get("/")))
    assert "Proposals for the plan of 2027 are collected until 31 October 2026." in told
    assert "Proposals for the plan" not in words(page_of(client.get("/")))


def test_list_of_plans(client_as, plan, adopted, liaison):
    make_plan(year=2027)
    page = page_of(client_as("liaison").get("/plans/"))
    assert lines(page, "th", scope="row") == ["2026"]
    assert "Adopted on 10 December 2025, Senior Officials Committee" in words(page)


@pytest.mark.parametrize(
    ("tail", "expected"), [("", 20), ("implementation/", 18), ("draft/", 10), ("versions/?new=draft", 12)]
)
def test_pages_take_as_many_queries_for_many_lines(client_as, plan, adopted, freeze, world, reader, tail, expected):
    subject = {"dimension": world.dimensions["ECO"], "area": world.areas["ECO-SME"], "country": world.kaz}
    make_event(roles=[state_role(world.kaz)], **subject)
    client = client_as("reader")
    few = count_queries(client, address(plan, tail))
    events = [make_event(roles=[state_role(world.tur)], **subject) for _index in range(8)]
    drafting.add_events(plan=Plan.objects.get(), events=events, act=make_act())
    freeze(plan, Action.AMEND)
    assert (few, count_queries(client, address(plan, tail))) == (expected, expected)
