"""Revisions and languages of one document: what is current, what stays listed, and two who add at once."""

import re

import pytest
from django.db import IntegrityError

from cica_portal.common.models import Change, Document
from tests.documents.conftest import ABOUT, PDF, upload
from tests.factories import make_document
from tests.page_forms import values_sent
from tests.pages.reading import elements, page_of, words


@pytest.fixture
def document(event) -> Document:
    return make_document(
        subject_key=event.public_id, title_en="Concept note", title_ru="Концепция", kind="concept_note",
        symbol="CICA/2026/14",
    )  # fmt: skip


def address(document: Document, what: str) -> str:
    return f"/documents/{document.public_id}/{what}/"


def add(browser, document: Document, what: str, content: bytes = PDF, **typed: str):
    path = address(document, what)
    form = values_sent(browser.get(path))
    return browser.post(path, form | typed | {"file": upload(content)})


def series() -> list[tuple[str, int, str]]:
    rows = Document.objects.order_by("language", "revision")
    return [(row.language, row.revision, row.symbol) for row in rows]


def listed(answer, name: str) -> list[str]:
    (section,) = elements(page_of(answer), "section", **{"aria-labelledby": "documents"})
    return [words(found) for found in elements(section, name, folded=True)]


def texts(client, event) -> list[str]:
    return listed(client.get(f"/events/{event.public_id}/"), "a")


def test_revision_takes_the_place_of_the_file_and_keeps_what_is_said_of_it(browser, client_as, document, event):
    assert add(browser, document, "revision", PDF + b"2").status_code == 302
    assert series() == [("en", 1, "CICA/2026/14"), ("en", 2, "CICA/2026/14")]
    latest = Document.objects.get(revision=2)
    assert (latest.series, latest.kind, latest.title_ru) == (document.series, "concept_note", "Концепция")
    shown = texts(client_as("liaison"), event)
    assert shown == ["Concept note", "Revision 1, English: Concept note"]
    assert b"".join(client_as("liaison").get(f"/documents/{latest.public_id}/").streaming_content) == PDF + b"2"


def test_other_language_stands_in_the_same_line(browser, client_as, document, event):
    add(browser, document, "translation")
    assert series() == [("en", 1, "CICA/2026/14"), ("ru", 1, "CICA/2026/14")]
    (line,) = listed(client_as("liaison").get(f"/events/{event.public_id}/"), "li")
    said = r"Concept note Concept note · CICA/2026/14 · English · Русский, Concept note · \d+ \w+ 2026"
    assert re.fullmatch(said, line)
    russian = client_as("liaison").get(f"/ru/events/{event.public_id}/")
    assert listed(russian, "a")[0] == "Концепция"


def test_language_that_is_there_is_not_added_again(browser, document):
    add(browser, document, "translation")
    answer = browser.get(address(document, "translation"), follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert said[-1] == "The text in this language is there already."
    form = ABOUT | {"revision": "1", "file": upload()}
    assert browser.post(address(document, "translation"), form).status_code == 422
    assert len(series()) == 2


def test_each_language_has_revisions_of_its_own(browser, document):
    add(browser, document, "translation")
    russian = Document.objects.get(language="ru")
    add(browser, russian, "revision")
    add(browser, russian, "revision")
    assert [row[:2] for row in series()] == [("en", 1), ("ru", 1), ("ru", 2), ("ru", 3)]


def test_second_who_adds_the_same_revision_is_told_first(browser, client_as, document):
    colleague, path = client_as("administrator"), address(document, "revision")
    mine, theirs = (values_sent(client.get(path)) for client in (browser, colleague))
    assert colleague.post(path, theirs | {"file": upload()}).status_code == 302
    page = browser.post(path, mine | {"file": upload()})
    assert (page.status_code, len(series())) == (409, 2)
    assert "Somebody else has added this revision already." in page.content.decode()
    again = values_sent(page)
    assert browser.post(path, again | {"file": upload()}).status_code == 302
    assert [row[1] for row in series()] == [1, 2, 3]


def test_race_for_a_revision_ends_in_words_too(browser, document, monkeypatch, stored):
    """The other one is stored between the check and the write."""

    def refuse(*args, **kwargs):
        raise IntegrityError("document_revision_once")

    form = values_sent(browser.get(address(document, "revision")))
    monkeypatch.setattr("cbm_events.views.document_entry.add_document", refuse)
    page = browser.post(address(document, "revision"), form | {"file": upload()})
    assert (page.status_code, stored()) == (409, [])


def test_form_of_a_revision_sent_twice_adds_one(browser, document):
    form = values_sent(browser.get(address(document, "revision")))
    for _time in range(2):
        browser.post(address(document, "revision"), form | {"file": upload()})
    assert [row[1] for row in series()] == [1, 2]


def test_earlier_revision_stays_with_those_who_may_see_it(browser, client_as, document, event):
    """The revision is for the Secretariat: member states still have the earlier one as the current text."""
    add(browser, document, "revision", visibility="secretariat")
    assert texts(client_as("liaison"), event) == ["Concept note"]
    assert texts(client_as("reader"), event) == ["Concept note", "Revision 1, English: Concept note"]
    hidden = Document.objects.get(revision=2)
    assert client_as("liaison").get(f"/documents/{hidden.public_id}/").status_code == 404
    assert b"".join(client_as("reader").get(f"/documents/{hidden.public_id}/").streaming_content) == PDF


def test_only_editors_revise(client_as, document):
    for role, code in (("visitor", 404), ("liaison", 403), ("reader", 403)):
        for what in ("revision", "translation"):
            assert client_as(role).get(address(document, what)).status_code == code


def test_kind_and_symbol_are_edited_with_their_history(browser, document):
    path = address(document, "edit")
    browser.post(path, values_sent(browser.get(path)) | {"kind": "agenda", "symbol": "CICA/2026/15"})
    change = Change.objects.of("document", document.public_id)[0]
    assert change.after == {"kind": "agenda", "symbol": "CICA/2026/15"}
    page = browser.post(path, values_sent(browser.get(path)) | {"kind": "poem"})
    assert [problem.anchor for problem in page.context["problems"]] == ["id_kind"]


@pytest.mark.parametrize("sent", ["", "0", "x", "99999999999"])
def test_nonsense_in_the_number_is_refused(browser, document, sent):
    form = values_sent(browser.get(address(document, "revision"))) | {"revision": sent, "file": upload()}
    assert browser.post(address(document, "revision"), form).status_code == 422
    assert len(series()) == 1
