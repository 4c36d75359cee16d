"""Codes and names as they were when an edition was built, in the order in which they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cbm_events.models import SummaryRow, YearlySummary
from cbm_events.summaries.counting import NOT_STATED, ONLINE
from councils.models import Council
from members.models import Dimension, MemberState, PriorityArea


def labels_of(summary: YearlySummary) -> dict[str, list[list[str]]]:
    rows = SummaryRow.objects.filter(summary=summary).order_by()
    organisers = rows.values_list("organisers", flat=True).distinct()
    states = {code for codes in organisers for code in codes.split()}
    bodies = rows.exclude(body="").values_list("body", flat=True).distinct()
    return {
        "organiser": _names(MemberState.objects.filter(code__in=states).in_order("en")),
        "dimension": _names(Dimension.objects.all()),
        "area": _names(PriorityArea.objects.select_related("dimension").order_by("dimension__position", "code")),
        "body": _names(Council.objects.filter(code__in=bodies)),
        "city": list(_cities(rows)),
    }


def active_areas() -> list[str]:
    """Priority areas that stand today."""
    return list(PriorityArea.objects.filter(status=PriorityArea.Status.ACTIVE).values_list("code", flat=True))


def _names(rows: Iterable[Any]) -> list[list[str]]:
    return [[row.code, row.name_en, row.name_ru] for row in rows]


def _cities(rows: Any) -> Iterator[list[str]]:
    """An event whose city has a Russian name tells it for all."""
    named = rows.exclude(city__in=["", NOT_STATED, ONLINE]).values_list("city", "facts__city_en", "facts__city_ru")
    found: dict[str, tuple[str, str]] = {}
    for code, english, russian in named.distinct():
        known = found.get(code, ("", ""))
        found[code] = (known[0] or english, known[1] or russian)
    for code in sorted(found):
        yield [code, *found[code]]
