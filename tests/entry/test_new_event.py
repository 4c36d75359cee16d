"""A new event, from the empty form to the page of the event."""

from datetime import date, time

import pytest

from cbm_events.models import Event
from cica_portal.common.models import Change
from tests.entry.conftest import ADD
from tests.factories import NOW, make_event, state_role
from tests.page_forms import values_sent


def stored() -> Event:
    return Event.objects.with_parties().get()


def test_good_event_is_stored_with_everything(browser, new_form, editor, world):
    answer = browser.post(ADD, new_form(note="By telephone", reason="Offered by the state"))
    event = stored()
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/events/{event.public_id}/"
    assert (event.title_en, event.kind, event.status) == (
        "Expert meeting on transport corridors", "expert_meeting", "planned",
    )  # fmt: skip
    assert (event.earliest, event.latest, event.precision) == (date(2026, 9, 18), date(2026, 9, 20), "day")
    assert (event.start_time, event.end_time, event.zone) == (time(10), None, "Asia/Almaty")
    assert (event.dimension, event.area, event.country) == (
        world.dimensions["ECO"], world.areas["ECO-SME"], world.kaz,
    )  # fmt: skip
    assert event.visibility == "member_states"
    assert [(role.role, role.party_name) for role in event.roles.all()] == [
        ("assisting", "CICA Secretariat"),
        ("organiser", "Kazakhstan"),
    ]
    change = Change.objects.of("event", event.public_id).get()
    assert (change.door, change.actor, change.at) == ("page", editor, NOW)
    assert (change.reason, change.note) == ("Offered by the state", "By telephone")


def test_saved_message_leads_to_the_event(browser, new_form):
    answer = browser.post(ADD, new_form(), follow=True)
    message = str(next(iter(answer.context["messages"])))
    assert message == f'Saved: <a href="/events/{stored().public_id}/">Expert meeting on transport corridors</a>'


def test_form_sent_twice_enters_one_event(browser, new_form):
    form = new_form()
    addresses = {browser.post(ADD, form).headers["Location"] for _time in range(2)}
    assert addresses == {f"/events/{stored().public_id}/"}


def test_one_language_is_enough(browser, new_form):
    assert browser.post(ADD, new_form(title_en="")).status_code == 302
    assert stored().title_ru == "Встреча экспертов по транспортным коридорам"


def test_line_breaks_of_a_pasted_title_become_spaces(browser, new_form):
    browser.post(ADD, new_form(title_en=" Expert meeting\r\n on transport "))
    assert stored().title_en == "Expert meeting on transport"


def test_empty_last_day_means_one_day(browser, new_form):
    browser.post(ADD, new_form(last_day=""))
    assert stored().latest == date(2026, 9, 18)


def test_zone_is_not_kept_without_a_time(browser, new_form):
    browser.post(ADD, new_form(start_time=""))
    assert stored().zone == ""


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ({"precision": "month", "month": "9", "year": "2026"}, (date(2026, 9, 1), date(2026, 9, 30))),
        (
            {"precision": "month", "month": "12", "year": "2026", "last_month": "1", "last_year": "2027"},
            (date(2026, 12, 1), date(2027, 1, 31)),
        ),
        ({"precision": "quarter", "quarter": "4", "year": "2026"}, (date(2026, 10, 1), date(2026, 12, 31))),
        ({"precision": "half_year", "half": "2", "year": "2026"}, (date(2026, 7, 1), date(2026, 12, 31))),
        ({"precision": "year", "year": "2026"}, (date(2026, 1, 1), date(2026, 12, 31))),
        ({"precision": "year", "year": "2026", "last_year": "2028"}, (date(2026, 1, 1), date(2028, 12, 31))),
        ({"precision": "tbc", "first_day": "", "last_day": ""}, (None, None)),
        ({"precision": "tbc"}, (date(2026, 9, 18), date(2026, 9, 20))),
    ],
)
def test_each_precision_reads_its_own_inputs(browser, new_form, typed, period):
    """The exact days and the time that stand in the other inputs say nothing."""
    assert browser.post(ADD, new_form(**typed)).status_code == 302
    event = stored()
    assert (event.earliest, event.latest) == period
    assert event.precision == typed["precision"]
    assert (event.start_time, event.zone) == (None, "")


def test_nonsense_in_inputs_that_are_not_read_is_no_mistake(browser, new_form):
    typed = {"precision": "month", "month": "9", "year": "2026", "first_day": "soon", "start_time": "25:00"}
    assert browser.post(ADD, new_form(**typed)).status_code == 302
    assert stored().precision == "month"


def test_dimension_is_taken_from_the_area(browser, new_form, world):
    form = new_form()
    del form["dimension"]
    browser.post(ADD, form)
    assert stored().dimension == world.dimensions["ECO"]


def test_no_dimension_is_an_answer(browser, new_form):
    browser.post(ADD, new_form(dimension="", area="", kind="committee"))
    assert stored().dimension is None


def test_proposal_is_for_its_states_and_the_secretariat_only(browser, new_form):
    browser.post(ADD, new_form(status="proposed"))
    event = stored()
    assert (event.status, event.visibility) == ("proposed", "secretariat")


def test_public_is_an_explicit_choice(browser, new_form):
    browser.post(ADD, new_form(visibility="public"))
    assert stored().visibility == "public"


def test_address_fills_the_form(browser, world):
    form = values_sent(browser.get(f"{ADD}?date=2026-09-18&area=ECO-SME&council=BC&state=THA"))
    assert (form["first_day"], form["precision"]) == ("18.09.2026", "day")
    assert (form["area"], form["dimension"]) == ("ECO-SME", "ECO")
    assert (form["council"], form["kind"]) == ("BC", "council_session")
    assert (form["parties-0-role"], form["parties-0-party"]) == ("organiser", "state:THA")


def test_nonsense_in_the_address_is_passed_over(browser):
    page = browser.get(f"{ADD}?date=31.02.2026&area=<b>&council=X&dimension=Y&state=%00&kind=Z")
    form = values_sent(page)
    assert page.status_code == 200
    assert (form["first_day"], form["area"], form["council"], form["kind"]) == ("", "", "", "")
    assert "dimension" not in form


def test_another_event_is_copied_without_dates_status_and_reach(browser, world):
    original = make_event(
        title_en="Yearly forum", kind="forum", dimension=world.dimensions["HUM"], city_en="Baku", mode="in_person",
        country=world.states["AZE"], status="held", visibility="public",
        roles=[state_role(world.kaz), state_role(world.tha, "assisting")],
    )  # fmt: skip
    form = values_sent(browser.get(f"{ADD}?from={original.public_id}"))
    assert (form["title_en"], form["kind"], form["dimension"]) == ("Yearly forum", "forum", "HUM")
    assert (form["city_en"], form["country"], form["mode"]) == ("Baku", "AZE", "in_person")
    assert (form["first_day"], form["last_day"]) == ("", "")
    assert (form["status"], form["visibility"]) == ("planned", "member_states")
    assert {form["parties-0-party"], form["parties-1-party"]} == {"state:KAZ", "state:THA"}
    assert form["public_id"] != original.public_id


def test_page_of_an_event_leads_to_its_copy_for_editors_only(browser, client_as):
    event = make_event()
    link = f"{ADD}?from={event.public_id}"
    assert link in browser.get(f"/events/{event.public_id}/").content.decode()
    assert link not in client_as("reader").get(f"/events/{event.public_id}/").content.decode()


def test_copy_of_an_event_that_is_not_there_is_not_found(browser):
    assert browser.get(f"{ADD}?from=nothing").status_code == 404


def test_russian_page_offers_names_in_russian_order(browser):
    page = browser.get(f"/ru{ADD}")
    countries = [str(label) for _value, label in page.context["form"].fields["country"].choices][1:]
    assert countries == ["Азербайджан", "Казахстан", "Таиланд", "Турция"]


@pytest.mark.both
def test_form_asks_a_fixed_number_of_queries(browser, world, django_assert_num_queries):
    browser.get(ADD)
    with django_assert_num_queries(12):
        browser.get(ADD)
