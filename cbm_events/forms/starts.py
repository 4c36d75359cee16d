"""What a new event begins with: words in the address, or another event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from cbm_events.forms.choices import kind_of
from cbm_events.forms.days import parse_day
from cbm_events.forms.roles import role_initial, roles_initial
from cbm_events.models import Event, EventRole, Kind
from cica_portal.common.text import PUBLIC_ID_ALPHABET, PUBLIC_ID_LENGTH
from councils.models import Council
from members.models import Dimension, MemberState, PriorityArea

COPIED = (
    "title_en", "title_ru", "summary_en", "summary_ru", "kind", "dimension", "area", "council",
    "mode", "city_en", "city_ru", "country", "country_other", "venue_en", "venue_ru", "start_time", "end_time",
)  # fmt: skip


@dataclass(frozen=True)
class Start:
    """What the inputs and the rows of parties hold at first."""

    values: dict[str, Any] = field(default_factory=dict)
    parties: list[dict[str, Any]] = field(default_factory=list)


def copied_start(event: Event) -> Start:
    """Everything of another event but its dates, its status and who sees it."""
    values = {name: getattr(event, name) or "" for name in COPIED}
    if event.zone:
        values["zone"] = event.zone
    return Start(values, roles_initial(event))


def offered_start(query: Mapping[str, str]) -> Start:
    """Date, dimension, area, council, kind and organiser named in the address; what is not known is passed over."""
    council = named_row(Council.objects.select_related("dimension"), query.get("council"))
    area = named_row(PriorityArea.objects.select_related("dimension"), query.get("area"))
    dimension = named_row(Dimension.objects.all(), query.get("dimension"))
    if dimension is None and area is not None:
        dimension = area.dimension
    if dimension is None and council is not None:
        dimension = council.dimension
    values = {"council": council, "area": area, "dimension": dimension, "kind": _kind(query, council)}
    values["first_day"] = _day(query.get("date", ""))
    return Start({name: value for name, value in values.items() if value}, _organiser(query.get("state")))


def public_id_sent(data: Mapping[str, str]) -> str | None:
    """The identifier that the blank form was given, if it is one."""
    sent = data.get("public_id", "")
    return sent if is_public_id(sent) else None


def is_public_id(text: str) -> bool:
    return len(text) == PUBLIC_ID_LENGTH and set(text) <= set(PUBLIC_ID_ALPHABET)


def named_row(rows: QuerySet[Any], code: str | None) -> Any:
    """The row of this code; what is not written as a code names none."""
    return rows.filter(code=found).first() if (found := code_in(code)) else None


def code_in(text: str | None) -> str:
    """The text if it is written as a code, else nothing."""
    return text if text and text.replace("-", "").isalnum() else ""


def _kind(query: Mapping[str, str], council: Council | None) -> str:
    if query.get("kind") in Kind.values:
        return query["kind"]
    return kind_of(council) if council is not None else ""


def _day(text: str) -> date | None:
    try:
        return parse_day(text)
    except ValueError:
        return None


def _organiser(code: str | None) -> list[dict[str, Any]]:
    state = named_row(MemberState.objects.all(), code)
    if state is None:
        return []
    return [role_initial(EventRole(role=EventRole.Role.ORGANISER, party=EventRole.Party.STATE, state=state))]
