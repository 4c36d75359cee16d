"""Plans in the browser: begin, draft, circulate, adopt, amend, state; bad input, and two people at once."""

from datetime import date

import pytest
from django.urls import reverse

from cbm_events.models import Plan, PlanItem, PlanLink, PlanOutcome, PlanVersion
from cbm_events.plans import drafting
from cbm_events.plans.freezing import Action
from cica_portal.common.models import Change
from tests.factories import make_act, make_decision, make_event, make_proposal, make_user
from tests.page_forms import values_sent
from tests.plans.making import make_item, make_plan

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
ADOPTION = {"decided_on": "10.12.2025", "meeting_en": "Senior Officials Committee"}


@pytest.fixture
def browser(client_as, editor):
    return client_as("editor")


def address(plan: Plan, tail: str = "") -> str:
    return f"/plans/{plan.public_id}/{tail}"


def line_address(item: PlanItem, tail: str = "") -> str:
    return f"/plans/lines/{item.public_id}/{tail}"


def send(browser, path: str, **values):
    """The form of the page as it is, with these values."""
    sent = values_sent(browser.get(path))
    return browser.post(path, sent | values)


def version(plan: Plan) -> int:
    return Plan.objects.get(pk=plan.pk).version


def item(number: int) -> PlanItem:
    return PlanItem.objects.select_related("plan").get(number=number)


def test_plan_is_begun_once_a_year(browser):
    answer = send(browser, "/plans/new/", submissions_due="31.10.2026", counts="meetings")
    plan = Plan.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, address(plan, "draft/"))
    assert (plan.year, plan.submissions_due, plan.counts, plan.stage) == (2027, date(2026, 10, 31), "meetings", "draft")
    again = send(browser, "/plans/new/")
    assert again.status_code == 422
    assert "There is a plan of this year already." in again.content.decode()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"year": ""}, "Enter the year of the plan."),
        ({"year": "soon"}, "Enter the year in four digits."),
        ({"year": "1800"}, "Enter a year from 1992 to 2099."),
        ({"submissions_due": "31.02.2026"}, "There is no such day in the calendar."),
        ({"counts": "votes"}, "Choose what the plan counts."),
    ],
)
def test_bad_settings_are_refused(browser, values, message):
    answer = send(browser, "/plans/new/", **values)
    assert (answer.status_code, Plan.objects.count()) == (422, 0)
    assert message in answer.content.decode()


def test_settings_are_changed(browser, plan):
    send(browser, address(plan, "edit/"), submissions_due="15.11.2025")
    assert Plan.objects.get().submissions_due == date(2025, 11, 15)


def test_ticked_events_enter_the_draft(browser, plan, seminar, workshop):
    page = browser.get(address(plan, "draft/"))
    assert page.content.decode().count("checked") == 2
    answer = browser.post(address(plan, "draft/"), {"add": "1", "event": [seminar.public_id, "nonsense"]})
    assert answer.status_code == 302
    assert list(PlanLink.objects.values_list("item__number", "event")) == [(1, seminar.pk)]


def test_statutory_meetings_samples_and_other_years_are_not_offered(browser, plan, seminar):
    for values in ({"kind": "committee"}, {"is_sample": True}, {"earliest": date(2027, 1, 1)}, {"status": "held"}):
        make_event(title_en="Not offered", **values)
    page = browser.get(address(plan, "draft/")).content.decode()
    assert ("Not offered" in page, "Seminar on risk analysis" in page) == (False, True)


def test_lines_are_numbered_by_what_is_typed(browser, plan, lines):
    first, second, third = lines
    browser.post(address(plan, "draft/"), {"order": "1", f"place-{third.public_id}": "1"})
    assert [item(number).pk for number in (1, 2, 3)] == [third.pk, first.pk, second.pk]
    browser.post(address(plan, "draft/"), {"order": "1", f"place-{third.public_id}": "3"})
    assert [item(number).pk for number in (1, 2, 3)] == [first.pk, second.pk, third.pk]


@pytest.mark.parametrize("typed", ["", "x", "-1", "99999999999999999999", "٣"])
def test_strange_numbers_break_nothing(browser, plan, lines, typed):
    answer = browser.post(address(plan, "draft/"), {"order": "1", f"place-{lines[0].public_id}": typed})
    assert answer.status_code == 302
    assert list(PlanItem.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_adopted_numbers_are_not_typed_over(browser, plan, adopted, lines):
    answer = browser.post(address(plan, "draft/"), {"order": "1", f"place-{lines[2].public_id}": "1"})
    assert (answer.status_code, item(1).pk) == (422, lines[0].pk)


def test_line_is_edited(browser, plan, lines, world):
    path = line_address(lines[0], "edit/")
    answer = send(
        browser, path, title_en="Seminar on risks", precision="quarter", quarter="3", year="2026",
        meetings="2", mode="hybrid", note_en="Dates to be agreed", reason="Asked for by Kazakhstan",
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    line = item(1)
    assert (line.title_en, line.earliest, line.latest) == ("Seminar on risks", date(2026, 7, 1), date(2026, 9, 30))
    assert (line.meetings, line.mode, line.note_en) == (2, "hybrid", "Dates to be agreed")
    change = Change.objects.of("plan_item", line.public_id).first()
    assert change is not None
    assert change.reason == "Asked for by Kazakhstan"


def test_year_of_the_plan_stands_in_a_new_line(browser, plan):
    sent = values_sent(browser.get(address(plan, "lines/new/")))
    assert sent["year"] == str(plan.year)


def test_line_without_an_event_is_added(browser, plan, world):
    answer = send(browser, address(plan, "lines/new/"), title_ru="Форум", precision="tbc", dimension="ECO",
                  organisers_en="Thailand", states="THA")  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    assert (item(1).title, item(1).earliest, list(item(1).states.all())) == ("Форум", None, [world.tha])


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"title_en": "", "title_ru": ""}, "Enter the title in English or in Russian."),
        ({"precision": ""}, "Choose how exactly the date is known."),
        ({"first_day": "32.01.2026"}, "There is no such day in the calendar."),
        ({"last_day": "09.02.2026"}, "The last day is before the first day."),
        ({"mode": "online"}, "An online event has no city and no country."),
        ({"country_other": "Elsewhere"}, "Choose a member state or name another country, not both."),
        ({"area": "ENV-DIS"}, "belongs to another dimension"),
        ({"states": "XXX"}, "Choose member states from the list."),
        ({"meetings": "0"}, "greater than or equal to 1"),
        ({"title_en": "<b>Seminar</b>"}, "remove the HTML tags"),
        ({"mandate": "nothing"}, "Choose a decision from the list."),
    ],
)
def test_bad_lines_are_refused(browser, lines, values, message):
    before = item(1).version
    answer = send(browser, line_address(lines[0], "edit/"), **values)
    assert (answer.status_code, item(1).version) == (422, before)
    assert message in answer.content.decode()


def test_second_editor_of_a_line_sees_both(browser, lines):
    path = line_address(lines[0], "edit/")
    mine = values_sent(browser.get(path))
    theirs = item(1)
    theirs.title_en = "Theirs"
    drafting.save_item(item=theirs, states=[], act=make_act())
    answer = browser.post(path, mine | {"title_en": "Mine"})
    told = answer.content.decode()
    assert (answer.status_code, item(1).title_en) == (409, "Theirs")
    assert "Somebody else saved this line in the meantime." in told
    assert ">Theirs<" in told
    assert ">\nMine</textarea>" in told
    browser.post(path, values_sent(answer))
    assert item(1).title_en == "Mine"


def test_line_is_taken_out_and_withdrawn(browser, plan, lines, freeze):
    send(browser, line_address(lines[0], "standing/"), reason="Withdrawn by Kazakhstan")
    assert PlanItem.objects.count() == 2
    freeze(plan, Action.ADOPT)
    send(browser, line_address(item(1), "standing/"))
    assert item(1).standing == "withdrawn"
    send(browser, line_address(item(1), "standing/"))
    assert item(1).standing == "listed"


def test_plan_is_circulated_and_adopted(browser, plan, lines, world):
    decision = make_decision(council=world.councils["SOC"])
    circulated = send(browser, address(plan, "act/circulate/"), note="Comments until 1 December")
    assert circulated.status_code == 302
    assert "3 lines, not adopted yet." in browser.get(address(plan)).content.decode()
    answer = send(
        browser, address(plan, "act/adopt/"), **ADOPTION, decision=decision.public_id, document="SOC/2025/DEC.3",
        internal="No comments came",
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    first, second = PlanVersion.objects.in_order()
    assert (first.kind, first.note) == ("circulated", "Comments until 1 December")
    assert (second.kind, second.decided_on, second.meeting_en) == (
        "adopted",
        date(2025, 12, 10),
        ADOPTION["meeting_en"],
    )
    assert (second.decision, second.document) == (decision, "SOC/2025/DEC.3")
    change = Change.objects.of("plan", plan.public_id).first()
    assert change is not None
    assert change.note == "No comments came"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"decided_on": ""}, "Enter the day on which it was adopted."),
        ({"meeting_en": ""}, "Enter the meeting that adopted the plan, in one language or both."),
        ({"decided_on": "17.03.2026"}, "This day is still to come: enter the day of the adoption."),
        ({"decision": "none"}, "Choose a decision from the list."),
        ({"document": "a\nb"}, "Keep it on one line."),
    ],
)
def test_incomplete_adoption_is_refused(browser, plan, lines, values, message):
    answer = send(browser, address(plan, "act/adopt/"), **ADOPTION | values)
    assert (answer.status_code, PlanVersion.objects.count()) == (422, 0)
    assert message in answer.content.decode()


def test_adoption_sent_twice_is_done_once(browser, plan, lines):
    sent = values_sent(browser.get(address(plan, "act/adopt/"))) | ADOPTION
    first, second = (browser.post(address(plan, "act/adopt/"), sent, follow=True) for _time in range(2))
    assert (first.status_code, second.status_code, PlanVersion.objects.count()) == (200, 200, 1)
    assert "This is done already." in second.content.decode()


def test_line_that_changed_meanwhile_asks_for_another_look(browser, plan, lines):
    sent = values_sent(browser.get(address(plan, "act/adopt/"))) | ADOPTION
    line = item(1)
    line.title_en = "Another title"
    drafting.save_item(item=line, states=[], act=make_act())
    answer = browser.post(address(plan, "act/adopt/"), sent)
    assert (answer.status_code, PlanVersion.objects.count()) == (409, 0)
    assert "Somebody else changed the plan in the meantime." in answer.content.decode()
    browser.post(address(plan, "act/adopt/"), values_sent(answer))
    assert PlanVersion.objects.get().kind == "adopted"


def test_proposals_are_left_open_where_they_are_not_ticked(browser, plan, lines, world):
    closed, kept = (
        make_proposal(status="submitted", author=make_user(role="liaison", state=state))
        for state in (world.tha, world.kaz)
    )
    page = browser.get(address(plan, "act/adopt/")).content.decode()
    assert page.count('name="not_in_plan"') == 2
    send(browser, address(plan, "act/adopt/"), **ADOPTION, not_in_plan=closed.public_id)
    for proposal in (closed, kept):
        proposal.refresh_from_db()
    assert (closed.status, kept.status) == ("not_included", "submitted")


def test_plan_is_made_public_with_its_basis_only(browser, plan, adopted):
    assert send(browser, address(plan, "act/publish/"), basis="").status_code == 422
    assert send(browser, address(plan, "act/publish/"), basis="SOC, item 4").status_code == 302
    assert (Plan.objects.get().visibility, PlanVersion.objects.get().public_basis) == ("public", "SOC, item 4")
    assert send(browser, address(plan, "act/restrict/")).status_code == 302
    assert Plan.objects.get().visibility == "member_states"


def test_step_that_does_not_fit_says_why(browser, plan, lines):
    page = browser.get(address(plan, "act/amend/"))
    assert "The plan is not adopted yet." in page.content.decode()
    assert browser.post(address(plan, "act/amend/"), {}).status_code == 409
    assert browser.get(address(plan, "act/dissolve/")).status_code == 404


def test_outcome_is_stated_and_taken_back(browser, adopted, seminar):
    seminar.status = "held"
    seminar.save()
    path = line_address(item(1), "outcome/")
    assert send(browser, path, outcome="in_part", reason_en="").status_code == 422
    assert send(browser, path, outcome="in_part", reason_en="One day of two").status_code == 302
    told = PlanOutcome.objects.get()
    assert (told.outcome, told.reason_en) == ("in_part", "One day of two")
    assert browser.post(path, {"remove": "1", "reason": ""}).status_code == 422
    assert browser.post(path, {"remove": "1", "reason": "Both days were held"}).status_code == 302
    assert not PlanOutcome.objects.exists()


@pytest.mark.parametrize(
    ("number", "values", "message"),
    [
        (1, {"outcome": "in_part"}, "None of its events is recorded as held."),
        (1, {"outcome": "cancelled"}, "Cancel its event: the line follows it."),
        (3, {"outcome": "held"}, "Choose what became of the line."),
        (3, {"outcome": "split", "other_item": "2"}, "Only a line that is carried over or merged names another line."),
        (3, {"outcome": "carried_over", "other_item": "2"}, "Choose a line of a later plan."),
        (3, {"outcome": "merged", "other_item": "later"}, "Choose another line of the same plan."),
        (3, {"outcome": "merged", "other_item": "none"}, "Choose a line from the list."),
    ],
)
def test_statement_does_not_contradict_the_rows(browser, adopted, number, values, message):
    later = make_item(make_plan(year=2027), number=1)
    named = {"2": item(2).public_id, "later": later.public_id} if "other_item" in values else {}
    if named:
        values = values | {"other_item": named.get(values["other_item"], "none")}
    answer = send(browser, f"/plans/lines/{PlanItem.objects.get(plan=adopted.plan, number=number).public_id}/outcome/",
                  reason_en="Agreed", **values)  # fmt: skip
    assert (answer.status_code, PlanOutcome.objects.count()) == (422, 0)
    assert message in answer.content.decode()


def test_event_is_tied_and_untied_with_a_reason(browser, adopted):
    event = make_event(title_en="Second day")
    path = line_address(item(1), "events/")
    assert browser.post(path, {"event": event.public_id, "reason": ""}).status_code == 422
    assert browser.post(path, {"event": event.public_id, "reason": "Held in two parts"}).status_code == 302
    link = PlanLink.objects.get(event=event)
    change = Change.objects.of("plan_link", link.public_id).get()
    assert (change.reason, change.visibility) == ("Held in two parts", "member_states")
    assert browser.post(path, {"event": event.public_id, "reason": "Again"}).status_code == 422
    assert browser.post(path, {"remove": link.public_id, "reason": ""}).status_code == 422
    assert browser.post(path, {"remove": link.public_id, "reason": "Another event"}).status_code == 302
    assert not PlanLink.objects.filter(event=event).exists()
    assert browser.post(path, {"remove": link.public_id, "reason": "Again"}).status_code == 404


def test_log_tells_of_plans_in_words(browser, plan, lines):
    change = Change.objects.of("plan_item", lines[0].public_id).first()
    assert change is not None
    page = browser.get(reverse("common:act", args=[change.batch])).content.decode()
    assert "Seminar on risk analysis" in page
    assert "Kazakhstan, Türkiye" in page
    assert "Plan of 2026" in browser.get("/log/").content.decode()
