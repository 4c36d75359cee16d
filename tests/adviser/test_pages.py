"""The checks beside the forms: with a button, and by themselves as the script asks for them."""

from datetime import date

import pytest

from cbm_events.models import Event, Proposal
from tests import factories
from tests.factories import make_event, state_role
from tests.page_forms import values_sent
from tests.pages.counting import count_queries
from tests.pages.reading import elements, page_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
CHECKS = "/events/dates/"
DAY = date(2026, 9, 15)
TYPED = {"precision": "day", "first_day": "15.09.2026", "last_day": "16.09.2026"}


def panel(response) -> str:
    [aside] = elements(page_of(response), "aside", id="date-checks")
    return words(aside)


def inputs(response) -> dict[str, str]:
    assert response.status_code == 200
    return values_sent(response)


@pytest.fixture
def clash(world):
    return make_event(
        title_en="Seminar on trade", earliest=DAY, area=world.areas["ECO-SME"], dimension=world.dimensions["ECO"],
        roles=[state_role(world.kaz)],
    )  # fmt: skip


@pytest.mark.parametrize(("role", "status"), [("visitor", 403), ("partner", 403), ("liaison", 200), ("reader", 200)])
def test_checks_are_for_those_who_enter_or_offer_events(client_as, role, status):
    assert client_as(role).get(CHECKS, TYPED).status_code == status


def test_checks_by_themselves(client_as, clash):
    text = panel(client_as("editor").get(CHECKS, TYPED | {"area": "ECO-SME"}))
    assert "Clash Seminar on trade, 15 September 2026 Both on 15 September. Same priority area." in text
    assert "Better weeks nearby" in text


def test_days_are_offered_only_beside_a_form(client_as, clash):
    sent = TYPED | {"area": "ECO-SME"}
    client = client_as("editor")
    assert b"data-use-first" not in client.get(CHECKS, sent).content
    assert b"data-use-first" in client.get(CHECKS, sent, headers={"HX-Request": "true"}).content


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"precision": "x"},
        {"precision": "day", "first_day": "31.02.2026"},
        {"precision": "day", "first_day": "16.09.2026", "last_day": "15.09.2026"},
        {"precision": "month", "month": "13", "year": "2026"},
        {"precision": "tbc"},
        {"precision": "day", "first_day": "15.09.1066"},
    ],
)
def test_dates_that_are_none_are_asked_for(client_as, world, sent):
    assert "Enter the dates to have them checked." in panel(client_as("editor").get(CHECKS, sent))


@pytest.mark.parametrize(
    "sent",
    [
        {"country": "XXX", "area": "no", "council": "0" * 500, "mode": "by boat", "city_en": "\0" * 3},
        {"parties-TOTAL_FORMS": "99999999", "parties-0-party": "state:XXX", "parties-0-role": "organiser"},
        {"parties-TOTAL_FORMS": "-1", "dimension": "<script>"},
    ],
)
def test_nonsense_beside_good_dates_does_no_harm(client_as, world, sent):
    assert "15–16 September 2026" in panel(client_as("editor").get(CHECKS, TYPED | sent))


def test_event_of_the_form_is_found_only_if_it_is_seen(client_as, world):
    hidden = make_event(visibility="secretariat")
    assert client_as("liaison").get(CHECKS, TYPED | {"event": hidden.public_id}).status_code == 404
    assert client_as("liaison").get(CHECKS, TYPED | {"event": "?"}).status_code == 404


def test_event_form_checks_without_script_and_keeps_what_was_typed(client_as, clash):
    client = client_as("editor")
    sent = (
        inputs(client.get("/events/new/")) | TYPED | {"title_en": "Half a title", "dimension": "ECO", "area": "ECO-SME"}
    )
    response = client.post("/events/new/", sent | {"check": "1"})
    assert "Clash Seminar on trade" in panel(response)
    kept = inputs(response)
    assert (kept["title_en"], kept["first_day"], kept["area"]) == ("Half a title", "15.09.2026", "ECO-SME")
    assert Event.objects.count() == 1


def test_days_of_the_advice_are_taken_up_without_script(client_as, clash):
    client = client_as("editor")
    sent = inputs(client.get("/events/new/")) | {"precision": "month", "month": "9", "year": "2026"}
    response = client.post("/events/new/", sent | {"use": "2026-09-22/2026-09-24"})
    kept = inputs(response)
    assert (kept["precision"], kept["first_day"], kept["last_day"]) == ("day", "22.09.2026", "24.09.2026")
    assert "22–24 September 2026" in panel(response)


def test_stored_event_is_checked_with_what_its_form_says(client_as, clash, world):
    client = client_as("editor")
    mine = make_event(earliest=DAY, roles=[state_role(world.tha)])
    address = f"/events/{mine.public_id}/edit/"
    sent = inputs(client.get(address)) | {"check": "1"}
    assert "Clash" not in panel(client.post(address, sent)).replace("No clash", "").replace("Clashes", "")
    sent["parties-0-party"] = "state:KAZ"
    assert "Same organiser: Kazakhstan." in panel(client.post(address, sent))


def test_moving_an_event_is_checked_by_its_stored_parties(client_as, clash, world):
    client = client_as("editor")
    mine = make_event(earliest=date(2026, 10, 20), roles=[state_role(world.kaz)])
    address = f"/events/{mine.public_id}/act/move/"
    sent = inputs(client.get(address)) | TYPED
    assert "Same organiser: Kazakhstan." in panel(client.post(address, sent | {"check": "1"}))
    response = client.post(address, sent | {"use": "2026-10-27/2026-10-27"})
    assert inputs(response)["first_day"] == "27.10.2026"
    mine.refresh_from_db()
    assert mine.earliest == date(2026, 10, 20)


@pytest.mark.parametrize("use", ["", "/", "2026-09-31/2026-10-01", "x/y", "2026-09-22"])
def test_days_that_nobody_advised_are_not_taken_up(client_as, world, use):
    client = client_as("editor")
    sent = inputs(client.get("/events/new/")) | TYPED
    assert inputs(client.post("/events/new/", sent | {"use": use}))["first_day"] == "15.09.2026"


def test_other_acts_have_no_checks(client_as, clash):
    assert b"date-checks" not in client_as("editor").get(f"/events/{clash.public_id}/act/cancel/").content


def test_proposal_is_checked_as_an_event_of_its_state(client_as, clash):
    client = client_as("liaison")
    sent = inputs(client.get("/proposals/new/")) | TYPED | {"title_en": "Offer"}
    response = client.post("/proposals/new/", sent | {"check": "1"})
    assert "Same organiser: Kazakhstan." in panel(response)
    assert inputs(response)["title_en"] == "Offer"
    assert not Proposal.objects.exists()
    taken = client.post("/proposals/new/", sent | {"use": "2026-09-22/2026-09-22"})
    assert inputs(taken)["first_day"] == "22.09.2026"


def test_stored_proposal_keeps_its_version_through_a_check(client_as, liaison, world):
    proposal = factories.make_proposal(author=liaison)
    address = f"/proposals/{proposal.public_id}/edit/"
    client = client_as("liaison")
    sent = inputs(client.get(address))
    assert inputs(client.post(address, sent | {"check": "1"}))["version"] == sent["version"]


def test_russian_page_says_it_in_russian(client_as, world):
    factories.make_holiday(state=world.kaz, day=DAY)
    text = panel(client_as("liaison").get(f"/ru{CHECKS}", TYPED | {"country": "KAZ"}))
    assert "Казахстан: 15 сентября" in text


def test_queries_of_the_page_do_not_grow(client_as, clash, world):
    client = client_as("editor")
    address = f"{CHECKS}?precision=year&year=2026&area=ECO-SME&country=KAZ"
    before = count_queries(client, address)
    for number in range(5):
        make_event(earliest=date(2026, 10, 1 + number), roles=[state_role(world.tha)], country=world.tur)
        factories.make_holiday(state=world.kaz, day=date(2026, 11, 1 + number))
    assert count_queries(client, address) == before
