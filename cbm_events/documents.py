"""Documents of events: added, revised, put into the other language, shown to more or fewer people, removed.

A file is stored before the transaction, under a random name, and taken away again if the row is refused.
The file of a removed document stays, so that the removal can be undone from the log.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from cbm_events.models import Event
from cica_portal.common import history
from cica_portal.common.audiences import audiences_that_see
from cica_portal.common.files import check_file
from cica_portal.common.models import Document


def next_revision(document: Document) -> Document:
    """A new row for the next revision of a document, in its language and with what is said about it."""
    rows = Document.objects.filter(series=document.series, language=document.language)
    last: int = rows.aggregate(last=Max("revision"))["last"] or 0
    return _successor(document, revision=last + 1, language=document.language)


def other_language(document: Document) -> Document:
    """A new row for the same revision of a document in the other language."""
    return _successor(document, revision=document.revision, language="en" if document.language == "ru" else "ru")


def _successor(document: Document, *, revision: int, language: str) -> Document:
    return Document(
        series=document.series, revision=revision, language=language, kind=document.kind, symbol=document.symbol,
        title_en=document.title_en, title_ru=document.title_ru, visibility=document.visibility,
        public_basis=document.public_basis,
    )  # fmt: skip


def add_document(*, event: Event, document: Document, act: history.Act, file: Any = None) -> Document:
    """Store a document of an event: the file if there is one, else its address stands in the row.

    Raises ValidationError, also when another has added the same revision in the same language.
    """
    document.subject_kind, document.subject_key = Event.record_kind, event.public_id
    if file is None:
        check_document(event=event, document=document)
        history.save(document, act=act)
        return document
    document.file = new_file_name(file, year=act.at.year)
    check_document(event=event, document=document)
    store_with_file(document, file, act=act)
    return document


def new_file_name(file: Any, *, year: int) -> str:
    """Nothing of the sender's name but a known extension. Raises ValidationError for what is not stored."""
    try:
        kind = check_file(name=file.name, file=file, most_bytes=settings.UPLOAD_LIMIT)
    except ValidationError as error:
        raise ValidationError({"file": error}) from error
    return f"documents/{year}/{secrets.token_hex(16)}.{kind.extension}"


def store_with_file(document: Document, file: Any, *, act: history.Act) -> None:
    storage = document.file.storage
    document.file = storage.save(document.file.name, file)
    try:
        with history.batch(act) as batch:
            batch.create(document)
    except BaseException:
        storage.delete(document.file.name)
        raise


def save_document(*, event: Event, document: Document, act: history.Act, version: int | None = None) -> Document:
    """Store new titles, language or visibility. Raises StaleVersion."""
    check_document(event=event, document=document)
    history.save(document, act=act, version=version)
    return document


def remove_document(*, document: Document, act: history.Act, version: int | None = None) -> None:
    """Take the document away; history keeps its row, the storage its file.

    Raises StaleVersion, and ValidationError for a document to which an outcome refers.
    """
    if document.outcomes.exists():
        raise ValidationError(_("An outcome of the event refers to this document. Change the outcome first."))
    with history.batch(act) as batch:
        batch.edit(document, version=version)
        batch.remove(document)


def check_document(*, event: Event, document: Document) -> None:
    document.full_clean()
    if not audiences_that_see(document.visibility) <= audiences_that_see(event.visibility):
        raise ValidationError({"visibility": _("The document cannot be seen by more people than its event.")})
