"""Rules over one row that the database keeps: documents, drafts, deliveries, numbers."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from cica_portal.common.models import AddressFlag, AudienceChange, Delivery, Document, Draft, Mail, MailStop, Receipt
from tests import factories
from tests.constraints import Case, assert_refused_by_database, assert_says, each, with_message

pytestmark = [pytest.mark.both, pytest.mark.django_db]

FILE_OR_URL = "Add either a file or an address."


def document(**values) -> Document:
    defaults = {
        "subject_kind": "event", "subject_key": "one", "language": "en", "title_en": "Title",
        "url": "https://example.org/",
    }  # fmt: skip
    return Document(**defaults | values)


def document_again() -> Document:
    first = factories.make_document()
    return document(series=first.series, revision=first.revision)


def draft_again() -> Draft:
    first = factories.make_draft()
    return Draft(author=first.author, kind=first.kind, payload={}, saved_at=factories.NOW)


def delivery(**values) -> Delivery:
    defaults = {
        "subject_kind": "event", "subject_key": "one", "rule_key": "rule", "occurrence": date(2026, 5, 1),
        "due_at": factories.NOW, "planned_at": factories.NOW,
    }  # fmt: skip
    return Delivery(**defaults | values)


def delivery_again() -> Delivery:
    recipient = factories.make_user()
    delivery(recipient=recipient).save()
    return delivery(recipient=recipient, state="sent")


def delivery_to_contact_again() -> Delivery:
    delivery(contact="abc").save()
    return delivery(contact="abc", state="sent")


def receipt_again() -> Receipt:
    values = {"owner": "user:abc", "key": "k", "fingerprint": "f", "claim": "c", "claimed_at": factories.NOW}
    Receipt.objects.create(**values)
    return Receipt(**values)


def notice_again() -> AudienceChange:
    values = {"audience": "public", "number": 1000, "kind": "event", "subject_id": "one", "at": factories.NOW}
    AudienceChange.objects.create(**values)
    return AudienceChange(**values, gone=True)


def flag_again() -> AddressFlag:
    first = factories.make_address_flag()
    return AddressFlag(address=first.address, refusals=3, raised_at=factories.NOW)


def stop_again() -> MailStop:
    factories.make_mail_stop()
    return MailStop(raised_at=factories.NOW)


CASES = [
    Case("address_flag_once", "This address is flagged already.", flag_again),
    Case("mail_stop_once", "All sending is stopped already.", stop_again),
    Case("document_has_title", "Enter the title in English or in Russian.", lambda: document(title_en="")),
    Case(
        "document_public_has_basis",
        "Say on what basis the document is public.",
        lambda: document(visibility="public"),
    ),
    Case("document_file_or_url", FILE_OR_URL, lambda: document(url="")),
    Case("document_file_or_url", FILE_OR_URL, lambda: document(file=ContentFile(b"text", name="both.txt"))),
    Case("document_revision_once", "Somebody else has added this revision already.", document_again),
    Case("draft_once_per_author", "", draft_again),
    Case("delivery_once", "", delivery_again),
    Case("delivery_once_to_contact", "", delivery_to_contact_again),
    Case("delivery_has_one_reader", "", delivery),
    Case("delivery_has_one_reader", "", lambda: delivery(contact="abc", recipient=factories.make_user())),
    Case("audience_change_once", "", notice_again),
    Case("receipt_once", "", receipt_again),
]


@with_message(CASES)
def test_rule_has_a_message(case: Case):
    assert_says(case)


@each(CASES)
def test_rule_is_kept_by_the_database(case: Case):
    assert_refused_by_database(case)


def test_mail_has_one_message_id():
    values = {
        "message_id": "<one@portal>", "address": "a@example.org", "language": "en", "template": "test",
        "not_before": factories.NOW, "created_at": factories.NOW,
    }  # fmt: skip
    Mail.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.create(**values)


def test_drafts_of_two_authors_stand_side_by_side():
    first = factories.make_draft()
    factories.make_draft(kind=first.kind)
    assert Draft.objects.filter(kind=first.kind).count() == 2
