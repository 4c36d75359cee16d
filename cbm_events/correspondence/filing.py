"""Letters as files: each filed with its event for the Secretariat, several together in one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.db.models import QuerySet

from cbm_events.correspondence.paper import docx_of, file_name, stem_of
from cbm_events.documents import add_document
from cbm_events.models import Event, Letter, LetterForm, LetterKind
from cica_portal.common import history
from cica_portal.common.audiences import Audience
from cica_portal.common.models import Document, DocumentKind

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def file_letter(*, letter: Letter, event: Event, act: history.Act) -> Document:
    """A document of the event under the letter's symbol; it can be filed once, and later revisions follow it there."""
    document = Document(
        kind=document_kind(letter),
        symbol=letter.symbol,
        series=letter.public_id,
        language=letter.language,
        visibility=Audience.SECRETARIAT,
        **{f"title_{letter.language}": letter.subject[:300]},
    )
    return add_document(event=event, document=document, file=ContentFile(docx_of(letter), file_name(letter)), act=act)


def documents_of(letter: Letter) -> QuerySet[Document]:
    """What is filed of it: the draft, and the revisions that people added; the latest first."""
    return Document.objects.filter(series=letter.public_id).order_by("-revision", "-id")


def document_kind(letter: Letter) -> DocumentKind:
    if letter.form == LetterForm.NOTE:
        return DocumentKind.NOTE_VERBALE
    return DocumentKind.INVITATION if letter.kind == LetterKind.INVITATION else DocumentKind.OTHER


def archive_of(letters: Sequence[Letter]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for letter in letters:
            archive.writestr(zipfile.ZipInfo(file_name(letter), ZIP_EPOCH), docx_of(letter))
    return packed.getvalue()


def archive_name(letters: Sequence[Letter]) -> str:
    """ "CICA-2026-014.zip", after the first."""
    return f"{stem_of(letters[0])}.zip"
