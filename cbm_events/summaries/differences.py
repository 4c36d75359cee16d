"""What a later edition says otherwise than an earlier one: events that came, went or changed, and figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from cbm_events.models import SummaryRow, YearlySummary
from cbm_events.summaries.composing import contents_of
from cbm_events.summaries.contents import Contents, EventLine, Figure
from cbm_events.summaries.lines import event_line
from cbm_events.summaries.rows import Part, facts_from
from cbm_events.summaries.withdrawals import withdrawn_from
from cbm_events.summaries.wording import Names
from cica_portal.common.date_words import page_language
from cica_portal.common.viewer import Viewer

# Under which headings an event stands.
HEADINGS = ("year", "month", "status", "kind", "mode", "dimension", "area", "city", "organisers")
COMPARED = ("counted", "why", *HEADINGS)
MOST_SHOWN = 200


@dataclass(frozen=True)
class Changed:
    """An event that both editions hold: as it was, and as it is; with the names of what differs."""

    before: EventLine
    after: EventLine
    fields: tuple[str, ...]


@dataclass(frozen=True)
class FigureChange:
    table: str
    label: str
    column: str
    before: Any
    after: Any
    cut: str


@dataclass(frozen=True)
class Differences:
    """`more` is how many events beyond those shown differ."""

    entered: list[EventLine]
    removed: list[EventLine]
    changed: list[Changed]
    figures: list[FigureChange]
    more: int
    is_other_rule: bool


def edition_before(edition: YearlySummary, viewer: Viewer) -> YearlySummary | None:
    """The edition that this one corrects: the last finished one before it that the viewer sees."""
    editions = YearlySummary.objects.visible_to(viewer).filter(
        year=edition.year, last_year=edition.last_year, audience=edition.audience, edition__lt=edition.edition,
        state=YearlySummary.State.DONE,
    )  # fmt: skip
    found: YearlySummary | None = editions.order_by("-edition").first()
    return found


def differences_of(edition: YearlySummary, earlier: YearlySummary) -> Differences:
    """From the earlier to this one, in the language that is active."""
    old, new = _compared(earlier), _compared(edition)
    entered, removed = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
    changed = sorted(key for key in new.keys() & old.keys() if new[key] != old[key])
    before, after = _lines(earlier, [*removed, *changed]), _lines(edition, [*entered, *changed])
    return Differences(
        entered=[after[key] for key in entered if key in after],
        removed=[before[key] for key in removed if key in before],
        changed=[
            Changed(before[key], after[key], tuple(_differing(old[key], new[key])))
            for key in changed
            if key in before and key in after
        ],
        figures=list(_figure_changes(contents_of(earlier), contents_of(edition))),
        more=sum(max(len(keys) - MOST_SHOWN, 0) for keys in (entered, removed, changed)),
        is_other_rule=edition.counting_rule != earlier.counting_rule,
    )


def _compared(edition: YearlySummary) -> dict[str, tuple[Any, ...]]:
    rows = edition.rows.filter(part=Part.EVENT).order_by().values_list("subject_id", *COMPARED)
    return {key: tuple(values) for key, *values in rows.iterator(chunk_size=2000)}


def _differing(before: tuple[Any, ...], after: tuple[Any, ...]) -> Iterator[str]:
    return (name for name, old, new in zip(COMPARED, before, after, strict=True) if old != new)


def _lines(edition: YearlySummary, keys: Collection[str]) -> dict[str, EventLine]:
    names, withdrawn = Names(edition.figures.get("labels", {}), page_language()), withdrawn_from(edition)
    rows = SummaryRow.objects.filter(summary=edition, part=Part.EVENT, subject_id__in=list(keys)[: 2 * MOST_SHOWN])
    return {
        row.subject_id: event_line(
            facts_from(row.subject_id, row.facts), row.why, names, is_withdrawn=row.subject_id in withdrawn
        )
        for row in rows
    }


@dataclass(frozen=True)
class Place:
    """Where a figure stands; the words of the table do not make it another place."""

    key: str
    label: str
    column: str
    table: str = field(compare=False)


def _figure_changes(earlier: Contents, edition: Contents) -> Iterator[FigureChange]:
    old, new = dict(_places(earlier)), dict(_places(edition))
    for place in dict.fromkeys([*new, *old]):
        before, after = old.get(place), new.get(place)
        was, now = (found.value if found else None for found in (before, after))
        if was != now:
            yield FigureChange(place.table, place.label, place.column, was, now, after.cut if after else "")


def _places(contents: Contents) -> Iterator[tuple[Place, Figure]]:
    for chapter in contents.chapters:
        for table in chapter.tables:
            title = table.title if table.title == chapter.title else f"{chapter.title}: {table.title}"
            for label, column, figure in table.figures():
                yield Place(table.key, label, column, title), figure
