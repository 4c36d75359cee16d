"""Who is told of each step, once, and in which words."""

from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest
from django.db import IntegrityError, transaction

from cbm_events.proposals.letters import queue_letters
from cbm_events.proposals.steps import Action
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.mailing.transports import outbox_path
from cica_portal.common.models import Delivery, Mail
from cica_portal.home.boards.reminders import reminder_board
from tests.factories import NOW, TODAY, make_user

pytestmark = [pytest.mark.both, pytest.mark.django_db]
PLAN = {"adopted_on": date(2026, 3, 10), "meeting_en": "Senior Officials Committee", "meeting_ru": ""}


@pytest.fixture
def outbox(settings, tmp_path):
    settings.PORTAL_OUTBOX_DIR = tmp_path / "outbox"
    settings.PORTAL_URL = "https://portal.example.org"
    return settings.PORTAL_OUTBOX_DIR


@pytest.fixture
def people(world, editor, liaison, colleague, reader, administrator, other_liaison):
    make_user(role="liaison", state=world.kaz, is_active=False)
    make_user(role="editor", is_active=False)
    return {"editors": {editor.email}, "liaisons": {liaison.email, colleague.email}}


def told() -> set[str]:
    """Addresses of the mails that wait; they are taken out."""
    found = list(Mail.objects.filter(state="queued").values_list("address", flat=True))
    assert len(found) == len(set(found))
    Mail.objects.update(state="sent")
    return set(found)


def body(outbox) -> tuple[str, str]:
    mail = Mail.objects.get(state="sent")
    message = message_from_bytes(outbox_path(outbox, mail.message_id).read_bytes(), policy=default)
    text = message.get_body(preferencelist=("plain",))
    assert text is not None
    return message["Subject"], text.get_content()


def test_each_step_tells_the_other_side(people, draft, step):
    step(draft, Action.SUBMIT)
    assert told() == people["editors"]
    step(draft, Action.RETURN, comment="Which week?")
    assert told() == people["liaisons"]
    step(draft, Action.SUBMIT)
    assert told() == people["editors"]
    step(draft, Action.ENTER)
    assert told() == people["liaisons"]
    step(draft, Action.WITHDRAW)
    assert told() == people["editors"]


def test_state_is_told_that_it_is_not_included(people, submitted, step):
    told()
    step(submitted, Action.NOT_INCLUDED, plan=PLAN)
    assert told() == people["liaisons"]


def test_nobody_is_told_of_a_draft_that_is_withdrawn(people, draft, step):
    step(draft, Action.WITHDRAW)
    assert told() == set()


def test_ledger_takes_a_step_once(people, submitted):
    deliveries = Delivery.objects.filter(subject_kind="proposal", subject_key=submitted.public_id)
    assert list(deliveries.values_list("rule_key", "occurrence", "mail__address")) == [
        ("step 1", TODAY, "editor@example.org")
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        queue_letters(submitted.steps.get())
    assert Mail.objects.count() == 1


def test_proposals_are_no_reminders(submitted):
    assert reminder_board(TODAY, NOW).due_today == 0


def test_letter_of_the_state_to_the_editors(submitted, outbox):
    assert send_due_mail(now=NOW) == 1
    subject, text = body(outbox)
    assert subject == "Kazakhstan offers an event: Seminar on risk analysis"
    english, russian = text.split("-" * 40)
    assert f"https://portal.example.org/proposals/{submitted.public_id}/" in english
    assert "When: 14–15 May 2026" in english
    assert f"https://portal.example.org/ru/proposals/{submitted.public_id}/" in russian
    assert Delivery.objects.get().state == "sent"


def test_letter_that_returns_a_proposal_holds_the_comment(draft, step, outbox):
    step(draft, Action.SUBMIT)
    step(draft, Action.RETURN, comment="Which week?\nSee example.org")
    Mail.objects.filter(address="editor@example.org").update(state="withdrawn")
    assert send_due_mail(now=NOW) == 1
    subject, text = body(outbox)
    assert subject == "Your proposal is returned for consultation: Seminar on risk analysis"
    assert "Comment: Which week?; See example.\u200borg" in text


def test_letter_names_the_plan(submitted, step, outbox):
    Mail.objects.all().update(state="withdrawn")
    step(submitted, Action.NOT_INCLUDED, plan=PLAN)
    assert send_due_mail(now=NOW) == 1
    subject, text = body(outbox)
    assert subject.startswith("Your proposal is not included in the plan adopted on 10 March 2026: ")
    assert "Plan adopted by: Senior Officials Committee" in text


def test_answered_proposal_is_not_announced_any_more(submitted, step, outbox):
    step(submitted, Action.WITHDRAW)
    assert send_due_mail(now=NOW) == 1
    announced, withdrawn = Mail.objects.order_by("id")
    assert (announced.state, announced.last_error) == (
        "withdrawn", "The proposal does not wait for an answer any more.",
    )  # fmt: skip
    assert withdrawn.state == "sent"
    assert [row.state for row in Delivery.objects.order_by("id")] == ["superseded", "sent"]


def test_who_has_moved_to_another_state_is_not_told(submitted, step, liaison, world, outbox):
    Mail.objects.all().update(state="withdrawn")
    step(submitted, Action.ENTER)
    liaison.state = world.tha
    liaison.save()
    assert send_due_mail(now=NOW) == 0
    assert Mail.objects.get(recipient=liaison).state == "withdrawn"
