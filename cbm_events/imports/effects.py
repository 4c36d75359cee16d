"""What a row does: enters an event, changes one field by field, changes nothing, or needs an answer first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cbm_events.batches import canonical
from cbm_events.imports.dates import as_values
from cbm_events.imports.drafts import Context, Draft
from cbm_events.imports.matching import TITLES, Known
from cbm_events.imports.names import Party, name_key
from cbm_events.imports.parties import merged
from cbm_events.imports.places import CITY, name_place
from cbm_events.imports.problems import Remark, period_of
from cbm_events.imports.rules import faults_in_parties, faults_in_policy, faults_in_values, fill
from cbm_events.models import Event, EventRole, Kind, Status
from cbm_events.models.choices import STATUTORY_KINDS
from cica_portal.common.audiences import Audience
from cica_portal.common.fuzzy import Period, Precision
from cica_portal.common.models.recorded import json_ready

Values = dict[str, Any]
TEXTS = ("summary_en", "summary_ru")
PARTIES, ORGANISER = "parties", EventRole.Role.ORGANISER.value
BLANK = (None, "")
# What the list of rows prints and compares of each event.
SHOWN = (
    "title_en",
    "title_ru",
    "kind",
    "status",
    "dimension",
    "area",
    "council",
    "earliest",
    "latest",
    "precision",
    "mode",
    "city_en",
    "city_ru",
    PARTIES,
)
# Columns of dates: what is wrong with one of them is said once.
DATES = {"dates", "earliest", "latest", "precision"}
# Rules of which every new event is asked, whatever its row says.
ALWAYS_ASKED = {"title_en", "precision", PARTIES}
# Entered with every event unless the row says otherwise: what an empty row of the model holds.
EMPTY = Event()
DEFAULTS: Values = {name: json_ready(getattr(EMPTY, name)) for name in Event.tracked}


class Effect:
    """The words in which effects are stored."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT_OUT = "left_out"
    QUESTION = "question"
    CONFLICT = "conflict"
    ERROR = "error"

    READY = (NEW, CHANGED, SAME)
    NEEDY = (ERROR, CONFLICT, QUESTION)


class Answer:
    """What a person says to a row that asks; else the identifier of the event that is meant."""

    NEW = "new"
    FILE = "file"
    LEAVE_OUT = "leave_out"


@dataclass
class Outcome:
    """`before` and `after` hold the fields that differ, as history keeps them; `whole` is the event as it would be."""

    number: int
    effect: str
    event: str = ""
    version: int | None = None
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)
    whole: Values = field(default_factory=dict)
    problems: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    candidates: tuple[str, ...] = ()

    def need(self, effect: str, *remarks: Remark) -> Outcome:
        self.effect = effect
        self.problems += remarks
        return self

    def as_json(self) -> Values:
        """What is stored of it: of a new event only what is not as in every new one."""
        stored: Values = {
            "event": self.event,
            "version": self.version,
            "before": self.before,
            "after": {name: value for name, value in self.after.items() if self.event or value != DEFAULTS.get(name)},
            "shown": {name: self.whole[name] for name in SHOWN if self.whole.get(name) not in BLANK},
            "problems": [remark.as_json() for remark in self.problems],
            "notes": [remark.as_json() for remark in self.notes],
            "candidates": list(self.candidates),
        }
        return {name: value for name, value in stored.items() if value}


def new_event(draft: Draft, period: Period | None, context: Context) -> Outcome:
    """The event that a row enters, with what was said for the whole file where the row is silent."""
    values = {**DEFAULTS, **_given(draft, context), **_dates(draft, period)}
    name_place(values, period, draft, context)
    parties = [party | {"role": role} for role, said in draft.parties.items() for party in said]
    if context.options.organiser and not any(party["role"] == ORGANISER for party in parties):
        parties.append({"role": ORGANISER, "party": "state", "of": context.options.organiser})
    outcome = Outcome(draft.number, Effect.NEW, after=values | {PARTIES: parties}, notes=draft.notes)
    outcome.problems = [*draft.problems, *_lacking(values, period, draft)]
    changed = {name for name, value in values.items() if value != DEFAULTS[name]} | ALWAYS_ASKED
    return _judged(outcome, None, changed - {problem.target for problem in outcome.problems}, context)


def _given(draft: Draft, context: Context) -> Values:
    """What the row says, and the choices made for the file."""
    options = context.options
    values = {name: DEFAULTS[name] if value is None else value for name, value in draft.values.items()}
    values["kind"] = values.get("kind") or _kind_in_title(draft, context) or options.kind
    values.setdefault("status", options.status)
    is_proposed = values["status"] == Status.PROPOSED
    values.setdefault("visibility", Audience.SECRETARIAT.value if is_proposed else options.visibility)
    _follow_area(values, context)
    return values


def _kind_in_title(draft: Draft, context: Context) -> str:
    """A title says its kind if it names exactly one; meetings of governing bodies are not read out of titles."""
    if any(problem.target == "kind" for problem in draft.problems):
        return ""
    titles = " | ".join(f" {name_key(draft.values.get(name) or '')} " for name in TITLES)
    kinds = {kind for word, kind in context.names.kinds.words.items() if f" {word} " in titles} - STATUTORY_KINDS
    if len(kinds) != 1:
        return ""
    [kind] = kinds
    draft.note("kind_in_title", "kind", meaning=str(Kind(kind).label))
    return str(kind)


def _follow_area(values: Values, context: Context) -> None:
    """An area says its dimension."""
    if values.get("area") and not values.get("dimension"):
        values["dimension"] = context.names.areas.exact(values["area"]).dimension.code


def _dates(draft: Draft, period: Period | None) -> Values:
    """Beside the days the words of the source, where these say more."""
    if period is None:
        return {}
    words = "" if period.precision == Precision.DAY else draft.date_text
    return {**as_values(period), "date_text": words}


def _lacking(values: Values, period: Period | None, draft: Draft) -> list[Remark]:
    said = {problem.target for problem in draft.problems}
    lacking = []
    if period is None and not said & {"dates", "earliest", "latest", "precision"}:
        lacking.append(Remark("no_dates", "dates"))
    if not values["kind"] and "kind" not in said:
        lacking.append(Remark("no_kind", "kind"))
    return lacking


def changed_event(
    draft: Draft, known: Known, stored: Values, period: Period | None, context: Context, *, base: Values
) -> Outcome:
    """What the row changes of an event. A blank cell empties a field only in a row that names the event itself.

    `base` are the values that were changed in the portal since the file was exported, as the file had them: where
    the row still says the same, it changes nothing.
    """
    wanted = {**_worth(draft.values, by_key=bool(draft.key)), **_moved(draft, period, stored)}
    _follow_area(wanted, context)
    if any(wanted.get(name, stored[name]) != stored[name] for name in CITY):
        name_place(wanted, period or _stored_period(stored), draft, context)
    if draft.parties and not (PARTIES in base and _is_same(PARTIES, _parties(draft, base[PARTIES]), base[PARTIES])):
        wanted[PARTIES] = _parties(draft, stored[PARTIES])
    after = {
        name: value
        for name, value in wanted.items()
        if not _is_same(name, value, stored[name]) and not (name in base and name != PARTIES and value == base[name])
    }
    outcome = Outcome(draft.number, Effect.CHANGED if after else Effect.SAME, known.public_id, known.version)
    outcome.after, outcome.before = after, {name: stored[name] for name in after}
    outcome.problems, outcome.notes = list(draft.problems), draft.notes
    return _judged(outcome, stored, set(after), context)


def _stored_period(stored: Values) -> Period:
    return period_of([stored["earliest"] or "", stored["latest"] or "", stored["precision"]])


def _worth(values: Values, *, by_key: bool) -> Values:
    said = {name: DEFAULTS[name] if value is None else value for name, value in values.items()}
    return said if by_key else {name: value for name, value in said.items() if value not in BLANK}


def _moved(draft: Draft, period: Period | None, stored: Values) -> Values:
    """Nothing where the days are the stored ones: then the words of the source stay too."""
    if period is None or all(stored[name] == value for name, value in as_values(period).items()):
        return {}
    return _dates(draft, period)


def _parties(draft: Draft, stored: Sequence[Party]) -> list[Party]:
    """Those of the roles that the row names, and the others as they are. A blank cell takes nobody away by itself."""
    said = {role: parties for role, parties in draft.parties.items() if parties or draft.key}
    kept = [party for party in stored if party["role"] not in said]
    for role, parties in said.items():
        mine = [party for party in stored if party["role"] == role]
        kept += [party | {"role": role} for party in merged(parties, mine)]
    return kept


def _is_same(name: str, value: Any, stored: Any) -> bool:
    """However the lines of a text end, and in whichever order the parties stand."""
    if name == PARTIES:
        return canonical(value) == canonical(stored)
    return bool(value == (stored.replace("\r\n", "\n").strip() if name in TEXTS else stored))


def _judged(outcome: Outcome, stored: Values | None, changed: set[str], context: Context) -> Outcome:
    """The rules of events, asked of the event as it would be."""
    outcome.whole = {**(stored or {}), **outcome.after}
    if not changed and stored is not None:
        outcome.effect = Effect.ERROR if outcome.problems else outcome.effect
        return outcome
    values = {name: value for name, value in outcome.whole.items() if name in DEFAULTS}
    fields = frozenset(changed) - {PARTIES}
    fill(context.event, values, context)
    faults = list(faults_in_values(context.event, fields))
    if PARTIES in changed or stored is None:
        faults += faults_in_parties(outcome.whole[PARTIES], context)
    faults += faults_in_policy(stored, values, fields, context)
    said = {problem.target for problem in outcome.problems if problem.target}
    if said & DATES:
        said |= DATES
    outcome.problems += [fault for fault in faults if not fault.target or fault.target not in said]
    if outcome.problems:
        outcome.effect = Effect.ERROR
    return outcome
