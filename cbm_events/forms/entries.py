"""One event with its parties as a page sends it: both forms, their problems, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from cbm_events.forms.events import EventForm
from cbm_events.forms.roles import MOST_ROWS, PREFIX, BaseRoleFormSet, RoleForm, bind_roles, roles_initial
from cbm_events.forms.suggestions import party_of
from cbm_events.models import Event

ROLE_INPUTS = (*RoleForm.base_fields, "DELETE")


@dataclass(frozen=True)
class Problem:
    """One thing to put right, and the input at which it is."""

    anchor: str
    label: str
    message: str


@dataclass
class EntryForms:
    """The event form and the rows of its parties."""

    form: EventForm
    parties: BaseRoleFormSet

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.parties.is_valid()])

    def refuse(self, error: ValidationError) -> None:
        """Show what the service found at the field that it names."""
        for name, messages in _by_field(error).items():
            known = name if name in self.form.fields else None
            for message in messages:
                self.form.add_error(known, message)

    def problems(self) -> list[Problem]:
        """Everything to put right, in the order of the page."""
        found = [*problems_of(self.form)]
        found += [Problem("", "", str(message)) for message in self.parties.non_form_errors()]
        for row in self.parties.forms:
            found += problems_of(row)
        return found


def blank_entry(
    event: Event, *, initial: Mapping[str, Any] | None = None, parties: list[Any] | None = None
) -> EntryForms:
    """The forms as they are first shown, for a new or a stored event."""
    if parties is None:
        parties = [] if event._state.adding else roles_initial(event)
    values = {"version": event.version, **(initial or {})}
    return EntryForms(EventForm(instance=event, initial=values), bind_roles(initial=parties))


def bind_entry(event: Event, data: QueryDict) -> EntryForms:
    return EntryForms(EventForm(data, instance=event), bind_roles(data=data))


def unbind_entry(event: Event, data: QueryDict) -> EntryForms:
    """What was sent, as it was typed and not judged yet: for one more row of parties, or to go on with a draft."""
    suggested = party_of(data.get("suggest", ""))
    parties = [*sent_parties(data), *([suggested] if suggested else [])]
    return blank_entry(event, initial=data.dict(), parties=parties)


def sent_parties(data: QueryDict) -> list[dict[str, Any]]:
    """The rows of parties as they were sent, without those that are empty or to be removed."""
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "0")
    rows = [
        {name: data.get(f"{PREFIX}-{index}-{name}", "") for name in ROLE_INPUTS}
        for index in range(min(int(total), MOST_ROWS) if total.isdecimal() else 0)
    ]
    kept = (row for row in rows if not row.pop("DELETE"))
    return [row for row in kept if row["party"] or row["institution_en"] or row["institution_ru"]]


def values_to_send(form: forms.BaseForm) -> dict[str, str]:
    """What a browser would send if nothing were touched."""
    return {bound.html_name: text_of(bound) for bound in form if text_of(bound)}


def text_of(bound: forms.BoundField) -> str:
    """What the control holds, as a browser would send it."""
    shown = bound.field.widget.format_value(bound.value())
    if isinstance(shown, list):
        return shown[0] if shown else ""
    return "" if shown is None else str(shown)


def problems_of(form: forms.BaseForm) -> Iterator[Problem]:
    for message in form.non_field_errors():
        yield Problem("", "", str(message))
    for bound in form:
        anchor = f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id
        for message in bound.errors:
            yield Problem(anchor, str(bound.label), str(message))


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return error.message_dict
    return {"": error.messages}
