"""Mails that are claimed, read and rendered together, and still leave one by one."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from cica_portal.common.mailing import claims, registry, sweep
from cica_portal.common.mailing.ledger import postpone
from cica_portal.common.mailing.letters import Letter, Withdrawn
from cica_portal.common.mailing.messages import compose
from cica_portal.common.mailing.rendering import Rendered, Renderer
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.models import Mail
from tests.factories import NOW, make_user
from tests.mail.smtp_server import DROP
from tests.mail.test_smtp_phases import body_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LEASE = timedelta(seconds=30)


def read_together(mails, *, at):
    """A reader of notes; one note in the batch can be one that breaks the reading of all."""
    texts = {mail.pk: mail.context["text"] for mail in mails}
    if "breaks the batch" in texts.values():
        raise ValueError("this row breaks the reading")

    def write(mail):
        if texts[mail.pk] == "pointless":
            raise Withdrawn("Nothing to say.")
        return Letter(
            words=lambda language: {"text": f"{texts[mail.pk]} {mail.address}"}, key=(texts[mail.pk], mail.pk)
        )

    return write


@pytest.fixture
def together(queue):
    registry.register("note", reader=f"{__name__}.read_together", repeat_when_unknown=True)
    return queue


def states():
    return list(Mail.objects.order_by("id").values_list("state", "attempts"))


def test_row_that_breaks_the_reading_of_its_batch_waits_and_the_others_go(outbox, together):
    for text in ("First", "breaks the batch", "Second"):
        together(text)
    assert send_due_mail(now=NOW) == 2
    assert states() == [("sent", 1), ("queued", 1), ("sent", 1)]


def test_mails_without_purpose_are_withdrawn_one_by_one(outbox, together):
    for text in ("First", "pointless", "Second"):
        together(text)
    assert send_due_mail(now=NOW) == 2
    assert states() == [("sent", 1), ("withdrawn", 1), ("sent", 1)]


def test_queries_grow_by_two_a_mail_and_not_more(outbox, together, django_assert_max_num_queries):
    for number in range(20):
        together(f"Note {number}", recipient=make_user())
    # Each with a transaction of its own, beside what is asked once for all.
    with django_assert_max_num_queries(20 * 4 + 16):
        assert send_due_mail(now=NOW) == 20


def test_pass_goes_on_until_nothing_is_due(outbox, queue, monkeypatch):
    monkeypatch.setattr(sweep, "CHUNK", 3)
    for number in range(8):
        queue(f"Note {number}")
    assert send_due_mail(now=NOW) == 8


def test_what_was_read_too_long_ago_goes_back_and_is_read_anew(outbox, queue, monkeypatch):
    for number in range(3):
        queue(f"Note {number}")
    with monkeypatch.context() as patched:
        patched.setattr(sweep, "LONGEST", 0.1)
        patched.setattr(sweep, "FRESH", 0)
        assert send_due_mail(now=NOW) == 0
    assert states() == [("queued", 0)] * 3
    assert send_due_mail(now=NOW) == 3


def test_rest_of_a_batch_goes_back_unharmed_when_the_server_breaks(smtp, queue):
    smtp.script.answer = lambda step, recipient, number: DROP if step == "MAIL" else None
    for number in range(6):
        queue(f"Note {number}")
    assert send_due_mail(now=NOW) == 0
    assert states() == [("queued", 1)] * 2 + [("queued", 0)] * 4
    smtp.script.answer = lambda step, recipient, number: None
    assert send_due_mail(now=NOW) == 4


def test_server_that_goes_away_in_the_middle_costs_no_attempt(smtp, queue, monkeypatch):
    mails = [queue(f"Note {number}") for number in range(3)]

    def drop_all(step, recipient, number):
        if number == 1 and step == "DOT":
            smtp.stop()
        return "421 going down" if number == 1 and step == "DOT" else None

    smtp.script.answer = drop_all
    assert send_due_mail(now=NOW) == 0
    assert states() == [("queued", 1), ("queued", 0), ("queued", 0)]
    assert Mail.objects.get(pk=mails[1].pk).last_error.startswith("ConnectionRefusedError")


def test_claim_that_is_lost_in_the_middle_does_not_leave(outbox, queue, monkeypatch):
    """Another sender thought that this one was dead."""
    mails = [queue(f"Note {number}") for number in range(3)]
    hand_over = claims.hand_over

    def lose_the_second(mail, **named):
        if mail.pk == mails[1].pk:
            Mail.objects.filter(pk=mail.pk).update(claimed_by="another")
        return hand_over(mail, **named)

    monkeypatch.setattr(claims, "hand_over", lose_the_second)
    assert send_due_mail(now=NOW) == 2
    assert states() == [("sent", 1), ("sending", 1), ("sent", 1)]
    assert len(list(outbox.iterdir())) == 2


def test_same_words_are_rendered_once_and_each_gets_its_own(queue, monkeypatch):
    asked = []

    def words(language):
        asked.append(language)
        return {"text": "Same"}

    def letter(own):
        return Letter(words=words, own=lambda language: {"text": f"{own} & {language}"}, key="same")

    renderer, mails = Renderer(), [queue(), queue()]
    first, second = (renderer.render(mail, letter(own)) for mail, own in zip(mails, ("<A>", "B"), strict=True))
    assert asked == ["en", "ru"]
    assert "en: <A> & en" in first.text
    assert "en: B & en" in second.text
    assert "ru: B & ru" in second.text
    assert "en: &lt;A&gt; &amp; en" in first.html
    assert "<A>" not in first.html + second.html + second.text


def test_key_does_not_mix_languages_and_kinds(queue):
    renderer = Renderer()
    letter = Letter(words=lambda language: {"text": "Same"}, key="same")
    english = renderer.render(queue(), letter)
    russian = renderer.render(queue(recipient=make_user(language="ru")), letter)
    assert english.text.index("en: Same") < english.text.index("ru: Same")
    assert russian.text.index("ru: Same") < russian.text.index("en: Same")


def composed(queue, *, subject="Hello", text="Text", headers=None, address=None):
    mail = queue()
    mail.address = address or mail.address
    return compose(mail, Rendered(subject, text, f"<p>{text}</p>", {}, headers or {}), at=NOW)


@pytest.mark.parametrize(
    "subject", ["Plain", "Семинар по гигиене " * 9 + "здесь", "Ünïcode", "=?utf-8?b?QmNj?=", "a" * 200, "Тема\u200bx"]
)
def test_subject_arrives_as_it_is(queue, subject):
    message = message_from_bytes(composed(queue, subject=subject).content, policy=default)
    assert message["Subject"] == subject
    assert all(len(line) <= 998 for line in composed(queue, subject=subject).content.split(b"\r\n"))


@pytest.mark.parametrize("value", ["a\r\nBcc: x@example.org", "a\nb", "a\0b", "a\x7fb"])
def test_header_with_a_control_character_is_refused(queue, value):
    with pytest.raises(ValueError, match="control character"):
        composed(queue, headers={"References": value})


def test_address_of_a_national_domain_is_written_as_the_network_knows_it(queue):
    message = composed(queue, address="liaison@почта.example")
    assert message.recipient == "liaison@xn--80a1acny.example"
    message.content.decode("ascii")


def test_texts_are_quoted_printable_with_short_lines_in_ascii(queue):
    message = composed(queue, text="Ж" * 3000 + "\r\n.\nFrom me\n--=_the-other-version\ntrailing \n")
    lines = message.content.decode("ascii").split("\r\n")
    assert max(map(len, lines)) <= 78
    assert "\n" not in message.content.replace(b"\r\n", b"").decode()
    parsed = message_from_bytes(message.content, policy=default)
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    assert body_of(message.content) == "Ж" * 3000 + "\n.\nFrom me\n--=_the-other-version\ntrailing "
    assert parsed.defects == []


def test_postponed_mail_is_not_taken_for_one_that_was_handed_over(queue):
    mail = queue()
    (claimed,) = claims.claim([mail.pk], at=NOW, sender="one", lease=LEASE)
    claims.hand_over(claimed, subject="Note", at=NOW, lease=LEASE)
    postpone(claimed, at=NOW, reason="busy")
    row = Mail.objects.get(pk=mail.pk)
    (again,) = claims.claim([mail.pk], at=row.not_before, sender="two", lease=LEASE)
    assert again.handed_at is None
