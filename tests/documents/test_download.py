"""Who gets a file, and as what."""

import pytest

from cbm_events.services import save_event
from cica_portal.common.models import Document
from tests.cast import ROLES
from tests.documents.conftest import upload
from tests.factories import make_act

INSIDE = {"reader", "editor", "administrator"}
# Asked for with GET, with HEAD and for a part of it; there are whole files only.
SEEN, HIDDEN = (200, 200, 200), (404, 404, 404)


@pytest.fixture
def address(send) -> str:
    send(upload(), visibility="public", public_basis="Note of the host")
    return f"/documents/{Document.objects.get().public_id}/"


def answers(client, address: str) -> tuple[int, ...]:
    found = client.get(address), client.head(address), client.get(address, headers={"Range": "bytes=0-3"})
    for answer in found:
        b"".join(answer)
    return tuple(answer.status_code for answer in found)


def headers_of(client, address: str):
    """Of a file that is read to its end, so that it is closed."""
    answer = client.get(address)
    b"".join(answer)
    return answer.headers


@pytest.mark.parametrize("role", ROLES)
def test_file_of_an_event_is_hidden_with_it_at_once(client_as, event, address, role):
    client = client_as(role)
    assert answers(client, address) == SEEN
    event.visibility = "secretariat"
    save_event(event=event, act=make_act())
    assert answers(client, address) == (SEEN if role in INSIDE else HIDDEN)


@pytest.mark.parametrize("role", ROLES)
def test_hidden_document_is_hidden_at_once(client_as, browser, address, role):
    client = client_as(role)
    sent = {"kind": "other", "title_en": "Programme", "language": "en", "visibility": "secretariat", "version": "1"}
    assert browser.post(f"{address}edit/", sent).status_code == 302
    assert answers(client, address) == (SEEN if role in INSIDE else HIDDEN)


def test_store_has_no_address_of_its_own(browser, address):
    assert browser.get(f"/media/{Document.objects.get().file.name}").status_code == 404


def test_file_is_an_attachment_that_runs_nothing(browser, address):
    headers = headers_of(browser, address)
    assert headers["Content-Disposition"] == 'attachment; filename="Programme.pdf"'
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "private, no-store")


TITLES = {
    "Программа": "attachment; filename*=utf-8''%D0%9F%D1%80%D0%BE%D0%B3%D1%80%D0%B0%D0%BC%D0%BC%D0%B0.pdf",
    "../../etc/passwd": 'attachment; filename="_.._etc_passwd.pdf"',
    'A "quoted" title': 'attachment; filename="A _quoted_ title.pdf"',
    "invoice\u202efdp.exe": 'attachment; filename="invoicefdp.exe.pdf"',
    "note.pdf": 'attachment; filename="note.pdf"',
    "...": 'attachment; filename="document.pdf"',
    "n" * 300: f'attachment; filename="{"n" * 100}.pdf"',
}


@pytest.mark.parametrize("title", TITLES)
def test_name_for_the_reader_comes_from_the_title(send, browser, title):
    send(upload(), title_en=title)
    address = f"/documents/{Document.objects.get().public_id}/"
    assert headers_of(browser, address)["Content-Disposition"] == TITLES[title]


def test_file_that_is_lost_is_not_found(browser, address):
    file = Document.objects.get().file
    file.storage.delete(str(file.name))
    assert answers(browser, address) == HIDDEN
