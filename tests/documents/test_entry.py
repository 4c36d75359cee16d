"""Adding, editing and removing a document: who, with which history, and what stays."""

import pytest

from cica_portal.common import history
from cica_portal.common.models import Change, Document
from tests.cast import ROLES
from tests.documents.conftest import ABOUT, PDF, upload
from tests.factories import make_document, make_event
from tests.page_forms import values_sent

EDITORS = {"editor", "administrator"}


@pytest.fixture
def document(event) -> Document:
    return make_document(subject_key=event.public_id, visibility="member_states", title_en="Note")


def edit_url(document: Document) -> str:
    return f"/documents/{document.public_id}/edit/"


def edited(browser, document, **typed):
    return browser.post(edit_url(document), ABOUT | {"version": document.version} | typed)


def problems(answer) -> list[str]:
    return [problem.anchor for problem in answer.context["problems"]]


def changes() -> list[Change]:
    return list(Change.objects.filter(kind="document"))


@pytest.mark.both
def test_file_is_added_with_history(send, editor, event, stored):
    answer = send(upload(), reason="Sent by the host", note="By mail")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/events/{event.public_id}/")
    document = Document.objects.get()
    assert (document.subject_kind, document.subject_key, document.visibility) == (
        "event", event.public_id, "member_states",
    )  # fmt: skip
    [change] = changes()
    assert (change.actor, change.action, change.reason, change.note) == (
        editor, "created", "Sent by the host", "By mail",
    )  # fmt: skip
    assert change.after["file"] == document.file.name == stored()[0]


def test_address_is_added_in_place_of_a_file(send, stored):
    assert send(url="https://example.org/note").status_code == 302
    assert (Document.objects.get().url, stored()) == ("https://example.org/note", [])


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.org/x", "data:text/html,x"])
def test_only_addresses_of_the_web_are_taken(send, address):
    assert problems(send(url=address)) == ["id_url"]


def test_file_and_address_together_or_neither_are_refused(send, stored):
    both, neither = send(upload(), url="https://example.org/note"), send()
    assert (problems(both), problems(neither), stored()) == (["id_file"], ["id_file"], [])


def test_public_document_needs_its_basis(send, stored):
    assert problems(send(upload(), visibility="public")) == ["id_public_basis"]
    assert stored() == []
    assert send(upload(), visibility="public", public_basis="Note of the host of 2 March").status_code == 302


def test_document_is_not_seen_by_more_people_than_its_event(browser, stored):
    hidden = make_event(visibility="secretariat")
    sent = ABOUT | {"file": upload()}
    answer = browser.post(f"/events/{hidden.public_id}/documents/new/", sent)
    assert (answer.status_code, problems(answer), stored()) == (422, ["id_visibility_0"], [])


def test_form_sent_twice_adds_one_document(browser, send):
    sent = {"public_id": "abcdefghjk"}
    assert [send(upload(), **sent).status_code, send(upload(), **sent).status_code] == [302, 302]
    assert Document.objects.count() == 1


@pytest.mark.both
def test_file_goes_when_its_row_is_refused(send, browser, monkeypatch, stored):
    browser.raise_request_exception = False
    seen = []

    def fail(batch):
        seen.extend(stored())
        raise RuntimeError

    monkeypatch.setattr(history.Batch, "close", fail)
    assert send(upload()).status_code == 500
    assert (len(seen), stored(), Document.objects.count()) == (1, [], 0)


@pytest.mark.parametrize("role", ROLES)
def test_only_editors_add_edit_and_remove(client_as, send, document, stored, role):
    client = client_as(role)
    status = 302 if role in EDITORS else 403 if role in {"reader", "liaison", "other_liaison"} else 404
    assert send(upload(), client=client).status_code == (302 if role in EDITORS else 403)
    assert len(stored()) == (1 if role in EDITORS else 0)
    assert edited(client, document).status_code == status
    assert edited(client, document, remove="1", version=2 if role in EDITORS else 1).status_code == status
    assert Document.objects.filter(pk=document.pk).exists() == (role not in EDITORS)


@pytest.mark.both
def test_edit_changes_titles_and_visibility_with_history(browser, document):
    form = values_sent(browser.get(edit_url(document)))
    sent = form | {"title_en": "Note verbale", "visibility": "secretariat", "reason": "Wrong circle"}
    assert browser.post(edit_url(document), sent).status_code == 302
    document.refresh_from_db()
    assert (document.title_en, document.visibility, document.version) == ("Note verbale", "secretariat", 2)
    assert changes()[0].after == {"title_en": "Note verbale", "visibility": "secretariat"}


@pytest.mark.both
@pytest.mark.parametrize("typed", [{}, {"remove": "1"}])
def test_second_saver_is_told(browser, document, typed):
    assert edited(browser, document, title_en="First").status_code == 302
    answer = edited(browser, document, title_en="Second", **typed)
    assert (answer.status_code, Document.objects.get().title_en) == (409, "First")
    assert values_sent(answer)["version"] == "2"


@pytest.mark.both
def test_removal_is_a_change_and_leaves_the_file(browser, send, stored):
    send(upload())
    document = Document.objects.get()
    answer = browser.post(edit_url(document), {"version": "1", "remove": "1", "reason": "Replaced"})
    assert (answer.status_code, Document.objects.count(), stored()) == (302, 0, [document.file.name])
    assert (changes()[0].action, changes()[0].reason) == ("removed", "Replaced")
    assert browser.get(f"/documents/{document.public_id}/").status_code == 404


def test_removal_is_undone_from_the_log_with_its_file(browser, send):
    send(upload())
    document = Document.objects.get()
    browser.post(edit_url(document), {"version": "1", "remove": "1"})
    page = f"/log/changes/{changes()[0].pk}/undo/"
    assert browser.post(page).status_code == 302
    assert b"".join(browser.get(f"/documents/{document.public_id}/")) == PDF
