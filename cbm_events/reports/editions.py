"""An edition of a summary as a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbm_events.models import YearlySummary
from cbm_events.reports.report import Report
from cbm_events.reports.sources import cited
from cbm_events.summaries.composing import contents_of, event_lines
from cbm_events.summaries.contents import Chapter, Contents, EventLine, TextTable
from cbm_events.summaries.wording import Names
from cica_portal.common.date_words import moment_words
from cica_portal.common.papers import Value


def edition_report(edition: YearlySummary) -> Report:
    """A finished edition in the language that is active."""
    contents = contents_of(edition)
    return Report(
        key=f"summary-{contents.period}-{contents.edition}".replace("–", "-"),
        title=contents.title,
        subtitle=standing_of(contents),
        about=tuple(about(contents)),
        footer=footer_of(contents),
        language=contents.language,
        as_of=contents.as_of,
        chapters=(*contents.chapters[:1], *published(contents), *contents.chapters[1:], rule(contents)),
        listed=listed_in(edition, contents.language),
        signed=True,
    )


def standing_of(contents: Contents) -> str:
    words = _("Edition %(number)s, %(stage)s") % {"number": contents.edition, "stage": contents.stage.lower()}
    return ". ".join((words, _("The period is not over."))) if contents.is_interim else words


def about(contents: Contents) -> Iterator[tuple[str, Value]]:
    yield _("Period"), contents.period
    yield _("Made for"), contents.audience
    yield _("As of"), _("%(moment)s Astana") % {"moment": moment_words(contents.as_of, contents.language)}
    yield _("Counting rule"), contents.rule.code
    yield _("Hash of rows and rule"), contents.digest
    if contents.withdrawn:
        yield _("Note"), withdrawn_words(contents.withdrawn)


def withdrawn_words(count: int) -> str:
    words = ngettext(
        "%(count)s event of this edition was withdrawn from view after the edition was built. The figures stand "
        "as they were; the event is no longer named.",
        "%(count)s events of this edition were withdrawn from view after the edition was built. The figures stand "
        "as they were; the events are no longer named.",
        count,
    )
    return words % {"count": count}


def footer_of(contents: Contents) -> str:
    told = {"title": contents.title, "number": contents.edition, "stage": contents.stage.lower()}
    return _("%(title)s · edition %(number)s, %(stage)s") % told


def published(contents: Contents) -> Iterator[Chapter]:
    """What others have published, beside what is recorded here; the gap is printed, never filled."""
    if not contents.published:
        return
    columns = (_("Period"), _("Published"), _("Recorded here"), _("Difference"), _("Source"))
    rows = tuple(
        (
            row.period,
            f"{row.words} ({row.detail})" if row.detail else row.words,
            "–" if row.recorded is None else str(row.recorded),
            "–" if row.gap is None else f"{row.gap:+d}" if row.gap else "0",
            ", ".join(filter(None, (cited(row.source), row.said))),
        )
        for row in contents.published
    )
    note = _("Published figures are cited as they were said; nothing is entered to close a difference.")
    table = TextTable("published", _("Published figures"), note, columns, rows)
    yield Chapter("published", _("Published figures"), "", texts=(table,))


def rule(contents: Contents) -> Chapter:
    return Chapter("rule", _("How it is counted"), "\n\n".join(contents.rule.sentences))


def listed_in(edition: YearlySummary, language: str) -> Callable[[], Iterable[EventLine]]:
    names = Names(edition.figures.get("labels", {}), language)
    return lambda: event_lines(edition, names)
