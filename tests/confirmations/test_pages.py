"""The pages of confirmation: for those who answer, for editors, and what everybody else is not told."""

from datetime import date, timedelta
from typing import Any

import pytest

from cbm_events.models import ConfirmationAnswer, ConfirmationTerm, Event
from tests import factories
from tests.factories import TODAY, make_event, state_role
from tests.page_forms import values_sent
from tests.pages.counting import count_queries
from tests.pages.reading import page_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
# Within three months of the clock of the tests.
MAY: dict[str, Any] = {"earliest": date(2026, 5, 1), "latest": date(2026, 5, 31), "precision": "month"}
DAYS = {"precision": "day", "first_day": "12.05.2026", "last_day": "14.05.2026"}


@pytest.fixture
def own(world) -> Event:
    """Kazakhstan organises it alone."""
    return make_event(**MAY, title_en="Own seminar", roles=[state_role(world.kaz)])


@pytest.fixture
def joint(world) -> Event:
    return make_event(**MAY, title_en="Joint seminar", roles=[state_role(world.kaz), state_role(world.tha)])


def page(event: Event) -> str:
    return f"/events/{event.public_id}/confirmation/"


def send(client, event: Event, wish: str, **values):
    sent = values_sent(client.get(page(event))) | {"wish": wish} | values
    return client.post(page(event), sent)


def test_link_leads_through_the_sign_in(client_as, own):
    public = make_event(**MAY, visibility="public")
    for event in (own, public):
        response = client_as("visitor").get(page(event))
        assert response.status_code == 302
        assert response["Location"].endswith(f"?next={page(event)}")


@pytest.mark.parametrize(("role", "status"), [("partner", 302), ("other_liaison", 403), ("reader", 403),
                                              ("liaison", 200), ("editor", 200)])  # fmt: skip
def test_who_answers(client_as, own, role, status):
    assert client_as(role).get(page(own)).status_code == status


def test_looking_writes_nothing(client_as, own):
    client = client_as("liaison")
    version = own.version
    client.get(page(own))
    own.refresh_from_db()
    assert (own.version, own.status, ConfirmationAnswer.objects.count()) == (version, "planned", 0)


def test_only_organiser_confirms_at_once_with_exact_days(client_as, own):
    client = client_as("liaison")
    assert "What you choose here is done at once." in words(page_of(client.get(page(own))))
    assert send(client, own, "confirm", **DAYS, reason="Room booked").status_code == 302
    own.refresh_from_db()
    assert (own.status, own.earliest, own.latest) == ("confirmed", date(2026, 5, 12), date(2026, 5, 14))
    text = words(page_of(client_as("other_liaison").get(f"/events/{own.public_id}/")))
    assert "organiser" in text
    assert "Room booked" in text
    assert "Test liaison" not in text


def test_joint_event_is_passed_on_and_applied_with_one_click(client_as, joint):
    liaison, editor = client_as("liaison"), client_as("editor")
    assert "the Secretariat asks them" in words(page_of(liaison.get(page(joint))))
    send(liaison, joint, "confirm", **DAYS, comment="Thailand agrees by telephone")
    row = ConfirmationAnswer.objects.get()
    assert row.is_waiting
    shown = words(page_of(editor.get(f"/events/{joint.public_id}/")))
    assert "Kazakhstan asks to confirm 12–14 May 2026." in shown
    assert "Thailand agrees by telephone" in shown
    response = editor.post(f"/confirmations/{row.public_id}/apply/", {"version": row.version}, follow=True)
    assert b"Done as Kazakhstan asked." in response.content
    joint.refresh_from_db()
    assert joint.status == "confirmed"


def test_double_click_does_it_once(client_as, joint):
    send(client_as("liaison"), joint, "cancel")
    row = ConfirmationAnswer.objects.get()
    for expected in (b"Done as Kazakhstan asked.", b"settled in the meantime"):
        response = client_as("editor").post(
            f"/confirmations/{row.public_id}/apply/", {"version": row.version}, follow=True
        )
        assert expected in response.content or b"Only a planned or confirmed event" in response.content
    joint.refresh_from_db()
    assert joint.status == "cancelled"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "٣"])
def test_version_that_is_none_settles_nothing(client_as, joint, version):
    send(client_as("liaison"), joint, "cancel")
    row = ConfirmationAnswer.objects.get()
    client_as("editor").post(f"/confirmations/{row.public_id}/apply/", {"version": version})
    row.refresh_from_db()
    assert row.is_waiting


def test_editor_returns_and_the_state_reads_why(client_as, joint):
    liaison = client_as("liaison")
    send(liaison, joint, "move", **DAYS)
    row = ConfirmationAnswer.objects.get()
    address = f"/confirmations/{row.public_id}/return/"
    editor = client_as("editor")
    assert editor.post(address, {"version": row.version, "reply": " "}).status_code == 422
    assert editor.post(address, {"version": row.version, "reply": "Bangkok is taken."}).status_code == 302
    assert "Bangkok is taken." in words(page_of(liaison.get(f"/events/{joint.public_id}/")))


def test_state_withdraws_its_own_answer_only(client_as, joint):
    send(client_as("liaison"), joint, "cancel")
    row = ConfirmationAnswer.objects.get()
    address, sent = f"/confirmations/{row.public_id}/withdraw/", {"version": row.version}
    assert client_as("other_liaison").post(address, sent).status_code == 403
    assert client_as("editor").post(address, sent).status_code == 403
    assert client_as("liaison").post(address, sent).status_code == 302
    row.refresh_from_db()
    assert row.standing == "withdrawn"


@pytest.mark.parametrize("step", ["apply", "return"])
def test_states_do_not_settle(client_as, joint, step):
    send(client_as("liaison"), joint, "cancel")
    row = ConfirmationAnswer.objects.get()
    assert client_as("liaison").post(f"/confirmations/{row.public_id}/{step}/").status_code == 403
    assert client_as("reader").post(f"/confirmations/{row.public_id}/{step}/").status_code == 403
    assert client_as("visitor").post(f"/confirmations/{row.public_id}/{step}/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"wish": ""}, "Choose what is to become of the event."),
        ({"wish": "hold"}, "Choose what is to become of the event."),
        ({"wish": "confirm", "precision": "day", "first_day": ""}, "Enter the first day"),
        ({"wish": "confirm", "precision": "day", "first_day": "31.05.2026", "last_day": "02.06.2026"}, "choose “Move”"),
        ({"wish": "confirm", "precision": "month", "month": "5", "year": "2026"}, "Enter exact days"),
        ({"wish": "move", "precision": "month", "month": "5", "year": "2026"}, "dates that the event has now"),
        ({"wish": "move", "precision": "tbc"}, "Enter the dates"),
        ({"wish": "move", "precision": "day", "first_day": "01.02.2026"}, "These days are over"),
        ({"wish": "cancel", "reason": "<b>x</b>"}, "remove the HTML tags"),
    ],
)
def test_answer_that_cannot_be_is_sent_back_with_the_reason(client_as, own, sent, message):
    response = send(client_as("liaison"), own, **sent)
    assert response.status_code == 422
    assert message in response.content.decode()
    own.refresh_from_db()
    assert own.status == "planned"


def test_cancelling_asks_for_no_dates(client_as, own):
    assert send(client_as("liaison"), own, "cancel", first_day="nonsense").status_code == 302
    own.refresh_from_db()
    assert own.status == "cancelled"


def test_event_that_changed_meanwhile_is_shown_again(client_as, own, joint, act):
    for event in (own, joint):
        sent = values_sent(client_as("liaison").get(page(event))) | DAYS | {"wish": "confirm"}
        event.city_en = "Astana"
        factories.store(event)
        response = client_as("liaison").post(page(event), sent)
        assert response.status_code == 409
        assert "Somebody else saved this event" in response.content.decode()
    assert not ConfirmationAnswer.objects.exists()


def test_answered_event_says_so(client_as, own):
    send(client_as("liaison"), own, "cancel")
    response = client_as("liaison").get(page(own))
    assert "Only a planned or confirmed event is answered for" in response.content.decode()
    assert client_as("liaison").post(page(own), {"wish": "cancel", "version": "2"}).status_code == 409


def test_dates_are_checked_beside_the_answer(client_as, own, world):
    make_event(earliest=date(2026, 5, 13), roles=[state_role(world.kaz)], title_en="Other")
    client = client_as("liaison")
    sent = values_sent(client.get(page(own))) | DAYS
    assert b"Same organiser: Kazakhstan." in client.post(page(own), sent | {"check": "1"}).content
    own.refresh_from_db()
    assert own.status == "planned"


@pytest.mark.parametrize(("role", "told"), [("visitor", False), ("other_liaison", False), ("liaison", True),
                                            ("reader", True)])  # fmt: skip
def test_lateness_is_told_to_those_whom_it_concerns(client_as, world, role, told):
    event = make_event(**MAY, visibility="public", roles=[state_role(world.kaz)])
    for address in (f"/events/{event.public_id}/", "/events/"):
        assert ("unconfirmed since" in client_as(role).get(address).content.decode()) is told


def test_coordinator_is_told_on_the_page_of_the_event(client_as, own, world):
    factories.make_attestation(coordination=factories.make_coordination(state=world.tha, area=world.areas["ECO-SME"]))
    own.area, own.dimension = world.areas["ECO-SME"], world.dimensions["ECO"]
    factories.store(own)
    assert "unconfirmed since" in client_as("other_liaison").get(f"/events/{own.public_id}/").content.decode()
    assert client_as("other_liaison").get(page(own)).status_code == 200


def test_event_before_its_day_says_when(client_as, world):
    event = make_event(earliest=date(2026, 9, 12), roles=[state_role(world.kaz)])
    assert "to be confirmed by 12 June 2026" in words(page_of(client_as("liaison").get(f"/events/{event.public_id}/")))


def test_list_of_what_is_awaited(client_as, own, joint):
    make_event(earliest=TODAY + timedelta(days=300), title_en="Far away")
    send(client_as("liaison"), joint, "cancel")
    text = words(page_of(client_as("reader").get("/confirmations/")))
    assert "Own seminar" in text
    assert "Kazakhstan" in text
    assert "Far away" not in text
    assert client_as("liaison").get("/confirmations/").status_code == 403


def test_administrator_changes_the_term(client_as, own):
    client = client_as("administrator")
    assert client_as("editor").get("/confirmations/term/").status_code == 403
    sent = values_sent(client.get("/confirmations/term/"))
    assert client.post("/confirmations/term/", sent | {"months": "0"}).status_code == 422
    assert client.post("/confirmations/term/", sent | {"months": "1"}).status_code == 302
    own.refresh_from_db()
    assert (ConfirmationTerm.current().months, own.confirmation_due) == (1, date(2026, 4, 1))
    assert client.post("/confirmations/term/", sent | {"months": "2", "version": "7"}).status_code == 409


def test_queries_do_not_grow(client_as, world):
    def fill() -> None:
        for state in (world.kaz, world.tha):
            event = make_event(**MAY, roles=[state_role(world.kaz), state_role(world.tha)])
            factories.make_answer(event=event, wish="cancel", earliest=None, latest=None, state=state)

    client, addresses = client_as("editor"), ("/confirmations/", "/events/")
    fill()
    before = [count_queries(client, address) for address in addresses]
    fill()
    assert [count_queries(client, address) for address in addresses] == before
