"""Two people changed one event: what differs, who changed what, and the choice for each part."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbm_events.forms.entries import EntryForms, blank_entry, values_to_send
from cbm_events.forms.periods import CLOCK_FIELDS, PERIOD_FIELDS
from cbm_events.forms.roles import PREFIX
from cbm_events.models import Event, EventRole
from cbm_events.services import canonical
from cica_portal.common.models import Change

MINE, THEIRS = "mine", "theirs"
CHOICE = "keep-"


@dataclass(frozen=True)
class Part:
    """Fields that make sense together only, under one name."""

    name: str
    label: str | Promise
    fields: tuple[str, ...]
    inputs: tuple[str, ...]
    show: Callable[[Any], Any]


@dataclass(frozen=True)
class Difference:
    """One part as each of the two wants it, and the choice that is offered first."""

    part: Part
    mine: str
    theirs: str
    default: str
    is_clash: bool

    @property
    def input_name(self) -> str:
        return CHOICE + self.part.name


def _plain(name: str, show: Callable[[Event], Any] | None = None) -> Part:
    label = Event._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return Part(name, label, (name,), (name,), show or (lambda event: getattr(event, name)))


def _clock(event: Event) -> str:
    if event.start_time is None:
        return ""
    return "–".join(f"{time:%H:%M}" for time in (event.start_time, event.end_time) if time)


PARTS: tuple[Part, ...] = (
    _plain("title_en"),
    _plain("title_ru"),
    _plain("dimension"),
    _plain("area"),
    _plain("kind", Event.get_kind_display),
    _plain("council"),
    Part("dates", gettext_lazy("Dates"), ("earliest", "latest", "precision"), PERIOD_FIELDS, Event.when),
    Part("clock", gettext_lazy("Times"), CLOCK_FIELDS, CLOCK_FIELDS, _clock),
    _plain("mode", Event.get_mode_display),
    _plain("city_en"),
    _plain("city_ru"),
    Part(
        "country", gettext_lazy("Country"), ("country", "country_other"), ("country", "country_other"),
        lambda event: event.country or event.country_other,
    ),
    _plain("venue_en"),
    _plain("venue_ru"),
    _plain("summary_en"),
    _plain("summary_ru"),
    _plain("visibility", Event.get_visibility_display),
    _plain("nomination_deadline"),
    _plain("report_due"),
    _plain("report_by"),
)  # fmt: skip
PARTIES = Part("parties", gettext_lazy("Parties"), ("parties",), (), lambda event: "")


def changes_since(event: Event, version: int) -> list[Change]:
    """What others saved after this version, newest first."""
    gap = max(event.version - version, 0)
    # One act writes one row, and one more if it touched internal fields.
    rows = Change.objects.of(Event.record_kind, event.public_id).select_related("actor")[: gap * 2]
    acts = list(dict.fromkeys(row.batch for row in rows))[:gap]
    return [row for row in rows if row.batch in acts]


def find_differences(entry: EntryForms, theirs: Event, changes: Sequence[Change]) -> list[Difference]:
    """Each part in which the entry and the stored event differ."""
    mine_roles, their_roles = entry.parties.roles(), list(theirs.roles.all())
    mine = super(Event, entry.form.instance).recorded_values()
    stored = super(Event, theirs).recorded_values()
    mine["parties"], stored["parties"] = _recorded(mine_roles), _recorded(their_roles)
    earlier = _earlier_values(changes)
    differences = []
    for part in (*PARTS, PARTIES):
        if all(mine[name] == stored[name] for name in part.fields):
            continue
        is_theirs = not earlier.keys().isdisjoint(part.fields)
        is_mine = any(mine[name] != earlier.get(name, stored[name]) for name in part.fields)
        shown = (
            (_named(mine_roles), _named(their_roles))
            if part is PARTIES
            else (_shown(part, entry.form.instance), _shown(part, theirs))
        )
        default = MINE if is_mine else THEIRS
        differences.append(Difference(part, *shown, default, is_clash=is_mine and is_theirs))
    return differences


def settle(data: QueryDict, event: Event) -> QueryDict:
    """The sent values with the stored ones in each part for which those were chosen."""
    settled = data.copy()
    theirs = blank_entry(event)
    for part in PARTS:
        if data.get(CHOICE + part.name) == THEIRS:
            _replace(settled, part.inputs, values_to_send(theirs.form))
    if data.get(CHOICE + PARTIES.name) == THEIRS:
        names = [name for name in settled if name.startswith(f"{PREFIX}-")]
        sent = values_to_send(theirs.parties.management_form)
        for row in theirs.parties.forms:
            sent |= values_to_send(row)
        _replace(settled, {*names, *sent}, sent)
    return settled


def _replace(data: QueryDict, names: Collection[str], values: dict[str, str]) -> None:
    for name in names:
        data.pop(name, None)
        if name in values:
            data[name] = values[name]
        elif name == "dimension":
            data[name] = ""


def _recorded(roles: Sequence[EventRole]) -> list[str]:
    return canonical(role.recorded_value() for role in roles)


def _named(roles: Sequence[EventRole]) -> str:
    return "\n".join(sorted(f"{role.get_role_display()}: {role.party_name}" for role in roles)) or _("Nobody")


def _shown(part: Part, event: Event) -> str:
    value = part.show(event)
    return _("Empty") if value in (None, "") else str(value)


def _earlier_values(changes: Sequence[Change]) -> dict[str, Any]:
    """The values that others replaced, as they were before the first of these changes."""
    earlier: dict[str, Any] = {}
    for change in changes:
        earlier |= change.before
    if "parties" in earlier:
        earlier["parties"] = canonical(earlier["parties"])
    return earlier
