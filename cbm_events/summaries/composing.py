"""From a stored edition to its contents in words: everything comes from the figures and rows that it keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cbm_events.models import PublishedFigure, YearlySummary
from cbm_events.summaries.chapters import chapters_of
from cbm_events.summaries.citations import figure_words, said_words
from cbm_events.summaries.contents import Contents, EventLine, Published, Rule
from cbm_events.summaries.counting import CountingRule
from cbm_events.summaries.cuts import rows_behind
from cbm_events.summaries.lines import event_line
from cbm_events.summaries.rows import Part, facts_from
from cbm_events.summaries.withdrawals import withdrawn_from
from cbm_events.summaries.wording import Names, rule_sentences
from cica_portal.common.date_words import page_language
from cica_portal.common.text import pick
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

Metric = PublishedFigure.Metric


def contents_of(edition: YearlySummary) -> Contents:
    """A finished edition in the language that is active."""
    assert edition.as_of
    return Contents(
        public_id=edition.public_id,
        title=title_of(edition),
        period=edition.period,
        first_year=edition.year,
        last_year=edition.last_year,
        audience=edition.get_audience_display(),
        audience_code=edition.audience,
        edition=edition.edition,
        stage=edition.get_stage_display(),
        stage_code=edition.stage,
        as_of=edition.as_of,
        is_interim=is_interim(edition),
        rule=rule_of(edition),
        digest=edition.digest,
        language=page_language(),
        withdrawn=len(withdrawn_from(edition)),
        published=tuple(_published(edition)),
        chapters=tuple(chapters_of(edition)),
    )


def title_of(edition: YearlySummary) -> str:
    return _("Confidence-building measures in %(period)s") % {"period": edition.period}


def rule_of(edition: YearlySummary) -> Rule:
    return Rule(edition.counting_rule, rule_sentences(CountingRule.of(edition.counting_rule)))


def is_interim(edition: YearlySummary) -> bool:
    """Whether the period was not over when the edition was built."""
    return edition.as_of is not None and today_in(SECRETARIAT_ZONE, edition.as_of).year <= edition.last_year


def event_lines(edition: YearlySummary, names: Names, cut: str = "") -> Iterator[EventLine]:
    """Events of the edition, counted or not, one by one; with a cut those of a list."""
    rows = rows_behind(edition, cut) if cut else edition.rows.filter(part=Part.EVENT).order_by("id")
    withdrawn = withdrawn_from(edition)
    for subject_id, why, facts in rows.values_list("subject_id", "why", "facts").iterator(chunk_size=1000):
        yield event_line(facts_from(subject_id, facts), why, names, is_withdrawn=subject_id in withdrawn)


def _published(edition: YearlySummary) -> Iterator[Published]:
    figures: Mapping[str, Any] = edition.figures
    recorded = {
        Metric.EVENTS_HELD: figures.get("held"),
        Metric.ORGANISING_STATES: figures.get("organising_states"),
        Metric.EVENTS_PLANNED: sum(row[4] for row in figures.get("plan", [])),
    }
    for stored in figures.get("published", []):
        said_on = date.fromisoformat(stored["said_on"]) if stored.get("said_on") else None
        row = PublishedFigure(**stored | {"said_on": said_on})
        yield Published(
            period=row.period,
            words=figure_words(row),
            source=row.source,
            said=said_words(row),
            metric=row.metric,
            value=row.value,
            recorded=recorded.get(Metric(row.metric)) if row.period == edition.period else None,
            detail=pick(page_language(), row.detail_en, row.detail_ru)[0],
        )
