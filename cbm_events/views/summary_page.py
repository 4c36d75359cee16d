"""An edition as its pages print it: everything comes from the rows and figures that it stored."""

from __future__ import annotations

from typing import Any

from cbm_events.models import YearlySummary
from cbm_events.permissions import may
from cbm_events.summaries.composing import contents_of
from cbm_events.summaries.differences import edition_before
from cbm_events.summaries.wording import Names
from cbm_events.views.summary_matrix import matrix_of
from cica_portal.common.date_words import page_language
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

Stage = YearlySummary.Stage
STEPS = {Stage.DRAFT: ("review",), Stage.REVIEWED: ("return", "publish"), Stage.PUBLISHED: ()}


def summary_context(edition: YearlySummary, viewer: Viewer) -> dict[str, Any]:
    contents = contents_of(edition)
    main = contents.table("main")
    return head_context(edition, viewer) | {
        "contents": contents,
        "main": main,
        "published": contents.published,
        "matrix": matrix_of(edition, names_of(edition)) if edition.is_one_year else None,
        "held": edition.figures.get("held", 0),
        "as_of_day": today_in(SECRETARIAT_ZONE, edition.as_of) if edition.as_of else None,
        "organising_states": edition.figures.get("organising_states", 0),
    }


def head_context(edition: YearlySummary, viewer: Viewer) -> dict[str, Any]:
    """What stands above every page of an edition, and what the viewer may do there."""
    steps = STEPS[Stage(edition.stage)] if may(viewer, "review_summary", edition) else ()
    return {
        "summary": edition,
        "steps": [step for step in steps if step != "publish" or may(viewer, "publish_summary", edition)],
        "may_write": edition.is_open and may(viewer, "write_summary", edition),
        "earlier": edition_before(edition, viewer),
    }


def names_of(edition: YearlySummary) -> Names:
    return Names(edition.figures.get("labels", {}), page_language())
