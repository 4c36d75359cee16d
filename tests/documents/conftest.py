import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cbm_events.models import Event
from tests.cast import World
from tests.factories import make_event

PDF = b"%PDF-1.7\n%%EOF"
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
ABOUT = {
    "kind": "agenda", "title_en": "Programme", "title_ru": "Программа", "language": "en", "visibility": "member_states",
}  # fmt: skip


def office(kind: str = "docx", more: dict[str, bytes] | None = None) -> bytes:
    """A small file of an office program; `more` are further parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", PARTS[kind]):
            archive.writestr(name, f"<{name}/>")
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def declaring(content: bytes, size: int) -> bytes:
    """The same zip whose directory says that its first entry unpacks to so many bytes."""
    at = content.index(b"PK\x01\x02") + 24
    return content[:at] + struct.pack("<L", size) + content[at + 4 :]


def upload(content: bytes = PDF, name: str = "programme.pdf", content_type: str = "application/pdf"):
    return SimpleUploadedFile(name, content, content_type)


@pytest.fixture(autouse=True)
def media(at_now, settings, tmp_path: Path) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def stored(media: Path) -> Callable[[], list[str]]:
    """Names of the files in the store, from its root."""
    return lambda: sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


@pytest.fixture
def event(world: World) -> Event:
    return make_event(visibility="public")


@pytest.fixture
def browser(world: World, client_as: Callable[..., Client]) -> Client:
    """An editor's."""
    return client_as("editor")


@pytest.fixture
def send(browser: Client, event: Event):
    """Add a document to the event: the file, and what is said about it."""

    def post(file=None, client: Client | None = None, **typed: str):
        sent = ABOUT | typed | ({"file": file} if file is not None else {})
        return (client or browser).post(f"/events/{event.public_id}/documents/new/", sent)

    return post
