"""What is refused: a clear message at its input, nothing stored, and everything that was typed is still there."""

import pytest

from cbm_events.forms.contents import RULE_FIELDS
from cbm_events.models import Event
from cica_portal.common.models import Change
from tests.entry.conftest import ADD, problems_on
from tests.page_forms import values_sent

CONTROL = "Remove the control characters from the text."
TOO_LONG = "Shorten it to 300 characters; it has 10240."
ONE_MISTAKE = {
    "end before start": ({"last_day": "17.09.2026"}, "last_day", "The last day is before the first day."),
    "31 February": ({"first_day": "31.02.2026"}, "first_day", "There is no such day in the calendar."),
    "31 February in words": ({"first_day": "31 февраля 2026"}, "first_day", "There is no such day in the calendar."),
    "not a day": ({"first_day": "soon"}, "first_day", "Enter the day like 18.09.2026."),
    "year out of range": ({"first_day": "18.09.1026"}, "first_day", "Enter a year from 1992 to 2099."),
    "no first day": (
        {"first_day": "", "last_day": ""}, "first_day",
        "Enter the first day, or choose how much of the date is known.",
    ),
    "last day alone": ({"precision": "tbc", "first_day": ""}, "first_day", "Enter the first day too."),
    "no month": ({"precision": "month", "year": "2026"}, "month", "Choose the month."),
    "13th month": ({"precision": "month", "month": "13", "year": "2026"}, "month", "Choose the month from the list."),
    "no year": ({"precision": "quarter", "quarter": "1"}, "year", "Enter the year."),
    "year in letters": ({"precision": "year", "year": "MMXX"}, "year", "Enter the year in four digits."),
    "months back": (
        {"precision": "month", "month": "9", "year": "2026", "last_month": "3"}, "last_month",
        "The last day is before the first day.",
    ),
    "years back": (
        {"precision": "year", "year": "2026", "last_year": "2024"}, "last_year",
        "The last day is before the first day.",
    ),
    "unknown precision": ({"precision": "century"}, "precision_0", "Choose how exactly the date is known."),
    "unknown zone": ({"zone": "Asia/Atlantis"}, "zone", "Choose a time zone from the list."),
    "not a time": ({"start_time": "25:00"}, "start_time", "Enter the time like 10:00, by the 24-hour clock."),
    "closing alone": ({"start_time": "", "end_time": "17:00"}, "start_time", "Enter the opening time too."),
    "closing before opening": (
        {"last_day": "", "end_time": "09:00"}, "end_time", "Enter a closing time after the opening time.",
    ),
    "tag in a title": ({"title_en": "<b>Meeting</b>"}, "title_en", "Write plain text: remove the HTML tags."),
    "script in the Russian title": ({"title_ru": "<script>x"}, "title_ru", "Write plain text: remove the HTML tags."),
    "10 kB title": ({"title_en": "x" * 10240}, "title_en", TOO_LONG),
    "NUL in a title": ({"title_en": "Meet\0ing"}, "title_en", CONTROL),
    "bell in a title": ({"title_en": "Meet\aing"}, "title_en", CONTROL),
    "NUL in the note": ({"note": "a\0b"}, "note", CONTROL),
    "tag in the reason": ({"reason": "<i>"}, "reason", "Write plain text: remove the HTML tags."),
    "no title": ({"title_en": "", "title_ru": " "}, "title_en", "Enter the title in English or in Russian."),
    "public without Russian": (
        {"visibility": "public", "title_ru": ""}, "title_ru",
        "Enter the title in Russian before the event is made public.",
    ),
    "no kind": ({"kind": ""}, "kind", "Choose the kind of event."),
    "unknown kind": ({"kind": "party"}, "kind", "Choose the kind from the list."),
    "unknown dimension": ({"dimension": "XX", "area": ""}, "dimension_0", "Choose a dimension from the list."),
    "area of another dimension": (
        {"area": "NCT-TER"}, "area",
        "“Combating terrorism” belongs to another dimension: New Challenges and Threats Dimension.",
    ),
    "area without dimension": ({"dimension": ""}, "dimension_0", "Choose the dimension of the priority area."),
    "unknown area": ({"area": "ECO-XXX"}, "area", "Choose a priority area from the list."),
    "confirmed without exact days": (
        {"status": "confirmed", "precision": "year", "year": "2026"}, "precision_0",
        "Enter exact days before you confirm the event.",
    ),
    "online in a city": ({"mode": "online"}, "mode", "An online event has no city and no country."),
    "two countries": (
        {"country_other": "Switzerland"}, "country_other",
        "Choose a member state or name another country, not both.",
    ),
    "nominations after the beginning": (
        {"nomination_deadline": "19.09.2026"}, "nomination_deadline",
        "Nominations end before the event begins: enter an earlier day.",
    ),
    "report before the end": (
        {"report_due": "19.09.2026"}, "report_due", "The report follows the event: enter a later day.",
    ),
    "held at once": ({"status": "held"}, "status_0", "Choose one of these statuses."),
    "unknown audience": ({"visibility": "all"}, "visibility_0", "Choose who sees the event."),
    "unknown party": ({"parties-0-party": "state:XXX"}, "parties-0-party", "Choose the party from the list."),
    "a state twice among the organisers": (
        {"parties-1-party": "state:KAZ", "parties-1-role": "co_organiser"}, "parties-1-party",
        "Kazakhstan is named twice among the organisers and co-organisers.",
    ),
    "institution without a name": (
        {"parties-1-party": "institution:"}, "parties-1-institution_en", "Enter the name of the institution.",
    ),
    "name without a party": (
        {"parties-1-party": "", "parties-1-institution_en": "Academy"}, "parties-1-party",
        "Choose the party, or “An institution, named below”.",
    ),
    "tag in an institution": (
        {"parties-1-institution_en": "<a>"}, "parties-1-institution_en", "Write plain text: remove the HTML tags.",
    ),
    "lead that does not organise": (
        {"parties-1-is_lead": "on"}, "parties-1-is_lead", "Only an organiser can be the lead.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "field", "message"), ONE_MISTAKE.values(), ids=ONE_MISTAKE.keys())
def test_mistake_is_named_and_nothing_is_stored(browser, new_form, typed, field, message):
    form = new_form(**typed)
    page = browser.post(ADD, form)
    assert page.status_code == 422
    assert problems_on(page) == [(f"id_{field}", message)]
    assert Event.objects.count() == 0
    assert Change.objects.filter(kind="event").count() == 0
    kept = values_sent(page)
    assert {name: kept.get(name) for name in typed} == {name: kept_as(value) for name, value in typed.items()}


def kept_as(value: str) -> str | None:
    """A choice that is not offered cannot stand in the form again."""
    not_offered = {"13", "century", "Asia/Atlantis", "party", "XX", "ECO-XXX", "held", "state:XXX", "all"}
    first = {"13": "", "Asia/Atlantis": "Europe/Istanbul", "party": "", "ECO-XXX": "", "state:XXX": ""}
    return first.get(value) if value in not_offered else value


@pytest.mark.parametrize("role", ["assisting", "host", "chair"])
def test_party_twice_in_one_role_is_refused(browser, new_form, role):
    twice = {"parties-0-role": role, "parties-1-role": role, "parties-1-party": "state:KAZ"}
    page = browser.post(ADD, new_form(**twice))
    assert problems_on(page) == [("id_parties-1-party", "Kazakhstan is named twice in the same role.")]


def test_second_lead_is_refused(browser, new_form):
    leads = {"parties-1-role": "co_organiser", "parties-0-is_lead": "on", "parties-1-is_lead": "on"}
    page = browser.post(ADD, new_form(**leads))
    assert problems_on(page) == [("id_parties-1-is_lead", "Another party is already the lead.")]


def test_organiser_may_host_too(browser, new_form):
    answer = browser.post(ADD, new_form(**{"parties-1-role": "host", "parties-1-party": "state:KAZ"}))
    assert answer.status_code == 302


def test_unanswered_dimension_is_asked_for(browser, new_form):
    form = new_form(area="")
    del form["dimension"]
    page = browser.post(ADD, form)
    assert problems_on(page) == [("id_dimension_0", "Choose a dimension, or “No dimension”.")]


def test_all_mistakes_are_named_at_once_in_the_order_of_the_page(browser, new_form):
    page = browser.post(ADD, new_form(title_en="<b>", first_day="31.02.2026", mode="online", **{"parties-0-role": "x"}))
    assert [anchor for anchor, _message in problems_on(page)] == [
        "id_title_en", "id_first_day", "id_mode", "id_parties-0-role",
    ]  # fmt: skip


def test_mistake_is_tied_to_its_input(browser, new_form):
    page = browser.post(ADD, new_form(first_day="31.02.2026")).content.decode()
    assert 'aria-invalid="true" aria-describedby="id_first_day_helptext id_first_day_error"' in page
    assert 'id="id_first_day_error"' in page
    assert '<a href="#id_first_day">' in page


def test_messages_are_the_same_on_the_russian_page(browser, new_form):
    page = browser.post(f"/ru{ADD}", new_form(first_day="31.02.2026"))
    assert [anchor for anchor, _message in problems_on(page)] == ["id_first_day"]


@pytest.mark.parametrize("total", ["", "x", "1e9", "99999999999999999999"])
def test_broken_count_of_parties_is_no_crash(browser, new_form, total):
    for extra in ({}, {"more": "1"}):
        answer = browser.post(ADD, new_form(**{"parties-TOTAL_FORMS": total}) | extra)
        assert answer.status_code in {200, 422}
    assert Event.objects.count() == 0


def test_every_rule_of_the_database_has_its_input():
    assert set(RULE_FIELDS) == {constraint.name.partition("_")[2] for constraint in Event._meta.constraints}
