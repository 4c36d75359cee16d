"""The year's plan on the start page: planned against carried out, and until when proposals are collected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cbm_events.models import Plan
from cbm_events.permissions import may
from cbm_events.plans.implementation import YearLine, year_lines
from cica_portal.common.viewer import Viewer


@dataclass(frozen=True)
class PlanBoard:
    """The plans of the year, a sample beside the real one; `collecting` says for which plan states may still offer."""

    year: int
    plans: list[YearLine]
    collecting: list[tuple[int, date]]


def plan_board(viewer: Viewer, today: date) -> PlanBoard:
    plans = list(Plan.objects.visible_to(viewer).of_year(today.year))
    return PlanBoard(
        year=today.year,
        plans=year_lines(plans, viewer, today),
        collecting=Plan.objects.collecting(today) if may(viewer, "see_proposals") else [],
    )
