"""From a body to the form that a page would send, and from the form's messages to places in the body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework import serializers

from cbm_events.forms.entries import values_to_send
from cbm_events.forms.events import EventForm
from cbm_events.forms.periods import PERIOD_FIELDS, PeriodForm, initial_dates
from cbm_events.forms.roles import PREFIX, BaseRoleFormSet, bind_roles
from cbm_events.models import Event, EventRole
from cica_portal.common.api.bodies import Body, Fault, leaves
from cica_portal.common.fuzzy import Period, Precision

# Where each input of the forms stands in a body.
POINTERS = {
    "title_en": "/title/en", "title_ru": "/title/ru", "summary_en": "/summary/en", "summary_ru": "/summary/ru",
    "kind": "/kind", "status": "/status", "visibility": "/visibility", "mode": "/mode",
    "precision": "/period/precision",
    "first_day": "/period/earliest", "last_day": "/period/latest",
    "start_time": "/times/opens", "end_time": "/times/closes", "zone": "/times/zone",
    "venue_en": "/place/venue/en", "venue_ru": "/place/venue/ru",
    "city_en": "/place/city/en", "city_ru": "/place/city/ru",
    "country": "/place/country", "country_other": "/place/country_other",
    "dimension": "/dimension", "area": "/area", "council": "/council",
    "nomination_deadline": "/nomination_deadline", "report_due": "/report_due", "report_by": "/report_by",
    "answer": "/answer", "delegates": "/delegates",
    "parties": "/roles", "co_organisers": "/co_organisers",
    "reason": "/reason", "note": "/note", "comment": "/comment",
    "adopted_on": "/adopted_on", "meeting_en": "/meeting/en", "meeting_ru": "/meeting/ru",
}  # fmt: skip
POINTERS |= {name: "/period" for name in PERIOD_FIELDS if name not in POINTERS}
INPUTS = {pointer: name for name, pointer in POINTERS.items() if pointer not in {"/period", "/roles"}}
ROLE_POINTERS = {
    "role": "/role", "party": "/party", "capacity": "/capacity", "is_lead": "/is_lead",
    "institution_en": "/institution/en", "institution_ru": "/institution/ru",
}  # fmt: skip
KEYS: dict[str, str] = {
    EventRole.Party.STATE: "state",
    EventRole.Party.COUNCIL: "council",
    EventRole.Party.ORGANISATION: "observer",
}
WHOLE = frozenset({Precision.MONTH, Precision.QUARTER, Precision.HALF_YEAR, Precision.YEAR})


@dataclass
class Given:
    """A bound form, the parties if the body names them, and what no form could find wrong."""

    form: Any
    parties: BaseRoleFormSet | None = None
    asked: Period | None = None
    faults: list[Fault] = field(default_factory=list)

    def is_valid(self) -> bool:
        judged = [self.form.is_valid(), self.parties is None or self.parties.is_valid()]
        if not self.faults and "precision" not in self.form.errors and self.is_other_period():
            said = _("With this precision give the first and the last day of the month, quarter, half-year or year.")
            self.faults.append(Fault("/period", said))
        return all(judged) and not self.faults

    def is_other_period(self) -> bool:
        read: Period | None = getattr(self.form, "period", None)
        return self.asked is not None and read is not None and read != self.asked

    def refuse(self, error: ValidationError, *, elsewhere: str = "") -> None:
        """Take up what the service found; `elsewhere` is where it stands if it names no place."""
        by_name = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, messages in by_name.items():
            self.faults += [Fault(POINTERS.get(name, elsewhere), message) for message in messages]

    def problems(self) -> list[Fault]:
        """Everything to put right, the deepest message first named at its own place."""
        found = list(self.faults)
        told = {fault.pointer for fault in found}
        for name, messages in self.form.errors.items():
            pointer = POINTERS.get(name, "")
            if pointer not in told or not pointer:
                found += [Fault(pointer, str(message)) for message in messages]
        return [*found, *(faults_of_parties(self.parties) if self.parties is not None else ())]


def faults_of_parties(parties: BaseRoleFormSet) -> Iterator[Fault]:
    for message in parties.non_form_errors():
        yield Fault("/roles", str(message))
    for index, row in enumerate(parties.forms):
        for name, messages in row.errors.items():
            place = f"/roles/{index}{ROLE_POINTERS.get(name, '')}"
            yield from (Fault(place, str(message)) for message in messages)


def given_event(event: Event, body: Body, shape: serializers.Serializer) -> Given:
    """The form of the page, sent as if only what the body names had been touched."""
    if event._state.adding:
        data: dict[str, str] = {"status": event.status, "visibility": event.visibility}
    else:
        data = {"dimension": "", **values_to_send(EventForm(instance=event, initial={"version": event.version}))}
    faults = overlay(data, body, shape)
    given = Given(EventForm(data, instance=event), faults=faults, asked=asked_period(body))
    if "roles" in body:
        given.faults += faults_of_blank_rows(body["roles"] or [])
        given.parties = bind_roles(data=role_inputs(body["roles"] or []))
    return given


def overlay(data: dict[str, str], body: Body, shape: serializers.Serializer) -> list[Fault]:
    """Put what the body names over what the form holds; returns what is wrong with its dates."""
    for pointer, value in leaves(body, shape):
        if name := INPUTS.get(pointer):
            data[name] = "" if value is None else str(value)
    if "period" not in body:
        return []
    for name in PERIOD_FIELDS:
        data.pop(name, None)
    return period_inputs(data, body["period"] or {})


def period_inputs(data: dict[str, str], given: Body) -> list[Fault]:
    first, last, precision = given.get("earliest"), given.get("latest"), given.get("precision")
    data["precision"] = precision or ""
    if precision not in Precision.values:
        return []
    if precision in WHOLE and not (first and last):
        return [Fault("/period", _("Give the first and the last possible day."))]
    if first and not last and precision == Precision.DAY:
        last = first
    if not first or not last:
        data |= {name: value for name, value in (("first_day", first), ("last_day", last)) if value}
        return []
    carrier = Event(earliest=date.fromisoformat(first), latest=date.fromisoformat(last), precision=precision)
    inputs = initial_dates(carrier)
    data |= {name: str(inputs[name]) for name in PERIOD_FIELDS if inputs.get(name)}
    return []


def asked_period(body: Body) -> Period | None:
    given = body.get("period") or {}
    first, last, precision = given.get("earliest"), given.get("latest"), given.get("precision")
    if precision not in WHOLE or not first or not last:
        return None
    return Period(date.fromisoformat(first), date.fromisoformat(last), Precision(precision))


def role_inputs(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    data: dict[str, str] = {}
    count = 0
    for index, row in enumerate(rows):
        institution = row.get("institution") or {}
        values = {
            "role": row.get("role"), "party": party_of(row), "capacity": row.get("capacity"),
            "institution_en": institution.get("en"), "institution_ru": institution.get("ru"),
            "is_lead": "on" if row.get("is_lead") else None,
        }  # fmt: skip
        data |= {f"{PREFIX}-{index}-{name}": str(value) for name, value in values.items() if value}
        count = index + 1
    return data | {f"{PREFIX}-TOTAL_FORMS": str(count), f"{PREFIX}-INITIAL_FORMS": "0"}


def party_of(row: Mapping[str, Any]) -> str:
    party = row.get("party") or ""
    return f"{party}:{row.get(KEYS.get(party, ''), '') or ''}" if party else ""


def faults_of_blank_rows(rows: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """On a page a row without a party is no row; in a body nothing is passed over in silence."""
    said = _("Choose the party, or “An institution, named below”.")
    institution = ("institution",)
    blank = [index for index, row in enumerate(rows) if not row.get("party") and not any(map(row.get, institution))]
    return [Fault(f"/roles/{index}/party", said) for index in blank]


def given_content(form_class: type[Any], row: Any, body: Body, shape: serializers.Serializer) -> Given:
    """The same for a form of what, when and where without parties."""
    data: dict[str, str] = {}
    if not row._state.adding:
        data = {"dimension": "", **values_to_send(form_class(instance=row, initial={"version": row.version}))}
    faults = overlay(data, body, shape)
    return Given(form_class(data, instance=row), faults=faults, asked=asked_period(body))


def given_act(blank: forms.Form, bind: Any, body: Body, shape: serializers.Serializer) -> Given:
    """The form of an act, whose inputs hold what the row has until the body says otherwise."""
    data = values_to_send(blank)
    faults = overlay(data, body, shape)
    asked = asked_period(body) if isinstance(blank, PeriodForm) else None
    return Given(bind(data), faults=faults, asked=asked)
