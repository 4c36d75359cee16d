"""The one filter of events: pages, API, feed links and exports all use it. Values are public codes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cbm_events.models import (
    Event,
    EventLink,
    Kind,
    Letter,
    LetterKind,
    Mode,
    Outcome,
    Plan,
    PlanLine,
    PlanStage,
    PlanVersion,
    Status,
    YearlySummary,
)
from cbm_events.models.choices import STATUTORY_KINDS
from cbm_events.models.contents import FIRST_YEAR, LAST_YEAR
from cbm_events.querysets import EventQuerySet
from cica_portal.common.audiences import Audience
from cica_portal.common.filters import DaysInOrder, IsoDateFilter
from cica_portal.common.models import Document, DocumentKind
from councils.models import Council
from members.models import Dimension, MemberState, PriorityArea

RARE = ("area", "kind", "council", "mode")
# Beside the five dimensions: meetings of governing bodies, and the rest that names no dimension.
GOVERNING_BODIES, NO_DIMENSION = "GB", "NONE"
NOT_LISTED = {"invalid_choice": _("“%(value)s” is not in the list.")}


def dimension_choices() -> list[tuple[str, Any]]:
    named: list[tuple[str, Any]] = [(dimension.code, dimension.short) for dimension in Dimension.objects.all()]
    return [*named, (GOVERNING_BODIES, _("Governing bodies")), (NO_DIMENSION, _("No dimension"))]


def states_in_order(request: Any) -> QuerySet[MemberState]:
    return MemberState.objects.in_order(get_language() or "en")


def councils_in_order(request: Any) -> QuerySet[Council]:
    return Council.objects.in_order(get_language() or "en")


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """One value or several, any of which may hold; repeated in the address (?kind=forum&kind=seminar)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, distinct=False, widget=forms.CheckboxSelectMultiple, error_messages=NOT_LISTED, **kwargs
        )


class YearFilter(django_filters.Filter):
    field_class = forms.IntegerField


class EventFilter(django_filters.FilterSet):
    year = YearFilter(label=_("Year"), method="in_year", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    dimension = ChoicesFilter(label=_("Dimension"), method="of_dimensions", choices=dimension_choices)
    area = django_filters.ModelMultipleChoiceFilter(
        field_name="area__code",
        label=_("Priority area"),
        queryset=PriorityArea.objects.select_related("dimension"),
        to_field_name="code",
        error_messages=NOT_LISTED,
        distinct=False,
        widget=forms.CheckboxSelectMultiple,
    )
    state = django_filters.ModelChoiceFilter(
        label=_("Member state"),
        queryset=states_in_order,
        to_field_name="code",
        error_messages=NOT_LISTED,
        method="of_state",
        empty_label=_("All states"),
    )
    council = django_filters.ModelChoiceFilter(
        label=_("Council or body"),
        queryset=councils_in_order,
        to_field_name="code",
        error_messages=NOT_LISTED,
        empty_label=_("All councils"),
    )
    status = ChoicesFilter(label=_("Status"), choices=Status.choices)
    kind = ChoicesFilter(label=_("Kind of event"), choices=Kind.choices)
    mode = django_filters.ChoiceFilter(
        label=_("Format"), choices=Mode.choices, empty_label=_("Any format"), error_messages=NOT_LISTED
    )
    since = IsoDateFilter(label=_("On this day or later"), method="from_day")
    until = IsoDateFilter(label=_("On this day or earlier"), method="to_day")
    q = django_filters.CharFilter(
        label=_("Search"),
        method="with_words",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    class Meta:
        model = Event
        form = DaysInOrder
        fields: Sequence[str] = []

    def in_year(self, events: EventQuerySet, name: str, year: int) -> EventQuerySet:
        return events.for_year(year)

    def from_day(self, events: EventQuerySet, name: str, day: date) -> EventQuerySet:
        return events.filter(latest__gte=day)

    def to_day(self, events: EventQuerySet, name: str, day: date) -> EventQuerySet:
        return events.filter(earliest__lte=day)

    def of_dimensions(self, events: EventQuerySet, name: str, codes: Collection[str]) -> EventQuerySet:
        wanted = Q(dimension__code__in=codes)
        if GOVERNING_BODIES in codes:
            wanted |= Q(dimension=None, kind__in=STATUTORY_KINDS)
        if NO_DIMENSION in codes:
            wanted |= Q(dimension=None) & ~Q(kind__in=STATUTORY_KINDS)
        return events.filter(wanted) if codes else events

    def of_state(self, events: EventQuerySet, name: str, state: MemberState) -> EventQuerySet:
        return events.of_state(state)

    def with_words(self, events: EventQuerySet, name: str, text: str) -> EventQuerySet:
        return events.matching(text)

    def without(self, *names: str) -> EventQuerySet:
        """The events that all filters but these let through; for counts beside each value of a filter."""
        self.is_valid()
        events = self.queryset
        for name, value in self.form.cleaned_data.items():
            if name not in names:
                events = self.filters[name].filter(events, value)
        return events

    @property
    def has_more(self) -> bool:
        """Whether one of the rarer filters is set or wrong; then their part of the form is open."""
        return any(self.form.data.get(name) for name in RARE)

    @property
    def chosen(self) -> int:
        """How many filters are set."""
        return sum(1 for value in self.form.cleaned_data.values() if value) if self.form.is_valid() else 0


class LetterFilter(django_filters.FilterSet):
    year = YearFilter(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    state = django_filters.ModelChoiceFilter(
        field_name="states",
        label=_("Addressed to"),
        queryset=states_in_order,
        to_field_name="code",
        error_messages=NOT_LISTED,
        empty_label=_("All states"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind of letter"), choices=LetterKind.choices, empty_label=_("All kinds"), error_messages=NOT_LISTED
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=Letter.Status.choices, empty_label=_("Any status"), error_messages=NOT_LISTED
    )
    series = django_filters.CharFilter(widget=forms.HiddenInput, max_length=10)

    class Meta:
        model = Letter
        fields: Sequence[str] = []


class PlanFilter(django_filters.FilterSet):
    year = YearFilter(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    stage = ChoicesFilter(label=_("Stage"), choices=PlanStage.choices)

    class Meta:
        model = Plan
        fields: Sequence[str] = []


class PlanLineFilter(django_filters.FilterSet):
    """Lines of frozen versions."""

    dimension = django_filters.ModelMultipleChoiceFilter(
        field_name="dimension__code",
        label=_("Dimension"),
        queryset=Dimension.objects.all(),
        to_field_name="code",
        error_messages=NOT_LISTED,
        distinct=False,
    )
    area = django_filters.ModelMultipleChoiceFilter(
        field_name="area__code",
        label=_("Priority area"),
        queryset=PriorityArea.objects.select_related("dimension"),
        to_field_name="code",
        error_messages=NOT_LISTED,
        distinct=False,
    )
    state = django_filters.ModelChoiceFilter(
        field_name="states",
        label=_("Member state"),
        queryset=states_in_order,
        to_field_name="code",
        error_messages=NOT_LISTED,
        empty_label=_("All states"),
    )

    class Meta:
        model = PlanLine
        fields: Sequence[str] = []


class PlanVersionFilter(django_filters.FilterSet):
    year = YearFilter(field_name="plan__year", label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    plan = django_filters.CharFilter(field_name="plan__public_id", label=_("Identifier of the plan"), max_length=10)
    kind = ChoicesFilter(label=_("What was frozen"), choices=PlanVersion.Kind.choices)

    class Meta:
        model = PlanVersion
        fields: Sequence[str] = []


class DocumentFilter(django_filters.FilterSet):
    event = django_filters.CharFilter(field_name="subject_key", label=_("Identifier of the event"), max_length=10)
    kind = ChoicesFilter(label=_("Kind of document"), choices=DocumentKind.choices)

    class Meta:
        model = Document
        fields: Sequence[str] = []


class OutcomeFilter(django_filters.FilterSet):
    event = django_filters.CharFilter(field_name="event__public_id", label=_("Identifier of the event"), max_length=10)
    verb = django_filters.ChoiceFilter(label=_("What was done"), choices=Outcome.Verb.choices)
    adopted_from = IsoDateFilter(field_name="adopted_on", lookup_expr="gte", label=_("Adopted on this day or later"))
    adopted_to = IsoDateFilter(field_name="adopted_on", lookup_expr="lte", label=_("Adopted on this day or earlier"))

    class Meta:
        model = Outcome
        form = DaysInOrder
        fields: Sequence[str] = []


class EventLinkFilter(django_filters.FilterSet):
    main = django_filters.CharFilter(
        field_name="main__public_id", label=_("Identifier of the main event"), max_length=10
    )
    relation = django_filters.ChoiceFilter(label=_("Kind of relation"), choices=EventLink.Relation.choices)

    class Meta:
        model = EventLink
        fields: Sequence[str] = []


class SummaryFilter(django_filters.FilterSet):
    year = YearFilter(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    audience = django_filters.ChoiceFilter(label=_("Built for"), choices=Audience.choices)

    class Meta:
        model = YearlySummary
        fields: Sequence[str] = []
