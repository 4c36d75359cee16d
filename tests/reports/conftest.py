"""A year of Kazakhstan written line by line, so that a test can count it by itself."""

from datetime import date

import pytest

from cbm_events.reports.living import Asked
from cica_portal.common.audiences import Audience
from cica_portal.common.viewer import ANONYMOUS, Viewer
from tests.factories import NOW, make_event, state_role

PUBLIC = Asked(ANONYMOUS, NOW)
MEMBERS = Asked(Viewer(Audience.MEMBER_STATES), NOW)
STAFF = Asked(Viewer(Audience.SECRETARIAT), NOW)


@pytest.fixture
def events(world):
    kaz, tha = world.kaz, world.tha
    eco, env = world.dimensions["ECO"], world.dimensions["ENV"]
    mine = {"roles": [state_role(kaz)]}
    rows = {
        "forum": {"dimension": eco, "area": world.areas["ECO-SME"], "earliest": date(2025, 3, 4), "status": "held"},
        "closed": {"dimension": eco, "earliest": date(2025, 5, 5), "status": "held", "visibility": "member_states"},
        "planned": {"dimension": env, "earliest": date(2025, 6, 6), "status": "planned"},
        "inferred": {"dimension": env, "earliest": date(2025, 7, 7), "status": "held",
                     "basis": {"dimension": "inferred"}},
        "vague": {"earliest": date(2025, 8, 1), "latest": date(2025, 8, 31), "precision": "month", "status": "held",
                  "basis": {"earliest": "inferred"}},
        "new_year": {"earliest": date(2024, 12, 30), "latest": date(2025, 1, 2), "status": "held"},
        "summit": {"kind": "summit", "earliest": date(2025, 10, 1), "status": "held"},
        "sample": {"earliest": date(2025, 4, 4), "status": "held", "is_sample": True},
        "joint": {"earliest": date(2025, 9, 9), "status": "held",
                  "roles": [state_role(tha), state_role(kaz, "co_organiser"), state_role(kaz, "host")]},
        "earlier": {"earliest": date(2023, 5, 5), "status": "held"},
        "other": {"earliest": date(2025, 5, 5), "status": "held", "roles": [state_role(tha)]},
    }  # fmt: skip
    public = {"visibility": "public", "kind": "forum"}
    return {name: make_event(title_en=name, **public | mine | values) for name, values in rows.items()}


def figures(report, key):
    """The rows of a table: label -> numbers."""
    (table,) = [table for table in report.tables() if table.key == key]
    return {row.label: tuple(figure.value for figure in row.figures) for row in table.rows}


def titles(report, key):
    (chapter,) = [chapter for chapter in report.chapters if chapter.key == key]
    return [event.title for event in chapter.events]


def keys(report):
    return [chapter.key for chapter in report.chapters]
