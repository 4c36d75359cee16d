"""What the lists of the event form offer, in the order and the words of the page's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from cbm_events.models import EventRole, Kind
from cbm_events.models.choices import STATUTORY_KINDS
from councils.models import Council
from members.models import Dimension, ExternalParty, MemberState, PriorityArea, ZoneLabel

Choice = tuple[Any, Any]
NOTHING: Choice = ("", "—")
UTC = "UTC"
UNANSWERED = "?"


def zone_choices(current: str = "") -> list[Choice]:
    """The zones of member states under the Secretariat's labels, and UTC; an event keeps the one that it has."""
    labels = sorted(ZoneLabel.objects.all(), key=lambda row: row.label)
    choices = [(row.zone, row.label) for row in labels if row.zone != UTC]
    known = {zone for zone, _label in choices}
    if current and current not in known | {UTC}:
        choices.append((current, current.rpartition("/")[2].replace("_", " ")))
    return [*choices, (UTC, UTC)]


def kind_choices() -> list[Choice]:
    meetings = [(kind.value, kind.label) for kind in Kind if kind in STATUTORY_KINDS]
    measures = [(kind.value, kind.label) for kind in Kind if kind not in STATUTORY_KINDS]
    return [
        NOTHING,
        (_("Confidence-building measures and other events"), measures),
        (_("Meetings of governing and working bodies"), meetings),
    ]


# What the bodies of the conference itself hold is named after them.
KINDS_OF_BODIES: dict[str, str] = {
    "CHSG": Kind.SUMMIT, "MC": Kind.MINISTERIAL, "SOC": Kind.COMMITTEE, "SWG": Kind.WORKING_GROUP,
    "EM": Kind.EXPERT_MEETING,
}  # fmt: skip


def kind_of(body: Council) -> str:
    """The kind of event that a body usually holds, if it has one."""
    usual = Kind.COUNCIL_SESSION if body.kind == Council.Kind.ADVISORY else ""
    return KINDS_OF_BODIES.get(body.code, usual)


def party_choices() -> list[Choice]:
    """Everybody who may have a role at an event, as kind:identifier."""
    language = get_language() or "en"
    kind = EventRole.Party
    states = [(f"{kind.STATE}:{row.code}", row.name) for row in MemberState.objects.in_order(language)]
    bodies = sorted((row.name, row.code) for row in Council.objects.all())
    others = sorted((row.name, row.public_id) for row in ExternalParty.objects.all())
    return [
        NOTHING,
        (f"{kind.SECRETARIAT}:", pgettext("party", "CICA Secretariat")),
        (f"{kind.INSTITUTION}:", _("An institution, named below")),
        (_("Member states"), states),
        (_("Councils and bodies"), [(f"{kind.COUNCIL}:{code}", name) for name, code in bodies]),
        (_("Observers, partners and others"), [(f"{kind.ORGANISATION}:{key}", name) for name, key in others]),
    ]


class GroupedAreas(ModelChoiceIterator):
    """Priority areas under their dimensions."""

    def __iter__(self) -> Iterator[Any]:
        yield NOTHING
        for dimension, areas in groupby(self.queryset, key=lambda area: area.dimension):
            yield dimension.name, [self.choice(area) for area in areas]


class MarkedSelect(forms.Select):
    """Tells the page something of each row: what follows for other inputs when it is chosen."""

    def __init__(self, marks: Callable[[Any], dict[str, str]]) -> None:
        super().__init__()
        self.marks = marks

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if row := getattr(value, "instance", None):
            option["attrs"] |= {f"data-{name}": mark for name, mark in self.marks(row).items() if mark}
        return option


class AreaField(forms.ModelChoiceField):
    iterator = GroupedAreas

    def __init__(self, **kwargs: Any) -> None:
        rows = PriorityArea.objects.select_related("dimension")
        messages = {"invalid_choice": _("Choose a priority area from the list.")}
        widget = MarkedSelect(lambda area: {"dimension": area.dimension.code})
        super().__init__(rows, to_field_name="code", required=False, widget=widget, error_messages=messages, **kwargs)


class EmptyLast(ModelChoiceIterator):
    def __iter__(self) -> Iterator[Any]:
        yield from (self.choice(row) for row in self.queryset)
        yield "", self.field.empty_label


class DimensionField(forms.ModelChoiceField):
    """Five dimensions as chips, and an explicit "none" for meetings of the governing bodies."""

    iterator = EmptyLast
    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        messages = {"invalid_choice": _("Choose a dimension from the list.")}
        super().__init__(
            Dimension.objects.all(), to_field_name="code", required=False, blank=True,
            empty_label=_("No dimension"), error_messages=messages, **kwargs,
        )  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        """Nothing said yet is not the same as "no dimension": no chip is chosen."""
        return UNANSWERED if value is None else super().prepare_value(value)

    def label_from_instance(self, obj: Dimension) -> str:
        return obj.short


def code_field(queryset: Any, message: Any, **kwargs: Any) -> forms.ModelChoiceField:
    """A list whose values are the rows' codes."""
    return forms.ModelChoiceField(
        queryset=queryset, to_field_name="code", required=False, empty_label="—",
        error_messages={"invalid_choice": message}, **kwargs,
    )  # fmt: skip
