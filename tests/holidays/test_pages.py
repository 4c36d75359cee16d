"""The pages of holidays: who sees them, who confirms, who enters, and that no name is printed."""

from datetime import date, timedelta

import pytest

from cica_portal.common.models import Change
from members.models import Holiday
from tests import factories
from tests.pages.counting import count_queries
from tests.pages.reading import elements, page_of, words

pytestmark = pytest.mark.django_db
FEAST = date(2027, 3, 9)
ONE_DAY = timedelta(days=1)
PAGE = "/states/KAZ/holidays/?year=2027"


@pytest.fixture
def feast(world) -> list[Holiday]:
    """Three estimated days of Kazakhstan."""
    values = {"state": world.kaz, "name_en": "Feast of names", "is_estimated": True, "origin": "package"}
    return [factories.make_holiday(day=FEAST + ONE_DAY * shift, **values) for shift in range(3)]


def confirming(feast) -> str:
    return f"/states/KAZ/holidays/{feast[0].public_id}/confirm/"


@pytest.mark.parametrize(
    ("role", "status"), [("visitor", 403), ("partner", 403), ("other_liaison", 200), ("reader", 200)]
)
def test_holidays_are_for_those_who_have_signed_in(client_as, feast, role, status):
    assert client_as(role).get(PAGE).status_code == status


def test_days_in_a_row_are_one_line_without_a_name(client_as, feast):
    response = client_as("liaison").get(PAGE)
    [row] = [row for row in elements(page_of(response), "tr") if "March" in words(row)]
    assert words(row).startswith("9–11 March 2027 Tue–Thu Public holiday Estimated awaits confirmation Confirm")
    assert b"Feast" not in response.content


def test_year_without_data_says_so(client_as, world):
    assert "No holiday data for this year" in words(page_of(client_as("liaison").get(PAGE)))


@pytest.mark.parametrize("year", ["x", "1991", "2101", "٢٠٢٧", "99999999999999999999"])
def test_year_that_is_none_is_not_found(client_as, world, year):
    assert client_as("reader").get("/states/KAZ/holidays/", {"year": year}).status_code == 404


def test_liaison_confirms_the_days_of_the_own_state(client_as, feast, liaison):
    client = client_as("liaison")
    page = words(page_of(client.get(confirming(feast))))
    assert "9–11 March 2027" in page
    response = client.post(confirming(feast), {"day": "10.03.2027", "version": "1"}, follow=True)
    assert "10–12 March 2027" in words(page_of(response))
    assert {row.confirmed_by for row in Holiday.objects.all()} == {liaison}


@pytest.mark.parametrize(
    ("role", "status"), [("visitor", 403), ("other_liaison", 403), ("reader", 403), ("editor", 302)]
)
def test_who_may_confirm(client_as, feast, role, status):
    response = client_as(role).post(confirming(feast), {"day": "09.03.2027", "version": "1"})
    assert response.status_code == status
    assert (Holiday.objects.awaiting_confirmation().count() == 0) is (status == 302)


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"day": ""}, "Enter a day of the calendar"),
        ({"day": "30.02.2027"}, "Enter a day of the calendar"),
        ({"day": "30.03.2027"}, "within a week of the estimated one"),
    ],
)
def test_bad_day_is_sent_back_with_the_reason(client_as, feast, sent, message):
    response = client_as("liaison").post(confirming(feast), {"version": "1"} | sent)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert Holiday.objects.awaiting_confirmation().count() == 3


def test_second_confirmation_is_no_error_page(client_as, feast):
    client = client_as("liaison")
    client.post(confirming(feast), {"day": "09.03.2027", "version": "1"})
    assert client.post(confirming(feast), {"day": "09.03.2027", "version": "1"}).status_code == 422
    assert "settled already" in client.get(confirming(feast)).content.decode()


def test_editor_enters_several_days_at_once(client_as, world):
    sent = {"day": "05.05.2027", "last_day": "07.05.2027", "kind": "religious", "name_en": "Feast"}
    response = client_as("editor").post("/states/KAZ/holidays/new/", sent)
    assert response.status_code == 302
    assert [(row.day.day, row.kind, row.origin) for row in Holiday.objects.all()] == [
        (5, "religious", "entered"), (6, "religious", "entered"), (7, "religious", "entered"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"last_day": "01.05.2027"}, "within two weeks"),
        ({"last_day": "01.09.2027"}, "within two weeks"),
        ({"kind": "none"}, "none"),
        ({"day": "09.03.2027"}, "already entered for the state"),
        ({"day": "08.03.2027", "last_day": "10.03.2027"}, "already entered for the state"),
        ({"name_en": "<b>Feast</b>"}, "remove the HTML tags"),
    ],
)
def test_bad_entry_is_sent_back_and_nothing_is_stored(client_as, feast, sent, message):
    values = {"day": "05.05.2027", "last_day": "", "kind": "public"} | sent
    response = client_as("editor").post("/states/KAZ/holidays/new/", values)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert Holiday.objects.count() == 3


def test_edited_day_is_the_secretariats_from_then_on(client_as, feast):
    address = f"/states/KAZ/holidays/{feast[0].public_id}/"
    page = client_as("editor").get(address)
    assert "Feast of names" in page.content.decode()
    sent = {"day": "08.03.2027", "kind": "public", "name_en": "Feast", "seen_version": "1"}
    assert client_as("editor").post(address, sent).status_code == 302
    feast[0].refresh_from_db()
    assert (feast[0].day, feast[0].origin, feast[0].is_estimated) == (date(2027, 3, 8), "entered", False)


def test_second_saver_is_told(client_as, feast):
    address = f"/states/KAZ/holidays/{feast[0].public_id}/"
    sent = {"day": "08.03.2027", "kind": "public", "seen_version": "7"}
    assert client_as("editor").post(address, sent).status_code == 409
    assert client_as("editor").post(address, {"remove": "1", "seen_version": "7"}).status_code == 409
    assert client_as("editor").post(address, {"remove": "1"}).status_code == 422
    assert Holiday.objects.count() == 3


def test_removed_day_is_gone_and_in_the_log(client_as, feast):
    address = f"/states/KAZ/holidays/{feast[0].public_id}/"
    assert client_as("editor").post(address, {"remove": "1", "seen_version": "1"}).status_code == 302
    assert Holiday.objects.count() == 2
    assert Change.objects.filter(kind="holiday", action="removed").exists()


@pytest.mark.parametrize("role", ["liaison", "reader"])
def test_others_neither_enter_nor_edit(client_as, feast, role):
    client = client_as(role)
    for address in ("/states/KAZ/holidays/new/", f"/states/KAZ/holidays/{feast[0].public_id}/"):
        assert client.get(address).status_code == 403
        assert client.post(address, {"remove": "1", "seen_version": "1"}).status_code == 403


def test_day_of_another_state_is_not_found(client_as, feast):
    for tail in ("", "confirm/"):
        assert client_as("editor").get(f"/states/THA/holidays/{feast[0].public_id}/{tail}").status_code == 404


def test_overview_names_what_is_lacking_and_what_awaits(client_as, feast, act):
    stranger = factories.make_state(iso2="ZZ", name_en="Nowhere")
    page = page_of(client_as("reader").get("/holidays/?year=2027"))
    text = words(page)
    assert f"No holiday data. Azerbaijan, {stranger.name_en}, Thailand, Türkiye." in text
    assert "3 estimated days await confirmation" in text


def test_overview_tells_where_the_package_differs(client_as, feast, editor):
    for row in feast:
        row.confirmed_by, row.confirmed_at = editor, factories.NOW
        factories.store(row)
    rows = [words(row) for row in elements(page_of(client_as("editor").get("/holidays/?year=2027")), "tr")]
    assert any("recorded 9 Mar, package –" in row for row in rows if row.startswith("Kazakhstan"))


def test_overview_is_for_the_secretariat(client_as, world):
    assert client_as("liaison").get("/holidays/").status_code == 403
    assert client_as("visitor").get("/holidays/").status_code == 403


def test_queries_do_not_grow_with_the_days(client_as, feast, world):
    client = client_as("editor")
    before = [count_queries(client, address) for address in (PAGE, "/holidays/?year=2027")]
    for number in range(9):
        factories.make_holiday(state=world.kaz, day=date(2027, 6, 1) + 2 * number * ONE_DAY, is_estimated=True)
        factories.make_holiday(day=date(2027, 6, 1))
    assert [count_queries(client, address) for address in (PAGE, "/holidays/?year=2027")] == before


def test_page_of_the_state_leads_to_its_holidays_for_those_inside(client_as, world):
    assert "/states/KAZ/holidays/" in client_as("liaison").get("/states/KAZ/").content.decode()
    assert "/states/KAZ/holidays/" not in client_as("visitor").get("/states/KAZ/").content.decode()
