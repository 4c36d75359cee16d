"""The rules of events, asked of a row before anything is stored; each fault with the column at which it is mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from cbm_events.batches import refuse_doubles
from cbm_events.imports.drafts import Context
from cbm_events.imports.names import Party
from cbm_events.imports.problems import RULE, Remark
from cbm_events.models import Event, EventRole, Status
from cbm_events.transitions import TRANSITIONS
from cica_portal.common.audiences import Audience
from cica_portal.common.fuzzy import Precision
from cica_portal.common.models import Recorded
from cica_portal.common.models.checking import broken_rules, check_row
from councils.models import Council
from members.models import Dimension, ExternalParty, MemberState, PriorityArea

Values = Mapping[str, Any]
COLUMNS = {column.name: column for column in Event._meta.concrete_fields}
POINTERS: dict[str, type[Recorded]] = {
    "country": MemberState, "dimension": Dimension, "area": PriorityArea, "council": Council,
}  # fmt: skip
PARTY_ROWS: dict[str, type[Recorded]] = {
    EventRole.Party.STATE: MemberState,
    EventRole.Party.COUNCIL: Council,
    EventRole.Party.ORGANISATION: ExternalParty,
}
# Where a rule of the database is mended, by its name without the table's.
MENDED_AT = {
    "has_title": "title", "dates_both": "dates", "dates_in_order": "dates", "precision_has_dates": "dates",
    "times_with_zone": "zone", "confirmed_is_exact": "dates", "online_has_no_place": "mode", "one_country": "country",
    "area_has_dimension": "dimension",
}  # fmt: skip
DATES = frozenset({"earliest", "latest", "precision"})
TITLES = frozenset({"title_en", "title_ru"})


def fill(event: Event, values: Values, context: Context) -> None:
    for name, value in values.items():
        if name in POINTERS:
            setattr(event, f"{name}_id", context.names.pk(POINTERS[name], value) if value else None)
        else:
            setattr(event, name, COLUMNS[name].to_python(value))


def roles_of(parties: Sequence[Party], context: Context) -> list[EventRole]:
    return [_role(party, context) for party in parties]


def _role(party: Party, context: Context) -> EventRole:
    role = EventRole(**{name: value for name, value in party.items() if name != "of"})
    if "of" in party:
        setattr(role, f"{party['party']}_id", context.names.pk(PARTY_ROWS[party["party"]], party["of"]))
    return role


def faults_in_values(event: Event, changed: frozenset[str]) -> Iterator[Remark]:
    """What single fields and their relations to each other say, as far as the row changes them."""
    others = {name for name in COLUMNS if name not in changed or name in POINTERS}
    wrong: set[str] = set()
    for check in (lambda: event.clean_fields(exclude=others), event.clean):
        try:
            check()
        except ValidationError as error:
            for name, fault in _each(error):
                wrong.add(name)
                yield _remark(name, fault, str(getattr(event, name, "") or ""))
    for rule in broken_rules(event, without=wrong):
        if changed & rule.fields:
            name = rule.constraint.name
            yield Remark(RULE + name, MENDED_AT.get(name.partition("_")[2], ""))


def _each(error: ValidationError) -> Iterator[tuple[str, ValidationError]]:
    errors = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, faults in errors.items():
        yield name, faults[0]


def _remark(name: str, fault: ValidationError, value: str) -> Remark:
    params = fault.params or {}
    shown = {"limit": params.get("limit_value"), "length": params.get("show_value")}
    target = "dates" if name in DATES else name
    return Remark(fault.code or "", target, value, shown if fault.code == "max_length" else {})


def faults_in_parties(parties: Sequence[Party], context: Context) -> Iterator[Remark]:
    """Thousands of rows name the same few parties: each is judged once."""
    keys = tuple(tuple(sorted(party.items())) for party in parties)
    if keys in context.judged:
        return
    roles = roles_of(parties, context)
    for role in roles:
        try:
            check_row(role, exclude={"event"})
        except ValidationError as error:
            for name, fault in _each(error):
                yield _remark("organisers", fault, str(getattr(role, name, "")))
            return
    try:
        refuse_doubles(roles)
        context.judged.add(keys)
    except ValidationError as error:
        [fault] = error.error_dict["parties"]
        yield Remark("twice", "organisers", str((fault.params or {})["party"]))


def faults_in_policy(
    stored: Values | None, after: Values, changed: frozenset[str], context: Context
) -> Iterator[Remark]:
    """What the forms and actions of an event ask for beyond the row itself."""
    yield from _faults_in_subject(after, changed, context)
    yield from _faults_in_reach(stored, after, changed)
    yield from _faults_in_status(stored, after, changed, context.today)
    yield from _faults_in_deadlines(after, changed)


def _faults_in_subject(after: Values, changed: frozenset[str], context: Context) -> Iterator[Remark]:
    if not after["area"] or not changed & {"area", "dimension"}:
        return
    area = context.names.areas.exact(after["area"])
    if area.dimension.code != after["dimension"] and after["dimension"]:
        yield Remark("other_dimension", "area", params={"area": area.name, "dimension": area.dimension.name})


def _faults_in_reach(stored: Values | None, after: Values, changed: frozenset[str]) -> Iterator[Remark]:
    if after["status"] == Status.PROPOSED and after["visibility"] != Audience.SECRETARIAT:
        if changed & {"visibility", "status"}:
            yield Remark("proposal_reach", "visibility", after["visibility"])
    elif after["visibility"] == Audience.PUBLIC and changed & {"visibility", *TITLES}:
        was_public = stored is not None and stored["visibility"] == Audience.PUBLIC
        missing = [name for name in sorted(TITLES) if not after[name]]
        if missing and not (was_public and stored and not stored[missing[0]]):
            yield Remark("both_titles", missing[0])


def _faults_in_status(stored: Values | None, after: Values, changed: frozenset[str], today: date) -> Iterator[Remark]:
    if "status" not in changed:
        return
    if stored is not None and not any(
        stored["status"] in transition.sources and transition.to == after["status"]
        for transition in TRANSITIONS.values()
    ):
        before, wanted = (str(Status(values["status"]).label).lower() for values in (stored, after))
        yield Remark("transition", "status", params={"before": before, "after": wanted})
    elif after["status"] == Status.HELD and (not after["earliest"] or after["earliest"] > today.isoformat()):
        yield Remark("not_begun", "status")


def _faults_in_deadlines(after: Values, changed: frozenset[str]) -> Iterator[Remark]:
    """Nominations close before the event begins and its report follows its end, as far as the dates tell."""
    if not after["earliest"] or not after["latest"] or not changed & {*DATES, "nomination_deadline", "report_due"}:
        return
    is_exact = after["precision"] == Precision.DAY
    first, last = (after["earliest"], after["latest"]) if is_exact else (after["latest"], after["earliest"])
    if after["nomination_deadline"] and after["nomination_deadline"] > first:
        yield Remark("nominations_late", "nomination_deadline")
    if after["report_due"] and after["report_due"] < last:
        yield Remark("report_early", "report_due")
