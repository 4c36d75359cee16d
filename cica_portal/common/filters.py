"""Filters that several lists share. Codes and days are taken exactly: what is nearly right is an error."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, Filter, FilterSet, ModelChoiceFilter

from cica_portal.common.audit.kinds import hidden_from, label_of, recorded_models
from cica_portal.common.models import Change, Door
from cica_portal.common.querysets import ChangeQuerySet
from cica_portal.common.text import validate_single_line
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, to_utc

ONE_DAY = timedelta(days=1)

ISO_LENGTH = len("2026-05-31")


class IsoDateField(forms.DateField):
    """A day as YYYY-MM-DD and in no other way: 05/06/2026 means two days to two people.

    A text field, for a browser's own date field shows the day as the browser's country writes it.
    """

    widget = forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "2026-05-31"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            day = date.fromisoformat(value) if len(value) == ISO_LENGTH else None
        except ValueError:
            day = None
        if day is None or day.isoformat() != value:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class IsoDateFilter(Filter):
    field_class = IsoDateField


class DaysInOrder(forms.Form):
    """Days that are confused would else find what covers them both, or nothing, and nobody would notice."""

    def clean(self) -> dict[str, Any]:
        days = super().clean() or self.cleaned_data
        starts = [name for name in self.fields if name.endswith("_from")]
        for first, last in [("since", "until"), *((name, f"{name.removesuffix('_from')}_to") for name in starts)]:
            if days.get(first) and days.get(last) and days[last] < days[first]:
                self.add_error(last, ValidationError(_("The last day is before the first day."), code="order"))
        return days


class CodeFilter(ModelChoiceFilter):
    """One row of a reference list, named by its code."""

    def __init__(self, *, queryset: QuerySet[Any], to_field_name: str = "code", **kwargs: Any) -> None:
        super().__init__(queryset=queryset, to_field_name=to_field_name, **kwargs)


class TextField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=100, validators=[validate_single_line], **kwargs)


class TextFilter(Filter):
    field_class = TextField


def kind_choices(viewer: Viewer) -> list[tuple[str, str]]:
    names = recorded_models().keys() - set(hidden_from(viewer))
    return sorted(((name, label_of(name)) for name in names), key=lambda choice: choice[1])


def actors(request: Any) -> QuerySet[Any]:
    """Everybody who ever changed something."""
    users = get_user_model()._default_manager
    return users.filter(pk__in=Change.objects.order_by().values("actor")).order_by("name")


class ChangeFilter(FilterSet):
    """The filter of the log, for its page and its export. Days are those of Astana."""

    kind = ChoiceFilter(label=_("Kind of record"), choices=(), empty_label=_("All kinds"))
    subject = TextFilter(label=_("Identifier or code"), field_name="subject_id", lookup_expr="iexact")
    action = ChoiceFilter(label=_("What was done"), choices=Change.Action.choices, empty_label=_("Anything"))
    actor = ModelChoiceFilter(label=_("By"), queryset=actors, to_field_name="public_id", empty_label=_("Everybody"))
    door = ChoiceFilter(label=_("Door"), choices=Door.choices, empty_label=_("All doors"))
    since = IsoDateFilter(label=_("On this day or later"), method="from_day")
    until = IsoDateFilter(label=_("On this day or earlier"), method="to_day")
    q = TextFilter(label=_("Words in reason or note"), method="with_words")

    class Meta:
        model = Change
        fields: Sequence[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["kind"].extra["choices"] = kind_choices(self.request.viewer)

    def from_day(self, changes: ChangeQuerySet, name: str, day: date) -> ChangeQuerySet:
        return changes.filter(at__gte=to_utc(day, time.min, SECRETARIAT_ZONE))

    def to_day(self, changes: ChangeQuerySet, name: str, day: date) -> ChangeQuerySet:
        return changes.filter(at__lt=to_utc(day + ONE_DAY, time.min, SECRETARIAT_ZONE))

    def with_words(self, changes: ChangeQuerySet, name: str, text: str) -> ChangeQuerySet:
        """SQLite knows small and capital letters of English only, so both are asked for."""
        wanted = Q()
        for word in {text, text.lower(), text.capitalize(), text.upper()}:
            wanted |= Q(reason__icontains=word) | Q(note__icontains=word)
        return changes.filter(wanted)

    @property
    def chosen(self) -> int:
        """How many filters are set."""
        return sum(1 for value in self.form.cleaned_data.values() if value) if self.form.is_valid() else 0
