"""Mails as files: whole, once a Message-ID, in the reader's language first."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from cica_portal.common.mailing.claims import claim, hand_over
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.mailing.transports import outbox_path
from cica_portal.common.models import Mail
from tests.factories import NOW, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def read(outbox, mail):
    return message_from_bytes(outbox_path(outbox, mail.message_id).read_bytes(), policy=default)


def files(outbox):
    return sorted(path.name for path in outbox.iterdir())


def test_due_mail_is_written_and_settled(outbox, queue):
    mail = queue("Good morning")
    assert send_due_mail(now=NOW) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.subject, mail.attempts, mail.last_error) == ("sent", "Good morning", 1, "")
    assert mail.sent_at - NOW < timedelta(seconds=30)
    assert files(outbox) == [outbox_path(outbox, mail.message_id).name]


def test_message_has_its_headers_and_both_languages(outbox, queue, settings):
    mail = queue("Доброе утро", recipient=make_user(language="ru"))
    send_due_mail(now=NOW)
    message = read(outbox, mail)
    assert message["Message-ID"] == mail.message_id
    assert message["To"] == mail.address
    assert message["From"] == settings.DEFAULT_FROM_EMAIL
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "ru, en"
    assert message["Date"].datetime - NOW < timedelta(seconds=30)
    text = message.get_body(["plain"]).get_content()
    assert text.index("ru: Доброе утро") < text.index("en: Доброе утро")
    page = message.get_body(["html"]).get_content()
    assert page.index("ru: Доброе утро") < page.index("en: Доброе утро")


def test_mail_that_is_not_due_waits(outbox, queue):
    queue(at=NOW + timedelta(minutes=1))
    assert send_due_mail(now=NOW) == 0
    assert not outbox.exists()
    assert send_due_mail(now=NOW + timedelta(minutes=1)) == 1


def test_nothing_is_sent_twice(outbox, queue):
    queue()
    assert [send_due_mail(now=NOW) for _time in range(3)] == [1, 0, 0]
    assert len(files(outbox)) == 1


LEASE = timedelta(seconds=30)


@pytest.mark.parametrize("is_handed_over", [False, True])
def test_mail_of_a_sender_that_did_not_come_back_is_sent_after_the_lease(outbox, queue, is_handed_over):
    mail = queue()
    (claimed,) = claim([mail.pk], at=NOW, sender="killed", lease=LEASE)
    if is_handed_over:
        assert hand_over(claimed, subject="Hello", at=NOW, lease=LEASE)
    assert send_due_mail(now=NOW + timedelta(seconds=29)) == 0
    assert send_due_mail(now=NOW + timedelta(seconds=31)) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.doubts) == ("sent", 1 + is_handed_over, int(is_handed_over))
    assert len(files(outbox)) == 1


def test_repeating_a_mail_replaces_its_own_file(outbox, queue):
    """A sender killed after the file was written and before the row was settled."""
    mail = queue()
    send_due_mail(now=NOW)
    Mail.objects.filter(pk=mail.pk).update(state="sending", lease_until=NOW)
    assert send_due_mail(now=NOW + timedelta(minutes=1)) == 1
    assert len(files(outbox)) == 1


@pytest.mark.parametrize(
    "text", ["Seminar\r\nBcc: everybody@example.org", "Seminar\nX-Header: 1", "Seminar\u2028Bcc: a@example.org"]
)
def test_line_breaks_in_a_title_add_no_header(outbox, queue, text):
    mail = queue(text)
    assert send_due_mail(now=NOW) == 1
    message = read(outbox, mail)
    assert sorted(message.keys()) == sorted([
        "Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted", "Content-Language", "MIME-Version",
        "Content-Type",
    ])  # fmt: skip
    assert message["Subject"] == " ".join(text.split())


def test_markup_in_a_text_stays_text(outbox, queue):
    mail = queue('<a href="https://evil.example">Click</a>')
    send_due_mail(now=NOW)
    page = read(outbox, mail).get_body(["html"]).get_content()
    assert "<a " not in page
    assert "&lt;a href=&quot;https://evil.example&quot;&gt;Click&lt;/a&gt;" in page


def test_long_subject_is_cut(outbox, queue):
    mail = queue("long " * 100)
    send_due_mail(now=NOW)
    mail.refresh_from_db()
    assert len(mail.subject) <= 200
    assert mail.subject.endswith("long…")
