"""Figures inside the texts of an edition: a closed list of names, filled with what the edition counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cbm_events.models.placeholders import NAMED
from cbm_events.summaries.contents import Figure, Passage
from cbm_events.summaries.cuts import HELD, OF_STATES, cut_of
from cbm_events.summaries.rows import Part

PLACEHOLDERS: Mapping[str, Any] = {
    "held": _("events held"),
    "organising_states": _("organising member states"),
    "planned": _("events still planned"),
    "confirmed": _("events confirmed and not yet reported"),
    "postponed": _("events postponed"),
    "cancelled": _("events cancelled"),
    "moved": _("events moved to other dates"),
    "outside_plan": _("events held outside the plan"),
    "plan_lines": _("what the plan counts"),
    "carried_out": _("what of the plan was carried out"),
    "meetings": _("meetings of CICA’s bodies and councils"),
    "decisions": _("decisions adopted"),
    "documents": _("documents adopted at events"),
    "held_mp": _("events held, military-political dimension"),
    "held_nct": _("events held, new challenges and threats"),
    "held_eco": _("events held, economic dimension"),
    "held_env": _("events held, environmental dimension"),
    "held_hum": _("events held, human dimension"),
    "last_year_held": _("events held in the year before"),
}
STATUS_NAMES = ("planned", "confirmed", "postponed", "cancelled")


def narrative_figures(figures: Mapping[str, Any]) -> dict[str, Figure]:
    """The figure of each name, with the list behind it."""
    statuses, dimensions = figures.get("statuses", {}), figures.get("counts", {}).get("dimension", {})
    found = {
        "held": Figure(figures.get("held", 0), HELD),
        "organising_states": Figure(figures.get("organising_states", 0), OF_STATES),
        "moved": Figure(figures.get("moved", 0), cut_of(part=Part.EVENT, moved=True)),
        "outside_plan": Figure(figures.get("outside_plan", 0), cut_of(part=Part.EVENT, outside_plan=True)),
        "meetings": Figure(sum(row[2] for row in figures.get("meetings", [])), cut_of(part=Part.EVENT, meeting=True)),
        "decisions": Figure(sum(figures.get("decisions", {}).values()), cut_of(part=Part.DECISION)),
        "documents": Figure(
            figures.get("documents", {}).get("adopted", 0), cut_of(part=Part.DOCUMENT, status="adopted")
        ),
        "plan_lines": Figure(sum(row[4] for row in figures.get("plan", [])), cut_of(part=Part.PLAN_LINE)),
        "carried_out": Figure(
            sum(row[5] for row in figures.get("plan", [])), cut_of(part=Part.PLAN_LINE, carried_out=True)
        ),
        "last_year_held": _year_before(figures),
    }
    for name in STATUS_NAMES:
        found[name] = Figure(statuses.get(name, 0), cut_of(part=Part.EVENT, status=name))
    for code in ("MP", "NCT", "ECO", "ENV", "HUM"):
        cut = cut_of(part=Part.EVENT, dimension=code)
        found[f"held_{code.lower()}"] = Figure(dimensions.get(code, 0), cut)
    return found


def _year_before(figures: Mapping[str, Any]) -> Figure:
    compared = figures.get("compared", [])
    if not compared:
        return Figure(None)
    year = str(compared[-1])
    return Figure(figures.get("years", {}).get(year, {}).get("held", 0), cut_of(part=Part.EARLIER, year=year))


def passages_of(text: str, figures: Mapping[str, Figure]) -> tuple[tuple[Passage, ...], ...]:
    """Paragraphs, each cut at its figures."""
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return tuple(tuple(_passages(part, figures)) for part in paragraphs if part)


def _passages(text: str, figures: Mapping[str, Figure]) -> Sequence[Passage]:
    found, end = [], 0
    for match in NAMED.finditer(text):
        if match[1] not in figures:
            continue
        found.append(Passage(text[end : match.start()]))
        figure = figures[match[1]]
        found.append(Passage("–" if figure.value is None else str(figure.value), figure))
        end = match.end()
    found.append(Passage(text[end:]))
    return [passage for passage in found if passage.text]


def words_of(paragraphs: Sequence[Sequence[Passage]]) -> str:
    return "\n\n".join("".join(passage.text for passage in paragraph) for paragraph in paragraphs)
