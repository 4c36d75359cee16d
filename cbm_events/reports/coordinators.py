"""A coordinator's sheet: the year of one dimension or priority area, and who coordinates it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from cbm_events.models import Event
from cbm_events.querysets import EventQuerySet
from cbm_events.reports.counted import Year, is_inferred
from cbm_events.reports.duties import duties_table
from cbm_events.reports.lines import events_chapter, lines_of
from cbm_events.reports.living import Asked, kinds_table, report_of, year_of, years_table
from cbm_events.reports.report import Report
from cbm_events.reports.tables import Group, grouped, status_table, whole_of
from cbm_events.summaries.contents import Chapter, FigureTable
from cica_portal.common.access import is_secretariat
from cica_portal.common.date_words import page_language
from members.duties import Duty, coordination_duty
from members.models import Coordination, Dimension, PriorityArea

Subject = Dimension | PriorityArea


def subject_report(subject: Subject, year: int, asked: Asked) -> Report:
    kind = kind_of(subject)
    seen = Event.objects.visible_to(asked.viewer).filter(**{kind: subject})
    events = year_of(seen, year, stated=kind)
    return report_of(
        asked,
        key=f"{kind}-{subject.code.lower()}-{year}",
        title=subject.name,
        period=str(year),
        chapters=chapters(subject, events, asked, seen),
        events=lines_of(events.listed, events.why),
    )


def kind_of(subject: Subject) -> str:
    return "dimension" if isinstance(subject, Dimension) else "area"


def chapters(subject: Subject, year: Year, asked: Asked, seen: EventQuerySet) -> Iterator[Chapter]:
    """What is filed under the subject by inference only is listed, and enters no figure."""
    kind = kind_of(subject)
    whole = whole_of(year.counted, year.listed, {kind: subject.code, "year": year.year})
    first = areas_table(subject, whole, asked) if isinstance(subject, Dimension) else kinds_table(whole)
    told = _("Events of which a source states that they belong here, in the year in which they began.")
    yield Chapter("figures", _("Figures"), told, (first, years_table(seen, year, {kind: subject.code})))
    day = asked.last_known(year.year)
    duties = coordinators(subject, day, asked)
    if duties:
        texts = (duties_table("coordinators", _("Coordinators"), duties, day=day, by_holder=True),)
        yield Chapter("coordinators", _("Coordination"), "", texts=texts)
    if year.listed:
        yield events_chapter("events", _("Events"), year.listed, why=year.why)


def areas_table(dimension: Dimension, whole: Group, asked: Asked) -> FigureTable:
    """Areas without events are named to the Secretariat only."""
    rows = PriorityArea.objects.visible_to(asked.viewer).filter(dimension=dimension).in_order(page_language())
    used = {area_code(event) for event in whole.counted if not is_inferred(event, "area")}
    names = {row.code: row.name for row in rows if row.code in used or is_secretariat(asked.viewer)}
    return status_table(
        "area", _("Events by priority area"), _("Priority area"), grouped(whole, "area", names, area_code),
        whole=whole, chart="bars",
    )  # fmt: skip


def area_code(event: Event) -> str:
    return event.area.code if event.area else ""


def coordinators(subject: Subject, day: date, asked: Asked) -> list[Duty]:
    """Coordinators first, states alphabetically; those whose term was over are not named."""
    rows = Coordination.objects.visible_to(asked.viewer)
    mine = rows.of_dimension(subject) if isinstance(subject, Dimension) else rows.filter(area=subject)
    known = mine.select_related("state", "dimension", "area__dimension").as_of(day)
    duties = [coordination_duty(row, day) for row in known]
    order = {"dimension": 0, "area": 1}
    return sorted(
        duties, key=lambda duty: (order[duty.kind], duty.subject.name, duty.role != "coordinator", str(duty.state))
    )
