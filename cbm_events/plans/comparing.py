"""Two versions of a plan side by side: what was added, what was withdrawn, and what a line says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cbm_events.models import PlanItem, PlanLine, Standing
from cbm_events.plans.texts import place_words

Line = PlanItem | PlanLine


@dataclass(frozen=True)
class Part:
    """What people read as one thing: the columns behind it, and how it is shown."""

    label: object
    fields: tuple[str, ...]
    show: Callable[[Line], str]


def date_words(line: Line) -> str:
    """The period, with the words of the plan where they say more."""
    return f"{line.when()} ({line.date_text})" if line.date_text else line.when()


def _named(name: str) -> Callable[[Line], str]:
    return lambda line: str(getattr(line, name) or "")


def state_codes(line: Line) -> str:
    return ", ".join(sorted(state.code for state in line.states.all()))


PARTS: tuple[Part, ...] = (
    Part(_("number"), ("number",), _named("number")),
    Part(_("event, in English"), ("title_en",), _named("title_en")),
    Part(_("event, in Russian"), ("title_ru",), _named("title_ru")),
    Part(_("dimension"), ("dimension_id",), _named("dimension")),
    Part(_("priority area"), ("area_id",), _named("area")),
    Part(_("date"), ("earliest", "latest", "precision", "date_text"), date_words),
    Part(_("place"), ("city_en", "city_ru", "country_id", "country_other"), place_words),
    Part(_("format"), ("mode",), lambda line: str(line.get_mode_display())),
    Part(_("organisers, in English"), ("organisers_en",), _named("organisers_en")),
    Part(_("organisers, in Russian"), ("organisers_ru",), _named("organisers_ru")),
    Part(_("organising states"), (), state_codes),
    Part(_("number of meetings"), ("meetings",), _named("meetings")),
    Part(_("decision behind it"), ("mandate_id",), _named("mandate")),
    Part(_("note, in English"), ("note_en",), _named("note_en")),
    Part(_("note, in Russian"), ("note_ru",), _named("note_ru")),
)


@dataclass(frozen=True)
class Difference:
    label: object
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    line: Line
    differences: Sequence[Difference]


@dataclass(frozen=True)
class Comparison:
    """`gone` were left out before the adoption; `withdrawn` stay listed as such, `returned` stand again."""

    added: Sequence[Line]
    gone: Sequence[Line]
    withdrawn: Sequence[Line]
    returned: Sequence[Line]
    changed: Sequence[Changed]
    unchanged: int

    def __bool__(self) -> bool:
        return any((self.added, self.gone, self.withdrawn, self.returned, self.changed))


def compare(before: Sequence[Line], after: Sequence[Line]) -> Comparison:
    """By the line that stays the same through every version, whatever its number."""
    old = {item_key(line): line for line in before}
    new = {item_key(line): line for line in after}
    both = [(old[key], line) for key, line in new.items() if key in old]
    changed = [
        Changed(later, differences) for earlier, later in both if (differences := differences_of(earlier, later))
    ]
    turned = [(earlier, later) for earlier, later in both if earlier.standing != later.standing]
    touched = {item_key(row.line) for row in changed} | {item_key(later) for _earlier, later in turned}
    return Comparison(
        added=[line for key, line in new.items() if key not in old],
        gone=[line for key, line in old.items() if key not in new],
        withdrawn=[later for _earlier, later in turned if later.standing == Standing.WITHDRAWN],
        returned=[later for _earlier, later in turned if later.standing == Standing.LISTED],
        changed=changed,
        unchanged=len(both) - len(touched),
    )


def item_key(line: Line) -> int:
    return line.item_id if isinstance(line, PlanLine) else line.pk


def differences_of(before: Line, after: Line) -> list[Difference]:
    return [
        Difference(part.label, part.show(before), part.show(after)) for part in PARTS if _differs(part, before, after)
    ]


def _differs(part: Part, before: Line, after: Line) -> bool:
    if not part.fields:
        return part.show(before) != part.show(after)
    return any(getattr(before, name) != getattr(after, name) for name in part.fields)
