"""Numbers of letters: one row of numbers a year, without gaps and never given twice."""

from __future__ import annotations

from django.db.models import F

from cbm_events.models import LetterNumbering, LetterSequence
from cbm_events.models.placeholders import filled


def numbering() -> LetterNumbering:
    """The Secretariat's pattern, or the portal's own until somebody enters one."""
    return LetterNumbering.objects.first() or LetterNumbering()


def take_numbers(year: int, count: int) -> range:
    """The next numbers of the year. The row stays locked until the caller's transaction ends, so no gap opens."""
    sequence = LetterSequence.objects.filter(year=year)
    if not sequence.update(last=F("last") + count):
        LetterSequence.objects.bulk_create([LetterSequence(year=year)], ignore_conflicts=True)
        sequence.update(last=F("last") + count)
    last = sequence.values_list("last", flat=True).get()
    return range(last - count + 1, last + 1)


def symbol_of(pattern: LetterNumbering, *, year: int, number: int) -> str:
    return filled(pattern.pattern, {"year": str(year), "number": str(number).zfill(pattern.digits)})
