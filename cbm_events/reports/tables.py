"""Tables of events by status: pure counts, each number with the filter that opens its events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbm_events.models import Event, Status
from cbm_events.reports.counted import is_inferred
from cbm_events.summaries.contents import Chart, Figure, FigureRow, FigureTable
from cbm_events.summaries.counting import NOT_STATED

# From what is certain to what fell away.
STATUSES = (Status.HELD, Status.CONFIRMED, Status.PLANNED, Status.PROPOSED, Status.POSTPONED, Status.CANCELLED)
# One value a filter, or several of which any may hold.
Filters = Mapping[str, str | int | Sequence[str]]


@dataclass(frozen=True)
class Group:
    """The events that count under one heading, of those that the list of events shows under these filters.

    Without filters, or where the list shows more than is counted, a number opens nothing.
    """

    label: str
    counted: Sequence[Event]
    listed: Sequence[Event] = ()
    filters: Filters | None = None
    key: str = ""

    def figure(self, status: Status | None = None) -> Figure:
        count = len(having(self.counted, status))
        if self.filters is None or count != len(having(self.listed, status)):
            return Figure(count)
        return Figure(count, urlencode({**self.filters, **({"status": status.value} if status else {})}, doseq=True))


def having(events: Iterable[Event], status: Status | None) -> Sequence[Event]:
    return [event for event in events if status in {None, event.status}]


def status_table(
    key: str, title: str, heading: str, groups: Iterable[Group], *, whole: Group, note: str = "", chart: Chart = ""
) -> FigureTable:
    """A row a group, a column a status that occurs; the last row counts distinct events."""
    statuses = [status for status in STATUSES if having(whole.counted, status)]
    columns = (heading, pgettext("events", "All"), *(str(status.label) for status in statuses))
    rows = [row_of(group, statuses) for group in groups]
    return FigureTable(key, title, note, columns, (*rows, row_of(whole, statuses, is_total=True)), chart)


def row_of(group: Group, statuses: Sequence[Status], *, is_total: bool = False) -> FigureRow:
    return FigureRow(group.label, tuple(map(group.figure, (None, *statuses))), is_total, group.key)


def whole_of(counted: Sequence[Event], listed: Sequence[Event] = (), filters: Filters | None = None) -> Group:
    return Group(_("Events in all"), counted, listed, filters)


def grouped(whole: Group, name: str, names: Mapping[str, str], code_of: Callable[[Event], str]) -> list[Group]:
    """By the code of a field, in the order of the names; what is not stated, or inferred only, stands last."""

    def counts(event: Event, code: str) -> bool:
        return code_of(event) == code and not is_inferred(event, name)

    groups = [
        Group(
            label,
            [event for event in whole.counted if counts(event, code)],
            [event for event in whole.listed if code_of(event) == code],
            None if whole.filters is None else {**whole.filters, name: code},
            code,
        )
        for code, label in names.items()
    ]
    stated = {event.pk for group in groups for event in group.counted}
    rest = [event for event in whole.counted if event.pk not in stated]
    return [*groups, Group(_("Not stated"), rest, key=NOT_STATED)] if rest else groups


def samples_note(events: Iterable[Event]) -> str:
    count = sum(event.is_sample for event in events)
    return _("Of these, %(count)s are samples for trying out the portal.") % {"count": count} if count else ""
