"""A body's year: its meetings, what it decided and who sat in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from cbm_events.models import Event
from cbm_events.querysets import EventQuerySet
from cbm_events.reports.counted import Year
from cbm_events.reports.duties import duties_table
from cbm_events.reports.lines import events_chapter, lines_of
from cbm_events.reports.living import Asked, kinds_table, report_of, year_of, years_table
from cbm_events.reports.report import Report
from cbm_events.reports.sources import cited
from cbm_events.reports.tables import whole_of
from cbm_events.summaries.contents import Chapter, TextTable
from cica_portal.common.date_words import day_words, page_language
from cica_portal.common.text import pick
from councils.models import Council, Decision, Seat
from members.duties import Duty, chairs_of_body, seat_duty


def council_report(council: Council, year: int, asked: Asked) -> Report:
    seen = Event.objects.visible_to(asked.viewer).filter(council=council)
    events = year_of(seen, year, with_statutory=True)
    return report_of(
        asked,
        key=f"council-{council.code.lower()}-{year}",
        title=council.name,
        period=str(year),
        chapters=chapters(council, events, asked, seen),
        events=lines_of(events.listed, events.why),
    )


def chapters(council: Council, year: Year, asked: Asked, seen: EventQuerySet) -> Iterator[Chapter]:
    filters = {"council": council.code}
    whole = whole_of(year.counted, year.listed, {**filters, "year": year.year})
    told = _("Meetings and events of the body, each counted once in the year in which it began.")
    yield Chapter("figures", _("Figures"), told, (kinds_table(whole), years_table(seen, year, filters)))
    if year.listed:
        yield events_chapter("meetings", _("Meetings"), year.listed, why=year.why)
    decided = council.decisions.visible_to(asked.viewer).filter(adopted_on__year=year.year)
    decisions = list(decided.order_by("adopted_on", "id"))
    if decisions:
        yield Chapter("decisions", _("Decisions and documents"), "", texts=(decisions_table(decisions),))
    day = asked.last_known(year.year)
    duties = sitting(council, day, asked)
    if duties:
        texts = (duties_table("seats", _("Chair and members"), duties, day=day, by_holder=True),)
        yield Chapter("seats", _("Chair and members"), "", texts=texts)


def decisions_table(decisions: Sequence[Decision]) -> TextTable:
    columns = (_("Adopted on"), _("Title"), _("How it was taken"), _("Meeting"), _("Source"))
    rows = tuple(
        (
            day_words(row.adopted_on, page_language()),
            row.title,
            str(row.get_method_display()),
            pick(page_language(), row.meeting_en, row.meeting_ru)[0],
            cited(row.source),
        )
        for row in decisions
    )
    return TextTable("decisions", _("Decisions and documents"), "", columns, rows)


def sitting(council: Council, day: date, asked: Asked) -> list[Duty]:
    """The chair first, then the others by role and alphabetically; not those whose term was over."""
    seats = list(council.seats.visible_to(asked.viewer).known_by(day).with_parties())
    chairs = chairs_of_body([seat for seat in seats if seat.role == Seat.Role.CHAIR], day)
    others = [seat_duty([seat], day) for seat in seats if seat.role != Seat.Role.CHAIR]
    order = list(Seat.Role.values)
    others.sort(key=lambda duty: (order.index(duty.role), duty.state.name if duty.state else duty.institution))
    return [duty for duty in (*chairs, *others) if not duty.is_earlier]
