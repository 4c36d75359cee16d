"""The real events of 2019–2025, counted here from the data files by themselves, beside what the portal counts."""

import json
from collections import Counter
from pathlib import Path

import pytest

from cbm_events import reference
from cbm_events.models import YearlySummary
from cbm_events.summaries.composing import contents_of
from cbm_events.summaries.editions import request_summary, run_waiting_summaries
from cica_portal.common.audiences import Audience
from tests.data.conftest import loaded  # noqa: F401 (a fixture)
from tests.factories import NOW, make_act

YEARS = range(2019, 2026)
OWN_BODIES = {"summit", "ministerial", "committee", "working_group"}
DATA = Path(reference.__file__).parent / "data"


def read(name):
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


EVENTS = [event for name in ("events", "meetings") for event in read(name) if event["visibility"] == "public"]


def inferred(event, name):
    return event.get("basis", {}).get(name) == "inferred"


def is_of(event, first, last):
    begins, ends = int(event["earliest"][:4]), int(event["latest"][:4])
    is_known = event["precision"] == "day" or (first <= begins and ends <= last)
    return is_known and first <= begins <= last


def held(first, last):
    return [
        event
        for event in EVENTS
        if is_of(event, first, last)
        and event["kind"] not in OWN_BODIES
        and event["status"] == "held"
        and not inferred(event, "earliest")
        and not inferred(event, "status")
    ]


def stated(event, name):
    return "not_stated" if inferred(event, name) else event.get(name) or "not_stated"


def organisers(event):
    found = set()
    for role in event.get("roles", []):
        if role["role"] in {"organiser", "co_organiser"}:
            found.add(role.get("state") or ("secretariat" if role["party"] == "secretariat" else "others"))
    return found or {"not_stated"}


def month(event):
    if event["precision"] == "day" or (event["precision"] == "month" and event["earliest"][:7] == event["latest"][:7]):
        return str(int(event["earliest"][5:7]))
    return "not_stated"


def city(event):
    if stated(event, "mode") == "online":
        return "online"
    return "not_stated" if inferred(event, "city_en") else event.get("city_en") or "not_stated"


def build(first, last=None):
    summary = request_summary(year=first, last_year=last, audience=Audience.PUBLIC, act=make_act())
    assert run_waiting_summaries(now=NOW) == 1
    return YearlySummary.objects.get(pk=summary.pk)


@pytest.fixture(scope="module")
def editions(loaded):  # noqa: F811
    return {year: build(year) for year in YEARS}


@pytest.mark.parametrize("year", YEARS)
def test_counts_of_a_year(editions, year):
    mine, figures = held(year, year), editions[year].figures
    assert figures["held"] == figures["events"] == len(mine)
    assert figures["counts"] == {
        "dimension": Counter(stated(event, "dimension") for event in mine),
        "area": Counter(stated(event, "area") for event in mine),
        "organiser": Counter(code for event in mine for code in organisers(event)),
        "kind": Counter(event["kind"] for event in mine),
        "month": Counter(month(event) for event in mine),
        "mode": Counter(stated(event, "mode") for event in mine),
        "city": Counter(city(event) for event in mine),
    }
    states = {code for event in mine for code in organisers(event)} - {"not_stated", "secretariat", "others"}
    assert figures["organising_states"] == len(states)


@pytest.mark.parametrize("year", YEARS)
def test_events_left_out_of_a_year(editions, year):
    figures = editions[year].figures
    touching = [event for event in EVENTS if int(event["earliest"][:4]) <= year <= int(event["latest"][:4])]
    assert sum(figures["left_out"].values()) == len(touching) - len(held(year, year))
    assert figures["left_out"].get("statutory", 0) == sum(event["kind"] in OWN_BODIES for event in touching)


@pytest.mark.parametrize("year", [2023, 2025])
def test_years_beside_each_other(editions, year):
    figures = editions[year].figures
    for other in range(max(year - 4, 2019), year + 1):
        assert figures["years"].get(str(other), {"held": 0})["held"] == len(held(other, other))


def test_counts_of_several_years_beside_the_published_ones(loaded):  # noqa: F811
    summary = build(2020, 2023)
    mine = held(2020, 2023)
    assert summary.figures["held"] == len(mine)
    assert summary.figures["counts"]["dimension"] == Counter(stated(event, "dimension") for event in mine)
    published = {row.metric: (row.value, row.recorded, row.gap) for row in contents_of(summary).published if row.gap}
    assert published["events_held"] == (74, len(mine), 74 - len(mine))
    states = {code for event in mine for code in organisers(event)} - {"not_stated", "secretariat", "others"}
    assert published["organising_states"] == (14, len(states), 14 - len(states))


def test_plan_of_2024_shows_its_gap(editions):
    lines = next(plan for plan in read("plans") if plan["year"] == 2024)["items"]
    counted = [line for line in lines if line.get("basis", {}).get("plan") != "inferred"]
    [planned] = [row for row in contents_of(editions[2024]).published if row.metric == "events_planned"]
    assert (planned.value, planned.recorded) == (27, len(counted))


def test_decisions_of_a_year(editions):
    folder = Path(reference.__file__).parents[1] / "councils" / "data"
    decisions = json.loads((folder / "decisions.json").read_text(encoding="utf-8"))
    for year in YEARS:
        mine = [row for row in decisions if row["adopted_on"][:4] == str(year) and row.get("visibility") == "public"]
        assert sum(editions[year].figures["decisions"].values()) == len(mine)


def test_counts_of_participants_are_added_event_by_event(editions):
    published = [row for row in read("published_figures") if row.get("visibility") == "public"]
    for year in YEARS:
        keys = {event["key"] for event in held(year, year)}
        mine = [
            row
            for row in published
            if row.get("event") in keys and row["metric"] == "member_states" and row["exactness"] != "expected"
        ]
        by_event = {key: [row for row in mine if row["event"] == key] for key in keys}
        taken = [
            min((row["exactness"] != "exact", row["value"]) for row in rows)[1] for rows in by_event.values() if rows
        ]
        assert editions[year].figures["participation"].get("member_states", [0, 0]) == [len(taken), sum(taken)]
