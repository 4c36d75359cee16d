"""Writing what one source says of the states at an event on one day: many rows, one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from cbm_events.models import Event, Participation
from cbm_events.participation.standings import Said, said_by
from cica_portal.common import history
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import MemberState

FIELDS = ("answer", "delegates", "attended", "level")
ATTEMPTS = 3


@dataclass(frozen=True)
class Cell:
    """One state on the sheet: what its editor was shown, and what it is to say."""

    state: MemberState
    shown: Said
    wanted: Said

    @property
    def is_changed(self) -> bool:
        return self.wanted != self.shown


class SheetClash(Exception):
    """Somebody else has said something different of these states since they were shown; nothing was written."""

    def __init__(self, states: Sequence[MemberState]) -> None:
        super().__init__(", ".join(state.code for state in states))
        self.states = list(states)


def save_sheet(*, event: Event, source: str, as_of: date, cells: Sequence[Cell], act: history.Act) -> int:
    """Store what differs, all or nothing; returns how many states it is.

    What another has written meanwhile stays where the editor has changed nothing. Raises SheetClash where both have,
    and ValidationError for what cannot be.
    """
    _validate(source, as_of, cells, act)
    for _attempt in range(ATTEMPTS - 1):
        try:
            return _save(event, source, as_of, cells, act)
        except (history.StaleVersion, IntegrityError):
            continue
    return _save(event, source, as_of, cells, act)


def _validate(source: str, as_of: date, cells: Sequence[Cell], act: history.Act) -> None:
    if as_of > today_in(SECRETARIAT_ZONE, act.at):
        raise ValidationError({"as_of": _("This day is still to come.")})
    for cell in cells:
        row = Participation(state=cell.state, source=source, as_of=as_of)
        _fill(row, cell.wanted)
        row.clean_fields(exclude=["event"])


def _save(event: Event, source: str, as_of: date, cells: Sequence[Cell], act: history.Act) -> int:
    with history.batch(act) as batch:
        stored = {row.state_id: row for row in Participation.objects.filter(event=event, source=source, as_of=as_of)}
        wanted = [cell for cell in cells if cell.is_changed and cell.wanted != said_by(stored.get(cell.state.pk))]
        clashing = [cell.state for cell in wanted if cell.shown != said_by(stored.get(cell.state.pk))]
        if clashing:
            raise SheetClash(clashing)
        _write(wanted, stored, Participation(event=event, source=source, as_of=as_of), batch)
    return len(wanted)


def _write(cells: Sequence[Cell], stored: dict[int, Participation], blank: Participation, batch: history.Batch) -> None:
    known = [stored[cell.state.pk] for cell in cells if cell.state.pk in stored]
    batch.edit(*known)
    batch.remove(*(stored[cell.state.pk] for cell in cells if cell.wanted.is_nothing))
    kept = [cell for cell in cells if not cell.wanted.is_nothing]
    changed = [_fill(stored[cell.state.pk], cell.wanted) for cell in kept if cell.state.pk in stored]
    Participation.objects.bulk_update(changed, FIELDS)
    values = {"event": blank.event, "source": blank.source, "as_of": blank.as_of}
    new = [cell for cell in kept if cell.state.pk not in stored]
    batch.create(*(_fill(Participation(state=cell.state, **values), cell.wanted) for cell in new))


def _fill(row: Participation, said: Said) -> Participation:
    for name in FIELDS:
        setattr(row, name, getattr(said, name))
    return row
