"""A letter as it is printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from cbm_events.models import Letter, LetterForm
from cica_portal.common.date_words import day_words
from cica_portal.common.papers import Paper, Paragraph, Part, Tone, to_docx


def paper_of(letter: Letter) -> Paper:
    with override(letter.language):
        return Paper(
            title=f"{letter.symbol}. {letter.subject}",
            language="ru" if letter.language == "ru" else "en",
            parts=list(_parts(letter)),
            created=datetime.combine(letter.dated, time(), tzinfo=UTC),
            titled=False,
        )


def docx_of(letter: Letter) -> bytes:
    return to_docx(paper_of(letter))


def file_name(letter: Letter) -> str:
    """ "CICA-2026-014-en.docx"."""
    return f"{stem_of(letter)}-{letter.language}.docx"


def stem_of(letter: Letter) -> str:
    return "".join(char if char.isalnum() else "-" for char in letter.symbol).strip("-")


def _parts(letter: Letter) -> Iterator[Part]:
    place_and_day = _("Astana, %(day)s") % {"day": day_words(letter.dated, letter.language)}
    yield Paragraph(
        pgettext("letterhead", "Secretariat of the Conference on Interaction and Confidence Building Measures in Asia"),
        Tone.CENTRED,
    )
    yield Paragraph(_("No. %(symbol)s") % {"symbol": letter.symbol})
    if letter.form == LetterForm.LETTER:
        yield Paragraph(place_and_day)
        yield Paragraph(letter.addressee, Tone.ASIDE)
        yield Paragraph(letter.subject, Tone.LEAD)
    for paragraph in letter.body.split("\n\n"):
        yield Paragraph(paragraph.strip("\n"))
    if letter.form == LetterForm.NOTE:
        yield Paragraph(place_and_day, Tone.ASIDE)
        yield Paragraph(letter.addressee)
