"""What stands in the columns, in the language that is active; days stay days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbm_events.exports.columns import Column
from cbm_events.models import Event, EventRole, Kind, Mode, Status
from cbm_events.times import zone_labels, zone_words
from cica_portal.common.audiences import Audience
from cica_portal.common.date_words import page_language
from cica_portal.common.fuzzy import Precision
from cica_portal.common.papers import Value

R = EventRole.Role
PARTIES = {
    "organisers": R.ORGANISER,
    "co_organisers": R.CO_ORGANISER,
    "hosts": R.HOST,
    "assisting": R.ASSISTING,
    "chairs": R.CHAIR,
}
CHOICES = {"kind": Kind, "status": Status, "mode": Mode, "precision": Precision, "visibility": Audience}
NAMES = frozenset({"area", "council"})


@dataclass(frozen=True)
class Words:
    """What is said of choices and zones in one language, put into words once a file."""

    labels: Mapping[str, Mapping[str, str]]
    zones: Mapping[str, str]


def words_now() -> Words:
    """In the language that is active."""
    labels = {key: {str(value): str(label) for value, label in choices.choices} for key, choices in CHOICES.items()}
    return Words(labels, zone_labels())


def row_of(event: Event, columns: Iterable[Column], words: Words) -> list[Value]:
    """An event `with_parties`."""
    return [cell_of(event, column.key, words) for column in columns]


def cell_of(event: Event, key: str, words: Words) -> Value:
    if key in words.labels:
        return words.labels[key].get(getattr(event, key), "")
    if key in NAMES:
        row = getattr(event, key)
        return row.name if row else ""
    if key in PARTIES:
        return parties_of(event, PARTIES[key])
    match key:
        case "id":
            return event.public_id
        case "dates":
            return event.when(page_language())
        case "start_time" | "end_time":
            clock = getattr(event, key)
            return f"{clock:%H:%M}" if clock else ""
        case "zone":
            return zone_words(event.zone, words.zones, at=event.starts_at) if event.starts_at else ""
        case "country":
            return event.country.name if event.country else event.country_other
        case "dimension":
            return event.dimension.short if event.dimension else ""
        case "sample":
            return _("yes") if event.is_sample else ""
    value: Value = getattr(event, key)
    return value


def parties_of(event: Event, role: R) -> str:
    """A declared lead first, then alphabetically, parted by semicolons."""
    rows = [row for row in event.roles.all() if row.role == role]
    rows.sort(key=lambda row: (not row.is_lead, row.party_name))
    return "; ".join(party_words(row) for row in rows)


def party_words(row: EventRole) -> str:
    """ "Kazakhstan — Ministry of Ecology (as coordinator, lead)"."""
    institution = row.institution if row.party != EventRole.Party.INSTITUTION else ""
    name = " — ".join(part for part in (row.party_name, institution) if part)
    marks = [str(row.get_capacity_display())] if row.capacity else []
    if row.is_lead:
        marks.append(pgettext("party", "lead"))
    return f"{name} ({', '.join(marks)})" if marks else name
