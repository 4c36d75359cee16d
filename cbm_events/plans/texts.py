"""What a line of a plan says of an event: frozen text, so that later changes of the event leave the plan alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import override

from cbm_events.models import Event, EventRole
from cbm_events.models.plan_items import ORGANISERS_LENGTH
from members.models import MemberState

SAME_FIELDS = (
    "title_en", "title_ru", "earliest", "latest", "precision", "date_text", "mode", "city_en", "city_ru", "country",
    "country_other", "dimension", "area",
)  # fmt: skip


def text_of(event: Event) -> Mapping[str, Any]:
    """Field by field, of an event read with its parties."""
    text = {name: getattr(event, name) for name in SAME_FIELDS}
    return text | {f"organisers_{language}": organisers_of(event, language) for language in ("en", "ru")}


def organisers_of(event: Event, language: str) -> str:
    """ "Kazakhstan, Ministry of Ecology; Türkiye": organisers before co-organisers, equal ones alphabetically."""
    with override(language):
        roles = sorted(organising_roles(event), key=lambda role: (not role.is_lead, role.role, role.party_name))
        organisers = [role for role in roles if role.role == EventRole.Role.ORGANISER]
        named = [*organisers, *(role for role in roles if role not in organisers)]
        return "; ".join(party_words(role) for role in named)[:ORGANISERS_LENGTH]


def party_words(role: EventRole) -> str:
    return ", ".join(dict.fromkeys(part for part in (role.party_name, role.institution) if part))


def organising_roles(event: Event) -> list[EventRole]:
    return [role for role in event.roles.all() if role.role in EventRole.ORGANISING]


def states_of(event: Event) -> list[MemberState]:
    return [role.state for role in organising_roles(event) if role.state]


def place_words(line: Any) -> str:
    """City and country of a line or an event; nothing for what is online or has no place yet."""
    country = line.country.name if line.country else line.country_other
    return ", ".join(part for part in (line.city, country) if part)
