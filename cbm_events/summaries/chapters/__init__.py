"""The chapters of an edition, from the figures and rows that it keeps."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cbm_events.models import YearlySummary
from cbm_events.summaries.chapters import beside, events
from cbm_events.summaries.chapters.reading import Reading
from cbm_events.summaries.contents import Chapter
from cica_portal.common.audiences import Audience


def chapters_of(edition: YearlySummary) -> Iterator[Chapter]:
    """What has nothing to say is left out, but for the main figures."""
    read = Reading.of(edition)
    yield events.overview(read)
    yield events.organisation(read)
    yield from (events.of_dimension(read, code) for code in read.dimensions)
    yield events.comparison(read)
    for chapter in (beside.participation, beside.plan, beside.bodies, beside.decisions):
        found = chapter(read)
        if found.tables or found.texts or found.narrative:
            yield found
    if edition.audience == Audience.SECRETARIAT:
        yield beside.coordinators(read)
    yield events.left_out(read)


def chapter_titles(edition: YearlySummary) -> dict[str, str]:
    """The chapters in which texts may stand, by their key."""
    read = Reading.of(edition)
    titles = {"overview": _("Main figures"), "organisation": _("Who held them, and where")}
    titles |= {code: events.dimension_title(read, code) for code in read.dimensions}
    titles |= {
        "comparison": _("Beside other years"),
        "participation": _("Participants"),
        "plan": _("The plan and what became of it"),
        "bodies": _("Councils and governing bodies"),
        "decisions": _("Decisions and documents adopted"),
    }
    if edition.audience == Audience.SECRETARIAT:
        titles["coordinators"] = _("Coordinators and quiet areas")
    return titles | {"left_out": _("What was left out, and why")}
