"""A file that was added is only ever saved: no kind of it opens in the window, whatever it holds."""

from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Download, Error, Page

from cica_portal.common.files import BY_EXTENSION
from cica_portal.common.models import Document
from tests import factories
from tests.cast import World, signed_in
from tests.documents.conftest import ABOUT, office, upload

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MARKUP = b"<img src=x onerror=alert(document.domain)>"
SCRIPTED_PDF = b"""%PDF-1.7
1 0 obj <</Type /Catalog /Pages 2 0 R /OpenAction 4 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /AA <</O 4 0 R>>>> endobj
4 0 obj <</S /JavaScript /JS (app.alert\\(1\\); this.submitForm\\("https://example.org/"\\))>> endobj
trailer <</Root 1 0 R>>
%%EOF"""
HOSTILE = {
    "pdf": SCRIPTED_PDF,
    "png": b"\x89PNG\r\n\x1a\n" + MARKUP,
    "jpg": b"\xff\xd8\xff\xe0" + MARKUP,
    "jpeg": b"\xff\xd8\xff\xe0" + MARKUP,
    "txt": MARKUP,
    "csv": MARKUP + b";1",
    **{kind: office(kind, {"page.html": MARKUP}) for kind in ("docx", "xlsx", "pptx")},
}


@pytest.fixture
def event_page(page: Page, world: World, editor, settings, tmp_path: Path, at_now) -> Page:
    """The page of a public event to which an editor has added each of these files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    event = factories.make_event(visibility="public", title_ru="Семинар")
    for kind, content in HOSTILE.items():
        about = ABOUT | {"title_en": kind, "visibility": "public", "public_basis": "Note of the host"}
        sent = about | {"file": upload(content, f"file.{kind}", "text/html")}
        answer = signed_in(editor).post(f"/events/{event.public_id}/documents/new/", sent)
        assert answer.status_code == 302
    page.goto(f"/events/{event.public_id}/")
    return page


def test_every_accepted_kind_is_tried():
    assert HOSTILE.keys() == BY_EXTENSION.keys()


def test_a_hostile_file_becomes_a_download_and_runs_nothing(event_page: Page):
    happened: list[str] = []
    event_page.on("dialog", lambda dialog: happened.append(f"dialog: {dialog.message}"))
    event_page.on("pageerror", lambda error: happened.append(f"script: {error}"))
    event_page.on("framenavigated", lambda frame: happened.append(f"navigated: {frame.url}"))
    event_page.context.on("page", lambda opened: happened.append(f"window: {opened.url}"))
    for document in Document.objects.all():
        for download in (by_link(event_page, document), by_address(event_page, document)):
            assert download.path().read_bytes() == HOSTILE[document.title_en]
            assert download.suggested_filename == f"{document.title_en}.{Path(str(document.file.name)).suffix[1:]}"
    assert happened == []


def by_link(page: Page, document: Document) -> Download:
    with page.expect_download() as found:
        page.locator(f'main a[href="{address_of(document)}"]').first.click()
    return found.value


def by_address(page: Page, document: Document) -> Download:
    """Typed into the window; Playwright says that a download began in place of a page."""
    with page.expect_download() as found, suppress(Error):
        page.goto(address_of(document))
    return found.value


def address_of(document: Document) -> str:
    return f"/documents/{document.public_id}/"
