"""Findings in words, in the language of the page. Holidays have no names here, states stand alphabetically."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbm_events.adviser.findings import Dates, Finding, Kind, Level, Part, Shared
from cbm_events.adviser.gathering import Advised
from cbm_events.adviser.strip import Strip, strip_of
from cbm_events.models import Event
from cica_portal.common.date_words import page_language, weekdays
from cica_portal.common.fuzzy import Period, Precision, describe
from members.models import MemberState

ONE_DAY = timedelta(days=1)
MARKS = {Level.CLASH: "bad", Level.CARE: "warn", Level.REMARK: "info", Level.CLEAR: "ok"}
# So many reasons make a week plain; more would be a list.
REASONS = 2
HEADINGS = {
    Kind.CLASH: gettext_lazy("Clash"),
    Kind.STATUTORY: gettext_lazy("Meeting of a governing body"),
    Kind.COORDINATOR: gettext_lazy("Same coordinator"),
    Kind.ONE_DELEGATION: gettext_lazy("Two places at once"),
    Kind.NO_DAY_BETWEEN: gettext_lazy("No day to travel"),
    Kind.SAME_CITY: gettext_lazy("Same city"),
    Kind.MAY_FALL: gettext_lazy("Perhaps the same days"),
    Kind.HOLIDAY: gettext_lazy("Public holiday"),
    Kind.HOLIDAY_ELSEWHERE: gettext_lazy("Public holiday elsewhere"),
    Kind.WEEKEND: gettext_lazy("Weekend"),
    Kind.WEEKEND_ELSEWHERE: gettext_lazy("Weekend elsewhere"),
    Kind.CICA_DAY: gettext_lazy("CICA Day"),
    Kind.NO_DATA: gettext_lazy("No holiday data"),
    Kind.NO_DATA_ELSEWHERE: gettext_lazy("No holiday data"),
    Kind.FREE_OF_CLASHES: gettext_lazy("No clash"),
    Kind.WORKING_DAYS: gettext_lazy("Working days"),
}
PARTS = {
    Part.HOST: gettext_lazy("Where the event takes place"),
    Part.ORGANISER: gettext_lazy("Organiser"),
    Part.COORDINATOR: gettext_lazy("Coordinator of the area or dimension"),
}
# Up to so many states are named at once, more are unfolded.
FEW = 5
ELSEWHERE = frozenset({Kind.HOLIDAY_ELSEWHERE, Kind.WEEKEND_ELSEWHERE})
States = Mapping[str, MemberState]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One finding: a mark and its word, a sentence (after the event, if it is about one), a remark, the states."""

    mark: str
    heading: str
    text: str
    remark: str = ""
    event: Event | None = None
    states: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Week:
    """Better dates: "15–17 September 2026", "Tue–Thu", and why."""

    when: str
    weekdays: str
    mark: str
    reason: str
    first: date
    last: date

    @property
    def value(self) -> str:
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Everything that the page says of the dates; `summary` by itself is what is read aloud."""

    summary: str
    lines: tuple[Line, ...] = ()
    weeks_heading: str = ""
    weeks: tuple[Week, ...] = ()
    no_weeks: str = ""
    strip: Strip | None = None


def panel_of(advised: Advised) -> Panel:
    advice = advised.advice
    if advice is None:
        is_known = advised.period.earliest is not None
        text = _("These dates are over.") if is_known else _("Enter the dates to have them checked.")
        return Panel(summary=text)
    weeks = tuple(week_of(dates, advised) for dates in advice.weeks)
    if advice.chosen is None:
        when = describe(advised.period, page_language())
        none = "" if weeks else _("No whole week of this period is still to come.")
        return Panel(
            summary=_("%(period)s: the best weeks") % {"period": when}, weeks=weeks, no_weeks=none,
            weeks_heading=_("Best weeks of the period"),
        )  # fmt: skip
    return Panel(
        summary=summary_of(advice.chosen),
        lines=tuple(line_of(finding, advised) for finding in advice.chosen.findings),
        weeks=weeks,
        weeks_heading=_("Better weeks nearby"),
        no_weeks="" if weeks else _("No week within six weeks is better."),
        strip=strip_of(advice.chosen, advised),
    )


def summary_of(dates: Dates) -> str:
    when = describe(Period(dates.first, dates.last, Precision.DAY), page_language())
    clashes = sum(1 for finding in dates.findings if finding.level == Level.CLASH)
    cares = sum(1 for finding in dates.findings if finding.level == Level.CARE)
    counts = []
    if clashes:
        counts.append(ngettext("%(count)s clash", "%(count)s clashes", clashes) % {"count": clashes})
    if cares:
        counts.append(ngettext("%(count)s thing to mind", "%(count)s things to mind", cares) % {"count": cares})
    found = ", ".join(counts) or _("nothing stands against them")
    return f"{when}: {found}"


def line_of(finding: Finding, advised: Advised) -> Line:
    names = names_of(finding.states, advised.states)
    is_folded = finding.kind in ELSEWHERE and len(names) > FEW
    return Line(
        mark=MARKS[finding.level],
        heading=str(HEADINGS[finding.kind]),
        text=text_of(finding, names, advised),
        remark=remark_of(finding, names),
        event=advised.events[finding.event.key] if finding.event else None,
        states=tuple(names) if is_folded else (),
    )


def text_of(finding: Finding, names: Sequence[str], advised: Advised) -> str:
    words = {"state": ", ".join(names), "days": days_words(finding.days), "count": len(names)}
    if finding.event:
        return where_and_when(advised.events[finding.event.key])
    if finding.kind in {Kind.HOLIDAY, Kind.WEEKEND} or (finding.kind in ELSEWHERE and len(names) <= FEW):
        return _("%(state)s: %(days)s") % words
    if finding.kind in ELSEWHERE:
        many = ngettext("%(days)s, %(count)s member state", "%(days)s, %(count)s member states", len(names))
        return many % words
    if finding.kind in {Kind.NO_DATA, Kind.NO_DATA_ELSEWHERE}:
        return _("Not known for %(year)s: %(state)s.") % (words | {"year": ", ".join(map(str, finding.years))})
    if finding.kind == Kind.CICA_DAY:
        return _("5 October is the day of CICA.")
    if finding.kind == Kind.WORKING_DAYS:
        return _("Working days: %(state)s.") % words
    return _("With no other event that you see.")


def remark_of(finding: Finding, names: Sequence[str]) -> str:
    if finding.event:
        return " ".join(event_remarks(finding, names))
    if finding.kind in {Kind.HOLIDAY, Kind.WEEKEND}:
        part = str(PARTS[finding.part])
        return _("%(part)s; the day is an estimate.") % {"part": part} if finding.is_estimated else f"{part}."
    if finding.kind in {Kind.NO_DATA, Kind.NO_DATA_ELSEWHERE}:
        return _("Ask before the dates are fixed.")
    return ""


def event_remarks(finding: Finding, names: Sequence[str]) -> Iterable[str]:
    words = {"states": ", ".join(names), "days": days_words(finding.days)}
    if finding.days:
        yield _("Both on %(days)s.") % words
    if Shared.ORGANISER in finding.shared:
        yield _("Same organiser: %(states)s.") % words
    if Shared.AREA in finding.shared:
        yield _("Same priority area.")
    if Shared.COUNCIL in finding.shared:
        yield _("Same body.")
    if Shared.COORDINATOR in finding.shared and Shared.ORGANISER not in finding.shared:
        yield _("Coordinates or organises both: %(states)s.") % words
    if finding.kind == Kind.ONE_DELEGATION:
        yield _("In person in two places: one delegation cannot attend both.")
    if finding.kind == Kind.NO_DAY_BETWEEN:
        yield _("In person in two places, one straight after the other.")
    if finding.kind == Kind.MAY_FALL:
        yield _("Its days are not known yet.")


def week_of(dates: Dates, advised: Advised) -> Week:
    language = page_language()
    return Week(
        when=describe(Period(dates.first, dates.last, Precision.DAY), language),
        weekdays=weekdays(dates.first, dates.last, language),
        mark=MARKS[dates.level],
        reason=reason_of(dates, advised.states),
        first=dates.first,
        last=dates.last,
    )


def reason_of(dates: Dates, states: States) -> str:
    """Why this week: what remains against it, the worst first."""
    against = [finding for finding in dates.findings if finding.cost]
    reasons = [short_words(finding, names_of(finding.states, states)) for finding in against[:REASONS]]
    if any(finding.kind == Kind.FREE_OF_CLASHES for finding in dates.findings):
        reasons.insert(0, _("no clash"))
    if not against:
        reasons.append(_("working days in every member state of which holidays are known"))
    return "; ".join(dict.fromkeys(reasons))


def short_words(finding: Finding, names: Sequence[str]) -> str:
    words = {"state": ", ".join(names), "count": len(names)}
    if finding.kind == Kind.HOLIDAY:
        return _("public holiday, %(state)s") % words
    if finding.kind == Kind.WEEKEND:
        return _("weekend, %(state)s") % words
    if finding.kind == Kind.HOLIDAY_ELSEWHERE:
        text = ngettext("public holiday in %(count)s state", "public holiday in %(count)s states", len(names))
        return text % words
    if finding.kind == Kind.WEEKEND_ELSEWHERE:
        return ngettext("weekend in %(count)s state", "weekend in %(count)s states", len(names)) % words
    heading = str(HEADINGS[finding.kind])
    return heading if finding.kind == Kind.CICA_DAY else heading[0].lower() + heading[1:]


def where_and_when(event: Event) -> str:
    place = event.city or (event.country.name if event.country else "") or event.country_other
    return ", ".join(part for part in (place, event.when()) if part)


def names_of(codes: Iterable[str], states: States) -> list[str]:
    """The states' names in alphabetical order."""
    return sorted(states[code].name for code in codes)


def days_words(days: Sequence[date]) -> str:
    """ "16–18 September, 21 September"."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == ONE_DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    language = page_language()
    periods = (Period(run[0], run[-1], Precision.DAY) for run in runs)
    return ", ".join(describe(period, language, with_year=False) for period in periods)
