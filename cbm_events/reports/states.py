"""A member state's year: what it organised, hosted and assisted, and its roles."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cbm_events.models import Event, EventRole
from cbm_events.querysets import EventQuerySet
from cbm_events.reports.counted import Year
from cbm_events.reports.duties import duties_table
from cbm_events.reports.lines import events_chapter, lines_of
from cbm_events.reports.living import Asked, dimensions_table, report_of, year_of, years_table
from cbm_events.reports.report import Report
from cbm_events.reports.tables import Group, status_table, whole_of
from cbm_events.summaries.contents import Chapter, FigureTable
from members.duties import duties_of
from members.models import MemberState

Role = EventRole.Role


def state_report(state: MemberState, year: int, asked: Asked) -> Report:
    """Of all events at which the state has a part, as far as the viewer sees them."""
    seen = Event.objects.visible_to(asked.viewer).of_state(state)
    events = year_of(seen, year)
    return report_of(
        asked,
        key=f"state-{state.code.lower()}-{year}",
        title=state.name,
        period=str(year),
        chapters=chapters(state, events, asked, seen),
        events=lines_of(events.listed, events.why),
    )


def chapters(state: MemberState, year: Year, asked: Asked, seen: EventQuerySet) -> Iterator[Chapter]:
    whole = whole_of(year.counted, year.listed, {"state": state.code, "year": year.year})
    tables = (roles_table(state, whole), dimensions_table(whole), years_table(seen, year, {"state": state.code}))
    yield Chapter("figures", _("Figures"), rule_words(), tables)
    organised = [event for event in year.listed if roles_of(event, state) & set(EventRole.ORGANISING)]
    others = [event for event in year.listed if event not in organised]
    if organised:
        yield events_chapter("organised", _("Events organised"), organised, why=year.why)
    if others:
        title = _("Other events with a part of the state")
        yield events_chapter("others", title, others, why=year.why)
    day = asked.last_known(year.year)
    duties = duties_of(state, day).now
    if duties:
        texts = (duties_table("roles", _("Roles"), duties, day=day),)
        yield Chapter("roles", _("Roles in CICA"), "", texts=texts)


def rule_words() -> str:
    return _(
        "Events at which the state has a part, each counted once in the year in which it began; without meetings of "
        "CICA’s own bodies and without what is known by inference only."
    )


def roles_table(state: MemberState, whole: Group) -> FigureTable:
    """An event stands under each role that the state has at it."""
    groups = [
        Group(str(role.label), [event for event in whole.counted if role.value in roles_of(event, state)])
        for role in Role
    ]
    note = _("An event stands under each role that the state has at it, and counts once in all.")
    shown = [group for group in groups if group.counted]
    return status_table("role", _("Events by role"), _("Role"), shown, whole=whole, note=note)


def roles_of(event: Event, state: MemberState) -> set[str]:
    return {role.role for role in event.roles.all() if role.state == state}
