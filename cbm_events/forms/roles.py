"""Who does what at the event: one row a party, as many as are needed, with or without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from cbm_events.forms.choices import NOTHING, Choice, party_choices
from cbm_events.forms.texts import PlainField
from cbm_events.models import Event, EventRole
from councils.models import Council
from members.models import ExternalParty, MemberState

PREFIX = "parties"
MOST_PARTIES, MOST_ROWS = 80, 100
BLANK_ROWS = 2
Party, Role = EventRole.Party, EventRole.Role


class RoleForm(forms.Form):
    """One party in one role. A row without a party is no row."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        initial=Role.ORGANISER,
        required=False,
        error_messages={"invalid_choice": _("Choose the role from the list.")},
    )
    party = forms.ChoiceField(
        label=_("Party"), required=False, error_messages={"invalid_choice": _("Choose the party from the list.")}
    )
    institution_en = PlainField(
        label=_("Institution, in English"), max_length=200, widget=forms.TextInput({"lang": "en"})
    )
    institution_ru = PlainField(
        label=_("Institution, in Russian"), max_length=200, widget=forms.TextInput({"lang": "ru"})
    )
    capacity = forms.ChoiceField(
        label=_("Capacity"),
        choices=[NOTHING, *EventRole.Capacity.choices],
        required=False,
        error_messages={"invalid_choice": _("Choose the capacity from the list.")},
    )
    is_lead = forms.BooleanField(label=_("Declared lead"), required=False)

    def __init__(self, *args: Any, parties: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = parties  # type: ignore[attr-defined]

    @property
    def is_blank(self) -> bool:
        names = ("party", "institution_en", "institution_ru")
        return not any((self[name].value() or "").strip() for name in names)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.is_blank or values.get("DELETE"):
            self.errors.clear()
            return values
        self._require_party()
        if values.get("is_lead") and values.get("role") not in {Role.ORGANISER, Role.CO_ORGANISER}:
            self.add_error("is_lead", _("Only an organiser can be the lead."))
        return values

    def _require_party(self) -> None:
        values = self.cleaned_data
        if not values.get("role") and "role" not in self.errors:
            self.add_error("role", _("Choose the role."))
        if not values.get("party") and "party" not in self.errors:
            self.add_error("party", _("Choose the party, or “An institution, named below”."))
        is_named = values.get("institution_en") or values.get("institution_ru")
        broken = {"institution_en", "institution_ru"} & set(self.errors)
        if values.get("party") == f"{Party.INSTITUTION}:" and not is_named and not broken:
            self.add_error("institution_en", _("Enter the name of the institution."))

    @property
    def is_counted(self) -> bool:
        return not self.is_blank and not self.cleaned_data.get("DELETE")


class BaseRoleFormSet(BaseFormSet):
    """All parties of one event."""

    default_error_messages = {
        "missing_management_form": _("The list of parties came incomplete: load the page again."),
        "too_many_forms": _("Enter at most %(num)d parties."),
    }

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this party")

    def clean(self) -> None:
        seen: dict[tuple[str, ...], str] = {}
        has_lead = False
        for form in self.forms:
            if form.errors or not form.is_counted:
                continue
            self._refuse_double(form, seen)
            if form.cleaned_data["is_lead"] and has_lead:
                form.add_error("is_lead", _("Another party is already the lead."))
            has_lead = has_lead or form.cleaned_data["is_lead"]

    def _refuse_double(self, form: forms.Form, seen: dict[tuple[str, ...], str]) -> None:
        values = form.cleaned_data
        role, party = values["role"], values["party"]
        names = (values["institution_en"], values["institution_ru"]) if party == f"{Party.INSTITUTION}:" else ()
        organises = role in {Role.ORGANISER, Role.CO_ORGANISER}
        key = ("organising" if organises else role, party, *names)
        if key in seen:
            message = _("%(party)s is named twice in the same role.")
            if organises:
                message = _("%(party)s is named twice among the organisers and co-organisers.")
            label = names[0] or names[1] if names else dict(flatten(form.fields["party"].choices))[party]  # type: ignore[attr-defined]
            form.add_error("party", ValidationError(message, params={"party": label}))
        seen[key] = party

    def roles(self) -> list[EventRole]:
        """The roles, not stored yet."""
        rows = [form.cleaned_data for form in self.forms if form.is_counted]
        found = _find_parties(row["party"] for row in rows)
        return [self._role(row, found) for row in rows]

    def _role(self, row: Mapping[str, Any], found: Mapping[str, Any]) -> EventRole:
        kind = row["party"].partition(":")[0]
        role = EventRole(
            role=row["role"], party=kind, capacity=row["capacity"], is_lead=row["is_lead"],
            institution_en=row["institution_en"], institution_ru=row["institution_ru"],
        )  # fmt: skip
        if kind in {Party.STATE, Party.COUNCIL, Party.ORGANISATION}:
            setattr(role, kind, found[row["party"]])
        return role


RoleFormSet = formset_factory(
    RoleForm, formset=BaseRoleFormSet, extra=BLANK_ROWS, can_delete=True, max_num=MOST_PARTIES, validate_max=True,
    absolute_max=MOST_ROWS,
)  # fmt: skip


def flatten(choices: Iterable[Any]) -> list[Choice]:
    """Choices without their groups."""
    flat: list[Choice] = []
    for value, label in choices:
        flat += label if isinstance(label, list | tuple) else [(value, label)]
    return flat


def _find_parties(values: Iterable[str]) -> dict[str, Any]:
    """The rows behind kind:identifier, in one query a kind."""
    wanted: dict[str, set[str]] = {}
    for value in values:
        kind, _colon, key = value.partition(":")
        wanted.setdefault(kind, set()).add(key)
    sources: dict[str, tuple[Any, str]] = {
        Party.STATE: (MemberState, "code"),
        Party.COUNCIL: (Council, "code"),
        Party.ORGANISATION: (ExternalParty, "public_id"),
    }
    return {
        f"{kind}:{getattr(row, field)}": row
        for kind, (model, field) in sources.items()
        for row in model.objects.filter(**{f"{field}__in": wanted.get(kind, set())})
    }


def role_initial(role: EventRole) -> dict[str, Any]:
    """What the row of a stored role holds."""
    row = role.state or role.council or role.organisation
    return {
        "role": role.role, "party": f"{role.party}:{row.subject_id if row else ''}", "capacity": role.capacity,
        "institution_en": role.institution_en, "institution_ru": role.institution_ru, "is_lead": role.is_lead,
    }  # fmt: skip


def roles_initial(event: Event) -> list[dict[str, Any]]:
    """The rows of a stored event: those who organise first."""
    order = list(Role.values)
    roles = sorted(event.roles.all(), key=lambda role: (order.index(role.role), not role.is_lead, role.party_name))
    return [role_initial(role) for role in roles]


def bind_roles(*, data: Any = None, initial: Iterable[Mapping[str, Any]] = ()) -> BaseRoleFormSet:
    rows = RoleFormSet(data, initial=list(initial), prefix=PREFIX, form_kwargs={"parties": party_choices()})
    assert isinstance(rows, BaseRoleFormSet)
    return rows
