"""What is stored of all that people and programs send, and under which names."""

import re
import struct
import tracemalloc

import pytest
from django.core.exceptions import ValidationError

from cica_portal.common.files import type_of
from cica_portal.common.models import Change, Document
from tests.documents.conftest import PDF, declaring, office, upload

OFFICE = "application/vnd.openxmlformats-officedocument"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPG = b"\xff\xd8\xff\xe0" + b"\0" * 20
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
POLYGLOT = b"GIF89a/*\x01\0*/=alert(1)//"
# Octets, with the page that refuses.
MOST_MEMORY = 20_000_000

GOOD = {
    "programme.pdf": (PDF, "application/pdf"),
    "scan.PDF": (PDF, "application/pdf"),
    "Программа встречи.docx": (office("docx"), f"{OFFICE}.wordprocessingml.document"),
    "list.xlsx": (office("xlsx"), f"{OFFICE}.spreadsheetml.sheet"),
    "slides.pptx": (office("pptx"), f"{OFFICE}.presentationml.presentation"),
    "photo.png": (PNG, "image/png"),
    "photo.jpg": (JPG, "image/jpeg"),
    "photo.jpeg": (JPG, "image/jpeg"),
    "note.txt": ("Записка".encode(), "text/plain; charset=utf-8"),
    "list.csv": ("\ufeffState;Day\r\nKAZ;1".encode(), "text/csv; charset=utf-8"),
    "photo.php.jpg": (JPG, "image/jpeg"),
}
BAD = {
    "picture.svg": SVG,
    "page.html": HTML,
    "page.xhtml": HTML,
    "feed.xml": b"<?xml version='1.0'?><a/>",
    "picture.gif": POLYGLOT,
    "polyglot.jpg": POLYGLOT,
    "page.pdf": HTML,
    "picture.png": SVG,
    "page.txt": HTML,
    "picture.txt": b"\n  " + SVG,
    "paper.txt": PDF,
    "zip.csv": office(),
    "windows.txt": "Записка".encode("cp1251"),
    "photo.jpg.php": JPG,
    "macros.docm": office(),
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a%00.png": PNG,
    "../../x": PDF,
    "pdf": PDF,
    ".pdf": PDF,
    "n" * 300 + ".pdf": PDF,
    "photo.png": JPG,
    "sheet.docx": office("xlsx"),
    "zip.docx": b"PK\x03\x04" + b"\0" * 40,
    "before.docx": HTML + office(),
    "after.docx": office() + HTML,
    "macros.docx": office(more={"word/vbaProject.bin": b"x"}),
    "outside.docx": office(more={"../../etc/passwd": b"x"}),
    "empty.pdf": b"",
}


@pytest.mark.parametrize("name", GOOD)
def test_known_type_is_stored_and_served_as_itself(send, browser, stored, name):
    content, content_type = GOOD[name]
    assert send(upload(content, name, "text/html")).status_code == 302
    document = Document.objects.get()
    page = browser.get(f"/documents/{document.public_id}/")
    assert (b"".join(page), page.headers["Content-Type"]) == (content, content_type)
    assert stored() == [document.file.name]
    assert re.fullmatch(r"documents/2026/[0-9a-f]{32}\.[a-z]{3,4}", str(document.file.name))


@pytest.mark.parametrize("name", BAD)
def test_everything_else_is_refused_and_nothing_is_stored(send, stored, name):
    answer = send(upload(BAD[name], name, "image/png"))
    assert answer.status_code == 422
    assert [problem.anchor for problem in answer.context["problems"]] == ["id_file"]
    assert (stored(), Document.objects.count(), Change.objects.filter(kind="document").count()) == ([], 0, 0)


@pytest.mark.parametrize("name", ["a\0.png", "turned\u202egnp.pdf", "../x.pdf", "..\\x.pdf", "a\n.pdf", "C:x.pdf"])
def test_name_that_no_form_cleaned_is_refused(name):
    with pytest.raises(ValidationError) as refusal:
        type_of(name)
    assert refusal.value.code == "name"


def test_path_in_a_name_leads_nowhere(send, stored):
    assert send(upload(PDF, "../../x.pdf")).status_code == 302
    assert stored() == [Document.objects.get().file.name]


BOMBS = {
    "large": declaring(office(), 300_000_000),
    "dense": office(more={"word/media.bin": b"\0" * 2_000_000}),
    "many": office(more={f"part{number}": b"" for number in range(2_001)}),
    "zip64": office()[:-22] + b"PK\x06\x07" + b"\0" * 16 + office()[-22:],
    "directory": office()[:-10] + struct.pack("<L", 50_000_000) + office()[-6:],
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_zip_that_declares_too_much_is_refused_unopened(send, stored, bomb):
    tracemalloc.start()
    try:
        assert send(upload(BOMBS[bomb], "report.docx")).status_code == 422
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MOST_MEMORY
    assert (stored(), Document.objects.count()) == ([], 0)


def test_size_has_a_limit(send, settings, stored):
    settings.UPLOAD_LIMIT = 1_000_000
    exact, over = (PDF + b"\n" * (size - len(PDF)) for size in (1_000_000, 1_000_001))
    assert (send(upload(over)).status_code, stored()) == (422, [])
    assert send(upload(exact)).status_code == 302
