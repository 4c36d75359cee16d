"""The history of an event in words, with no more than the viewer may know."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cbm_events.models import Event, EventRole
from cbm_events.permissions import may
from cbm_events.views.facts import ROLE_ORDER, field_label
from cica_portal.common.date_words import day_words, page_language
from cica_portal.common.fuzzy import Period, Precision, describe, left_by_moves, narrows
from cica_portal.common.models import Change
from cica_portal.common.viewer import Viewer
from members.models import ExternalParty, User, ZoneLabel

DATES = ("earliest", "latest", "precision")
CLOCK = ("start_time", "end_time", "zone")
DAYS = frozenset({"nomination_deadline", "report_due", "report_received"})
LONG_TEXTS = frozenset({"summary_en", "summary_ru", "source_note"})
# Where a fact comes from is the Secretariat's own record-keeping; the page prints it as it is now.
PROVENANCE = frozenset({"source", "confidence", "basis", "is_sample"})
NAMES_OF_STATES = frozenset({"parties", "country"})
PARTY_NAMES = dict(EventRole.Party.choices)
ROLE_NAMES = dict(EventRole.Role.choices)
Values = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One thing that changed; long texts only say that they did. The name of a state is never struck out."""

    label: str
    before: str
    after: str
    dates: tuple[Period, Period] | None = None
    is_struck: bool = True


@dataclass(frozen=True)
class Entry:
    at: datetime
    by: str
    action: str
    lines: list[Line]
    reason: str
    note: str


def entries_for(event: Event, changes: Iterable[Change], viewer: Viewer) -> list[Entry]:
    """Changes, the latest first. Fields that stay the same are read back from the event as it is."""
    values = event.recorded_values()
    entries = []
    for change in _acts(changes):
        entries.append(_entry(change, values, viewer))
        values = values | change.before
    return [entry for entry in entries if entry.lines or entry.action or entry.reason or entry.note]


def _acts(changes: Iterable[Change]) -> Iterator[Change]:
    """One change an act: history keeps the fields that only the Secretariat sees in a row of their own."""
    for _batch, rows in groupby(changes, key=lambda change: change.batch):
        first, *others = rows
        for other in others:
            first.before, first.after = other.before | first.before, other.after | first.after
        yield first


def earlier_dates(entries: Iterable[Entry], now: Period) -> list[str]:
    """Dates that the event was moved from, the latest first; not those that only became more exact."""
    before = (line.dates[0] for entry in entries for line in entry.lines if line.dates)
    return [describe(period, page_language()) for period in left_by_moves(now, before)]


def _entry(change: Change, values: Values, viewer: Viewer) -> Entry:
    is_inside = may(viewer, "see_internal_notes")
    is_update = change.action == Change.Action.UPDATED
    return Entry(
        at=change.at,
        by=_who(change, viewer),
        action="" if is_update else str(Change.Action(change.action).label),
        lines=_lines(change, values, is_inside) if is_update else [],
        # What the portal itself gives as a reason is stored in English and known to the catalogue.
        reason=_(change.reason) if change.reason else "",
        note=change.note if is_inside else "",
    )


def _who(change: Change, viewer: Viewer) -> str:
    """Outside the Secretariat nobody is named."""
    actor = change.actor
    if may(viewer, "see_event_history_actors"):
        return actor.name if actor else str(change.get_door_display())
    return _("organiser") if actor and actor.role == User.Role.LIAISON else _("Secretariat")


def _lines(change: Change, values: Values, is_inside: bool) -> list[Line]:
    after, before = values | change.after, values | change.before
    hidden = frozenset() if is_inside else Event.internal | PROVENANCE
    changed = [name for name in change.fields if name not in hidden]
    lines = []
    if any(name in DATES for name in changed):
        lines.append(_dates_line(_period(before), _period(after)))
        hidden = hidden | {"date_text"}
    if any(name in CLOCK for name in changed):
        lines.append(Line(_("Times"), _clock(before), _clock(after)))
    if lines:
        hidden = hidden | {"utc_offset"}
    plain = [name for name in changed if name not in (*DATES, *CLOCK, *hidden, *_twins(changed))]
    return lines + [_line(name, before.get(name), after.get(name)) for name in plain]


def _twins(changed: Collection[str]) -> set[str]:
    """Of a text that changed in both languages, the field in the other language than the page's."""
    other = "_en" if page_language() == "ru" else "_ru"
    stems = {name.removesuffix(other) for name in changed if name.endswith(other)}
    return {f"{stem}{other}" for stem in stems if f"{stem}_{page_language()}" in changed}


def _line(name: str, before: Any, after: Any) -> Line:
    label = capfirst(field_label(name))
    if name in LONG_TEXTS:
        return Line(label, "", _("changed"))
    return Line(
        label, _words(name, before) if before else "", _words(name, after), is_struck=name not in NAMES_OF_STATES
    )


def _words(name: str, value: Any) -> str:
    """A stored value as people read it."""
    if value in (None, "", [], {}):
        return "–"
    if name == "parties":
        return "; ".join(_party(party) for party in sorted(value, key=lambda party: ROLE_ORDER.index(party["role"])))
    if name == "basis":
        return ", ".join(f"{field_label(key)}: {_(basis)}" for key, basis in sorted(value.items()))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in DAYS:
        return day_words(date.fromisoformat(value), page_language())
    choices = dict(Event._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value))


def _party(party: Values) -> str:
    """ "Organiser KAZ, Ministry of Ecology"."""
    institution = (
        party.get(f"institution_{page_language()}") or party.get("institution_en") or party.get("institution_ru")
    )
    who = _organisation(party) or party.get("of") or ("" if institution else str(PARTY_NAMES[party["party"]]))
    return f"{ROLE_NAMES[party['role']]}: {', '.join(part for part in (who, institution) if part)}"


def _organisation(party: Values) -> str:
    """The name of an outside organisation; states and bodies go by their codes."""
    if party["party"] != EventRole.Party.ORGANISATION:
        return ""
    found = ExternalParty.objects.filter(public_id=party["of"]).first()
    return found.name if found else ""


def _dates_line(before: Period, after: Period) -> Line:
    """What only became more exact is not struck out."""
    words = [describe(period, page_language()) for period in (before, after)]
    is_closer = narrows(before, after)
    label = _("Dates closer known") if is_closer else _("Dates")
    return Line(label, words[0], words[1], dates=(before, after), is_struck=not is_closer)


def _period(values: Values) -> Period:
    edges = [date.fromisoformat(day) if (day := values.get(name)) else None for name in ("earliest", "latest")]
    return Period(edges[0], edges[1], Precision(values["precision"]))


def _clock(values: Values) -> str:
    hours = [str(values[name])[:5] for name in ("start_time", "end_time") if values.get(name)]
    if not hours:
        return "–"
    labels = ZoneLabel.objects.filter(zone=values["zone"])
    return " ".join(["–".join(hours), *(f"({row.label})" for row in labels)])
