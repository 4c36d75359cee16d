"""The list behind a number: a cut names it, in the form of the query of an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import Q, QuerySet

from cbm_events.models import Status, SummaryRow, YearlySummary
from cbm_events.summaries.counting import NOT_STATED
from cbm_events.summaries.wording import Names

Part = SummaryRow.Part
COLUMNS = ("year", "dimension", "area", "kind", "mode", "city", "body")
FLAGS = ("moved", "outside_plan", "meeting", "carried_out", "distinct", "states")
KNOWN = frozenset({"part", "month", "organiser", "status", "why", *COLUMNS, *FLAGS})
EVENTS = frozenset({Part.EVENT.value, Part.EARLIER.value})
LONGEST = 100
# Among the codes of organisers those of states are in capitals.
A_STATE = " [A-Z]"


def cut_of(**values: Any) -> str:
    """ "dimension=ECO&year=2024"; flags are "1"."""
    return urlencode(
        {name: "1" if value is True else value for name, value in values.items() if value not in ("", None)}
    )


HELD = cut_of(part=Part.EVENT)
OF_STATES = cut_of(part=Part.EVENT, states=True)


def parsed(cut: str) -> dict[str, str]:
    """What the portal knows of a cut; names and parts that it does not know are left aside."""
    found = {name: value for name, value in parse_qsl(cut) if name in KNOWN and len(value) <= LONGEST}
    if found.get("part") not in Part.values:
        found["part"] = Part.EVENT.value
    return found


def rows_behind(edition: YearlySummary, cut: str) -> QuerySet[SummaryRow]:
    return SummaryRow.objects.filter(_condition(parsed(cut)), summary=edition).order_by("id")


def _condition(asked: Mapping[str, str]) -> Q:
    found = Q(part=asked["part"])
    for name in COLUMNS:
        if name in asked:
            found &= Q(**{name: _number(asked[name]) if name == "year" else asked[name]})
    if "month" in asked:
        found &= Q(month=0 if asked["month"] == NOT_STATED else _number(asked["month"]))
    if "organiser" in asked:
        found &= Q(organisers__contains=f" {asked['organiser']} ")
    return found & (_of_events(asked) if asked["part"] in EVENTS else _of_others(asked))


def _of_events(asked: Mapping[str, str]) -> Q:
    """Without a reason or a status those that count."""
    if "why" in asked:
        return Q(why=asked["why"])
    if "meeting" in asked:
        return Q(meeting=True)
    if "status" in asked:
        return Q(status=asked["status"], counted=True) | Q(why=asked["status"])
    if "moved" in asked:
        return Q(moved=True) & (Q(counted=True) | Q(why__in=Status.values))
    if "states" in asked:
        return Q(counted=True, organisers__regex=A_STATE)
    return Q(counted=True, outside_plan=True) if "outside_plan" in asked else Q(counted=True)


def _of_others(asked: Mapping[str, str]) -> Q:
    found = Q(status=asked["status"]) if "status" in asked else Q()
    if "why" in asked:
        return found & Q(why=asked["why"])
    if "carried_out" in asked:
        return found & Q(counted=True, carried_out__gt=0)
    return found & Q(counted=True) if asked["part"] == Part.PLAN_LINE else found


def _number(text: str) -> int:
    """What is no number is no year and no month."""
    return int(text) if text.isdecimal() and len(text) < 5 else 9999


def cut_words(cut: str, names: Names) -> list[str]:
    """What the list is narrowed to, in words."""
    asked = parsed(cut)
    part = asked.pop("part")
    words = [] if part == Part.EVENT else [str(Part(part).label)]
    return words + [_word(name, value, part, names) for name, value in asked.items()]


def _word(name: str, value: str, part: str, names: Names) -> str:
    if name in FLAGS:
        return names.of("flag", name)
    is_of_part = name in {"status", "why"} and part not in EVENTS
    return names.of(f"{part}_{name}" if is_of_part else name, value) or value
