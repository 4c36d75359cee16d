"""A small year: what is in it is written here line by line, so that a test can count it by itself."""

from datetime import date

import pytest

from tests.factories import make_event, secretariat_role, state_role

YEAR = 2025


@pytest.fixture
def year_of_events(world):
    """By name; the public sees six that count, member states one more."""
    kaz, tha, tur = world.kaz, world.tha, world.tur
    eco, env, nct = (world.dimensions[code] for code in ("ECO", "ENV", "NCT"))
    held = {"status": "held", "visibility": "public"}
    rows = {
        "forum": {"kind": "forum", "dimension": eco, "area": world.areas["ECO-SME"], "mode": "in_person",
                  "earliest": date(2025, 3, 4), "latest": date(2025, 3, 5), "roles": [state_role(kaz)]},
        "joint": {"kind": "seminar", "dimension": env, "mode": "online", "earliest": date(2025, 3, 20),
                  "roles": [state_role(tha), state_role(kaz, "co_organiser"), state_role(tur, "assisting")]},
        "month": {"kind": "training", "dimension": nct, "earliest": date(2025, 6, 1), "latest": date(2025, 6, 30),
                  "precision": "month", "roles": [secretariat_role()]},
        "half": {"kind": "training", "dimension": nct, "earliest": date(2025, 1, 1), "latest": date(2025, 6, 30),
                 "precision": "half_year", "roles": [state_role(tur)]},
        "inferred": {"kind": "seminar", "dimension": eco, "area": world.areas["ECO-SME"], "mode": "in_person",
                     "earliest": date(2025, 9, 9), "roles": [state_role(tha)],
                     "basis": {"dimension": "inferred", "area": "inferred", "mode": "inferred"}},
        "new_year": {"kind": "forum", "dimension": eco, "earliest": date(2025, 12, 30), "latest": date(2026, 1, 2)},
        "summit": {"kind": "summit", "earliest": date(2025, 10, 1)},
        "sample": {"kind": "forum", "earliest": date(2025, 4, 4), "is_sample": True},
        "old_year": {"kind": "forum", "earliest": date(2024, 12, 30), "latest": date(2025, 1, 2)},
        "two_years": {"kind": "forum", "earliest": date(2024, 1, 1), "latest": date(2025, 12, 31), "precision": "year"},
        "reported": {"kind": "forum", "earliest": date(2025, 7, 1), "latest": date(2025, 7, 31), "precision": "month",
                     "basis": {"earliest": "inferred"}},
        "postponed": {"kind": "forum", "earliest": date(2025, 8, 1), "status": "postponed"},
        "cancelled": {"kind": "forum", "earliest": date(2025, 8, 2), "status": "cancelled"},
        "unreported": {"kind": "forum", "earliest": date(2025, 8, 3), "status": "confirmed"},
        "closed": {"kind": "forum", "dimension": eco, "earliest": date(2025, 5, 5), "visibility": "member_states"},
        "earlier": {"kind": "forum", "earliest": date(2024, 5, 5)},
    }  # fmt: skip
    return {name: make_event(title_en=name, **held | values) for name, values in rows.items()}
