"""What an edition keeps beside its events: plans, decisions, documents, counts of participants, coordinations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cbm_events.models import Outcome, Participation, Plan, PublishedFigure, SummaryRow, YearlySummary
from cbm_events.participation.standings import standings
from cbm_events.plans.rows import Row, current_versions, rows_of
from cica_portal.common.audiences import visibilities_for
from cica_portal.common.viewer import Viewer
from councils.models import Decision
from members.models import Coordination

Part, Metric, Exactness = SummaryRow.Part, PublishedFigure.Metric, PublishedFigure.Exactness
YEARLY = (Metric.EVENTS_HELD, Metric.EVENTS_PLANNED, Metric.ORGANISING_STATES)
# What is counted of an event: added up over the events, or only printed.
ADDED = (Metric.PERSONS, Metric.MEMBER_STATES, Metric.COUNTRIES)
ATTENDANCE = "attended"
CHUNK = 500


@dataclass(frozen=True)
class Plans:
    """The plans of the years as the audience sees them: their lines, and which events are in them."""

    rows: Mapping[int, list[Row]]
    partial: Collection[int]

    @property
    def events(self) -> Mapping[int, set[int]]:
        return {year: {event.pk for row in rows for event in row.events} for year, rows in self.rows.items()}


def read_plans(years: range, viewer: Viewer, today: date) -> Plans:
    plans = {plan.pk: plan for plan in Plan.objects.visible_to(viewer).filter(year__in=years, is_sample=False)}
    versions = current_versions(plans.values(), viewer)
    rows = rows_of(list(versions.values()), viewer, today)
    return Plans(
        {plans[pk].year: rows[version.pk] for pk, version in versions.items()},
        {plans[pk].year for pk in versions if plans[pk].is_partial},
    )


def plan_rows(summary: YearlySummary, plans: Plans) -> Iterator[SummaryRow]:
    for year, rows in sorted(plans.rows.items()):
        for row in rows:
            line = row.line
            yield SummaryRow(
                summary=summary, part=Part.PLAN_LINE, subject_id=row.key, year=year, counted=row.is_counted,
                why="" if row.is_counted else "inferred" if row.is_inferred else "withdrawn", weight=row.planned,
                carried_out=row.carried_out, status=row.outcome.value,
                dimension=line.dimension.code if line.dimension else "not_stated",
                facts={
                    "number": line.number, "title_en": line.title_en, "title_ru": line.title_ru,
                    "organisers_en": line.organisers_en, "organisers_ru": line.organisers_ru,
                    "earliest": _day(line.earliest), "latest": _day(line.latest), "precision": line.precision,
                    "events": [event.public_id for event in row.events],
                },
            )  # fmt: skip


def decision_rows(summary: YearlySummary, viewer: Viewer) -> Iterator[SummaryRow]:
    found = Decision.objects.visible_to(viewer).filter(adopted_on__year__range=(summary.year, summary.last_year))
    for decision in found.select_related("council").order_by("adopted_on", "id"):
        yield SummaryRow(
            summary=summary, part=Part.DECISION, subject_id=decision.public_id, year=decision.adopted_on.year,
            month=decision.adopted_on.month, counted=True, weight=1, body=decision.council.code,
            facts={
                "title_en": decision.title_en, "title_ru": decision.title_ru, "on": _day(decision.adopted_on),
                "meeting_en": decision.meeting_en, "meeting_ru": decision.meeting_ru, "source": decision.source,
            },
        )  # fmt: skip


def document_rows(summary: YearlySummary, viewer: Viewer) -> Iterator[SummaryRow]:
    """What events adopted or took note of; the title of a document that the audience does not see is not kept."""
    found = Outcome.objects.visible_to(viewer).filter(adopted_on__year__range=(summary.year, summary.last_year))
    found = found.filter(event__is_sample=False).select_related("event", "document")
    for outcome in found.order_by("adopted_on", "id"):
        document = outcome.document
        is_seen = document is not None and document.visibility in visibilities_for(viewer.audience)
        texts = {
            f"title_{code}": getattr(outcome, f"text_{code}") or (getattr(document, f"title_{code}") if is_seen else "")
            for code in ("en", "ru")
        }
        yield SummaryRow(
            summary=summary, part=Part.DOCUMENT, subject_id=outcome.public_id, year=outcome.adopted_on.year,
            month=outcome.adopted_on.month, counted=outcome.verb == Outcome.Verb.ADOPTED, weight=1, status=outcome.verb,
            why="" if outcome.verb == Outcome.Verb.ADOPTED else "noted",
            facts=texts | {
                "on": _day(outcome.adopted_on), "event": outcome.event.public_id, "source": outcome.source,
                "event_en": outcome.event.title_en, "event_ru": outcome.event.title_ru,
            },
        )  # fmt: skip


def count_rows(summary: YearlySummary, viewer: Viewer, titles: Mapping[str, tuple[str, str]]) -> Iterator[SummaryRow]:
    """Every count of participants of the events that count, with its source. `titles` are by the events' ids."""
    keys = list(titles)
    for first in range(0, len(keys), CHUNK):
        chunk = keys[first : first + CHUNK]
        yield from _published_counts(summary, viewer, chunk, titles)
        yield from _recorded_counts(summary, chunk, titles)


def _published_counts(
    summary: YearlySummary, viewer: Viewer, keys: Collection[str], titles: Mapping[str, tuple[str, str]]
) -> Iterator[SummaryRow]:
    figures = PublishedFigure.objects.visible_to(viewer).filter(event__public_id__in=keys)
    by_event: dict[tuple[str, str], list[PublishedFigure]] = defaultdict(list)
    for figure in figures.select_related("event").order_by("event", "metric", "id"):
        assert figure.event
        by_event[figure.event.public_id, figure.metric].append(figure)
    for (key, metric), found in by_event.items():
        taken = taken_of(found) if metric in ADDED else None
        for figure in found:
            why = "" if figure is taken else _why_not_taken(figure)
            facts = {name: getattr(figure, name) for name in ("exactness", "group", "detail_en", "detail_ru")}
            facts |= {"said_text": figure.said_text, "said_on": _day(figure.said_on), "source": figure.source}
            yield _count_row(summary, figure.public_id, metric, figure.value, why, key, titles[key], facts)


def _recorded_counts(
    summary: YearlySummary, keys: Collection[str], titles: Mapping[str, tuple[str, str]]
) -> Iterator[SummaryRow]:
    """How many states attended, as it is recorded here; which ones stays where it was entered."""
    rows = Participation.objects.filter(event__public_id__in=keys).select_related("event").order_by("as_of", "id")
    by_event: dict[str, list[Participation]] = defaultdict(list)
    for row in rows:
        by_event[row.event.public_id].append(row)
    for key, found in sorted(by_event.items()):
        attended = sum(1 for standing in standings(found).values() if standing.attended)
        if attended:
            facts = {"exactness": Exactness.EXACT.value, "source": ""}
            yield _count_row(summary, key, ATTENDANCE, attended, "", key, titles[key], facts)


def _count_row(
    summary: YearlySummary, subject_id: str, metric: str, value: int, why: str, event: str, titles: tuple[str, str],
    facts: Mapping[str, Any],
) -> SummaryRow:  # fmt: skip
    named = {"value": value, "event": event, "event_en": titles[0], "event_ru": titles[1]}
    return SummaryRow(
        summary=summary, part=Part.COUNT, subject_id=subject_id, counted=not why, why=why, weight=0 if why else value,
        status=metric, facts=named | dict(facts),
    )  # fmt: skip


def taken_of(figures: Iterable[PublishedFigure]) -> PublishedFigure | None:
    """Which of several counts of one event is added up: an exact one before others, and of these the lowest."""
    fitting = [row for row in figures if row.exactness != Exactness.EXPECTED and not row.group]
    return min(fitting, key=lambda row: (row.exactness != Exactness.EXACT, row.value, row.pk), default=None)


def _why_not_taken(figure: PublishedFigure) -> str:
    if figure.metric not in ADDED:
        return "not_added"
    if figure.exactness == Exactness.EXPECTED:
        return "expected"
    return "of_a_group" if figure.group else "other_count"


def duty_rows(summary: YearlySummary, viewer: Viewer, day: date) -> Iterator[SummaryRow]:
    """Who coordinated what on this day, or is attested to; for the Secretariat."""
    if not viewer.is_secretariat:
        return
    for duty in Coordination.objects.as_of(day).with_subjects():
        dimension = duty.area.dimension.code if duty.area else duty.subject.code
        yield SummaryRow(
            summary=summary, part=Part.DUTY, subject_id=duty.public_id, counted=True, weight=1, status=duty.role,
            dimension=dimension, area=duty.area.code if duty.area else "", organisers=f" {duty.state.code} ",
            facts={
                "starts_on": _day(duty.starts_on), "ends_on": _day(duty.ends_on),
                "attested": [row.as_of_text for row in duty.attested_by],
            },
        )  # fmt: skip


def published_figures(years: range, viewer: Viewer) -> list[dict[str, Any]]:
    """What others have published about a period that meets these years: cited beside, never merged."""
    rows = PublishedFigure.objects.visible_to(viewer).filter(event=None, metric__in=YEARLY).order_by("metric", "id")
    return [_cited(row) for row in rows if set(years) & set(years_of(row.period))]


def years_of(period: str) -> range:
    """ "2020–2023" and "October 2020 – October 2021" in years."""
    years = [int(found) for found in re.findall(r"\b(?:19|20)\d\d\b", period)]
    return range(min(years), max(years) + 1) if years else range(0)


def _cited(row: PublishedFigure) -> dict[str, Any]:
    names = ("metric", "value", "exactness", "period", "detail_en", "detail_ru", "counting_rule", "said_text", "source")
    return {name: getattr(row, name) for name in names} | {"said_on": _day(row.said_on) or ""}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
