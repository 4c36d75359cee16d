"""Events and their parties by the thousand: judged without a query each, stored in a few statements a part."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cbm_events.models import ConfirmationTerm, Event, EventRole
from cbm_events.notices.planning import plan_notices
from cica_portal.common import history
from cica_portal.common.models import Snapshot
from cica_portal.common.models.checking import check_row

# What the forms, derived columns and the history write; the rest is given once, when the event is entered.
OVERWRITTEN = [
    column.name
    for column in Event._meta.concrete_fields
    if not column.primary_key and column.name not in {"public_id", "uid", "created_at", "version"}
]
PARTIES = "parties"
ORGANISES_TWICE = _("%(party)s is named twice among the organisers and co-organisers.")
NAMED_TWICE = _("%(party)s is named twice in the same role.")
POINTERS = [name for name in Event.tracked if Event._meta.get_field(name).is_relation]
JUDGED = [column.attname for column in EventRole._meta.concrete_fields if column.name not in {"id", "event"}]
PARTY_POINTERS = ("state", "council", "organisation")


@dataclass(frozen=True, kw_only=True)
class EventToSave:
    """An event with the values that it is to have, and its parties.

    `roles` None leaves the parties as they are; `version` is the one that the editor saw.
    """

    event: Event
    roles: Sequence[EventRole] | None = None
    version: int | None = None


def check_entries(entries: Sequence[EventToSave]) -> None:
    """Raises ValidationError for the first one that may not be so, and derives what follows from the values."""
    judged: set[tuple[Any, ...]] = set()
    months = ConfirmationTerm.current().months
    for entry in entries:
        check_row(entry.event)
        entry.event.derive()
        entry.event.derive_confirmation(months)
        if entry.roles is not None:
            check_roles(entry.roles, judged)
    _refuse_missing([entry.event for entry in entries])
    _refuse_missing([role for entry in entries for role in entry.roles or ()], under=PARTIES)


def check_roles(roles: Sequence[EventRole], judged: set[tuple[Any, ...]] | None = None) -> None:
    """`judged` are the roles that have been found good: thousands of events have the same few."""
    judged = set() if judged is None else judged
    try:
        for role in roles:
            key = tuple(getattr(role, name) for name in JUDGED)
            if key not in judged:
                check_row(role, exclude={"event"})
                judged.add(key)
    except ValidationError as error:
        raise ValidationError({PARTIES: error.messages}) from error
    refuse_doubles(roles)


def refuse_doubles(roles: Iterable[EventRole]) -> None:
    """Nobody organises twice, under whichever word, and nobody has another role twice."""
    seen: set[tuple[Any, ...]] = set()
    for role in roles:
        if role.party == EventRole.Party.INSTITUTION:
            continue
        organises = role.role in EventRole.ORGANISING
        key = ("organises" if organises else role.role, *_party_key(role))
        if key in seen:
            words = ORGANISES_TWICE if organises else NAMED_TWICE
            raise ValidationError({PARTIES: ValidationError(words, "twice", {"party": role.party_name})})
        seen.add(key)


def _party_key(role: EventRole) -> tuple[str, int | None, int | None, int | None]:
    return role.party, role.state_id, role.council_id, role.organisation_id


def _refuse_missing(rows: Sequence[models.Model], *, under: str = "") -> None:
    """What the rows point to must be there; one query a column."""
    for column in rows[0]._meta.concrete_fields if rows else ():
        target = column.related_model
        wanted = {getattr(row, column.attname) for row in rows} - {None} if target else set()
        if not isinstance(target, type) or column.name == "event" or not wanted:
            continue
        for pk in wanted - set(target._default_manager.filter(pk__in=wanted).values_list("pk", flat=True)):
            params = {"model": target._meta.verbose_name, "pk": pk, "field": "id", "value": pk}
            raise ValidationError(
                {under or column.name: ValidationError(column.error_messages["invalid"], "invalid", params)}
            )


def write_entries(entries: Sequence[EventToSave], batch: history.Batch) -> None:
    """Store what has been checked. An entry that changes nothing is left alone."""
    new = [entry for entry in entries if entry.event._state.adding]
    there = [entry for entry in entries if not entry.event._state.adding]
    batch.create(*[entry.event for entry in new])
    changed = _overwrite(there, batch)
    _replace_roles([*new, *changed], batch)
    before = [(entry.event, _before(entry.event, batch)) for entry in changed]
    plan_notices(changed=before, batch=batch)


def _overwrite(entries: Sequence[EventToSave], batch: history.Batch) -> list[EventToSave]:
    """Returns those that differ from what is stored."""
    models.prefetch_related_objects([entry.event for entry in entries], *POINTERS)
    models.prefetch_related_objects([role for entry in entries for role in entry.roles or ()], *PARTY_POINTERS)
    batch.look(*[entry.event for entry in entries])
    changed = [entry for entry in entries if _differs(entry, batch)]
    for entry in changed:
        entry.event.version = entry.version or entry.event.version
    batch.edit(*[entry.event for entry in changed])
    for entry in changed:
        stored, wanted = _before(entry.event, batch).values, _own_values(entry.event)
        if any(stored[name] != wanted[name] for name in Event.material):
            entry.event.sequence += 1
    if len(changed) == 1:
        changed[0].event.save(force_update=True)
    elif changed:
        # Rows that are there and claimed: bulk_update would name every row again for every column.
        rows = [entry.event for entry in changed]
        Event.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=OVERWRITTEN)
    return changed


def _differs(entry: EventToSave, batch: history.Batch) -> bool:
    stored = batch.before(entry.event)
    if stored is None or batch.has_written(entry.event):
        return True
    if any(stored.values[name] != value for name, value in _own_values(entry.event).items()):
        return True
    return entry.roles is not None and not _has_parties(stored, entry.roles)


def _own_values(event: Event) -> dict[str, Any]:
    return super(Event, event).recorded_values()


def _has_parties(stored: Snapshot, roles: Iterable[EventRole]) -> bool:
    return canonical(stored.values[PARTIES]) == canonical(role.recorded_value() for role in roles)


def canonical(parties: Iterable[dict[str, Any]]) -> list[str]:
    """The same parties as history keeps them, in whichever order they come, are the same list."""
    return sorted(json.dumps(party, sort_keys=True) for party in parties)


def _replace_roles(entries: Sequence[EventToSave], batch: history.Batch) -> None:
    replaced = [entry for entry in entries if entry.roles is not None and not _keeps_roles(entry, batch)]
    EventRole.objects.filter(event__in=[entry.event.pk for entry in replaced]).delete()
    roles = []
    for entry in replaced:
        for role in entry.roles or ():
            role.pk = None
            role.event = entry.event
            roles.append(role)
    EventRole.objects.bulk_create(roles)


def _keeps_roles(entry: EventToSave, batch: history.Batch) -> bool:
    stored = batch.before(entry.event)
    return stored is not None and _has_parties(stored, entry.roles or ())


def _before(event: Event, batch: history.Batch) -> Snapshot:
    stored = batch.before(event)
    assert stored is not None, "a claimed row was there"
    return stored
