"""A confirmed event is moved or cancelled by the Secretariat, when a state that answers for it asks."""

from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.exceptions import ValidationError

from cbm_events.confirmations.answering import Answer, apply_answer, ask, return_answer, withdraw_answer
from cbm_events.confirmations.parts import answerable
from cbm_events.models import ConfirmationAnswer, Event
from cbm_events.models.confirmations import Wish
from cbm_events.reminders.reasons import HIDDEN
from cica_portal.common.fuzzy import Period, Precision
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.mailing.transports import outbox_path
from cica_portal.common.models import Delivery, Mail
from tests.factories import NOW, TODAY, make_event, make_user, state_role
from tests.page_forms import values_sent
from tests.pages.reading import page_of, words

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
LATER = Period(date(2026, 9, 2), date(2026, 9, 3), Precision.DAY)
MOVE = Answer(wish=Wish.MOVE, dates=LATER, comment="The venue is closed.")
CANCEL = Answer(wish=Wish.CANCEL, reason="By decision of the organiser")


@pytest.fixture
def event(world) -> Event:
    """Kazakhstan organises it alone."""
    return make_event(
        title_en="Seminar on trade", earliest=date(2026, 8, 12), latest=date(2026, 8, 14), status="confirmed",
        roles=[state_role(world.kaz)],
    )  # fmt: skip


@pytest.fixture
def people(world, editor, liaison, reader, administrator, other_liaison):
    """Those who are told, by side; nobody else is."""
    make_user(role="editor", is_active=False)
    colleague = make_user(role="liaison", state=world.kaz)
    return {"editors": [editor.email], "liaisons": sorted([liaison.email, colleague.email])}


@pytest.fixture
def outbox(settings, tmp_path):
    settings.PORTAL_OUTBOX_DIR = tmp_path / "outbox"
    return settings.PORTAL_OUTBOX_DIR


def asked(event, liaison, act, answer=MOVE) -> ConfirmationAnswer:
    return ask(event=event, author=liaison, answer=answer, act=act, today=TODAY)


def told() -> list[str]:
    """Addresses of the mails that wait; they are taken out."""
    found = sorted(Mail.objects.filter(state="queued").values_list("address", flat=True))
    Mail.objects.update(state="sent")
    return found


def address_of(event: Event) -> str:
    return f"/events/{event.public_id}/confirmation/"


def test_nobody_decides_alone_on_what_is_confirmed(event, world):
    part = answerable(event, TODAY).part_of(world.kaz)
    assert part is not None
    assert part.decides_alone is False


@pytest.mark.parametrize(("answer", "found"), [(MOVE, ("confirmed", LATER)), (CANCEL, ("cancelled", None))])
def test_editor_does_what_is_asked(event, act, liaison, answer, found):
    row = asked(event, liaison, act, answer)
    event.refresh_from_db()
    assert event.status == "confirmed"
    apply_answer(row=row, act=act, today=TODAY, version=row.version)
    event.refresh_from_db()
    assert (event.status, event.period) == (found[0], found[1] or event.period)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(wish=Wish.CONFIRM, dates=LATER), "confirmed already"),
        (Answer(wish=Wish.MOVE, dates=LATER), "Write why"),
        (Answer(wish=Wish.CANCEL), "Write why"),
    ],
)
def test_what_cannot_be_asked_is_refused(event, act, liaison, answer, message):
    with pytest.raises(ValidationError, match=message):
        asked(event, liaison, act, answer)
    assert not ConfirmationAnswer.objects.exists()
    assert not Mail.objects.exists()


def test_each_step_tells_the_other_side_once(event, act, liaison, people):
    row = asked(event, liaison, act)
    assert told() == people["editors"]
    return_answer(row=row, reply="Which week would do?", act=act, version=row.version)
    assert told() == people["liaisons"]
    again = asked(event, liaison, act, CANCEL)
    assert told() == people["editors"]
    apply_answer(row=again, act=act, today=TODAY, version=again.version)
    notices = Delivery.objects.filter(subject_kind="event", subject_key=event.public_id)
    assert sorted(notices.values_list("recipient__email", flat=True)) == people["liaisons"]
    assert told() == []


def test_letter_says_what_is_asked_and_why(event, act, liaison, people, outbox):
    asked(event, liaison, act)
    send_due_mail(now=NOW)
    mail = Mail.objects.get(state="sent")
    message = message_from_bytes(outbox_path(outbox, mail.message_id).read_bytes(), policy=default)
    part = message.get_body(preferencelist=("plain",))
    assert part is not None
    text = part.get_content()
    assert message["Subject"] == "Kazakhstan asks to move an event: Seminar on trade"
    for said in ("12–14 August 2026", "2–3 September 2026", "The venue is closed.", f"/events/{event.public_id}/"):
        assert said in text


def test_answer_sent_twice_is_one_and_told_once(event, act, liaison, people):
    first, second = asked(event, liaison, act), asked(event, liaison, act)
    assert (first.pk, ConfirmationAnswer.objects.count()) == (second.pk, 1)
    assert told() == people["editors"]


def test_letter_about_what_its_reader_sees_no_more_does_not_leave(event, act, liaison, people, outbox):
    row = asked(event, liaison, act)
    Mail.objects.update(state="sent")
    return_answer(row=row, reply="Which week would do?", act=act, version=row.version)
    Event.objects.update(visibility="secretariat")
    send_due_mail(now=NOW)
    waited = Delivery.objects.filter(recipient=liaison)
    assert list(waited.values_list("mail__state", "mail__last_error")) == [("withdrawn", HIDDEN)]


def test_letter_about_what_was_withdrawn_does_not_leave(event, act, liaison, people, outbox):
    row = asked(event, liaison, act)
    withdraw_answer(row=row, act=act, version=row.version)
    send_due_mail(now=NOW)
    assert not Mail.objects.filter(state="sent").exists()


def test_state_asks_on_the_page_and_an_editor_does_it(client_as, event):
    liaison, editor = client_as("liaison"), client_as("editor")
    assert "Ask to move or cancel" in words(page_of(liaison.get(f"/events/{event.public_id}/")))
    assert "Ask to move or cancel" not in words(page_of(editor.get(f"/events/{event.public_id}/")))
    page = liaison.get(address_of(event))
    assert "the Secretariat does what you ask, or returns it for consultation" in words(page_of(page))
    sent = values_sent(page)
    assert sent["wish"] == "move"
    days = {"precision": "day", "first_day": "02.09.2026", "last_day": "03.09.2026"}
    assert liaison.post(address_of(event), sent | days).status_code == 422
    assert liaison.post(address_of(event), sent | days | {"wish": "confirm", "comment": "x"}).status_code == 422
    assert liaison.post(address_of(event), sent | days | {"comment": "The venue is closed."}).status_code == 302
    row = ConfirmationAnswer.objects.get()
    assert "Kazakhstan asks to move it to 2–3 September 2026." in words(
        page_of(editor.get(f"/events/{event.public_id}/"))
    )
    editor.post(f"/confirmations/{row.public_id}/apply/", {"version": row.version})
    event.refresh_from_db()
    assert (event.status, event.period) == ("confirmed", LATER)


def test_others_are_not_offered_to_ask(client_as, event):
    assert "Ask to move or cancel" not in words(page_of(client_as("other_liaison").get(f"/events/{event.public_id}/")))
    assert client_as("other_liaison").get(address_of(event)).status_code == 403
