"""What councils' lists can be narrowed by: the same words on pages and in the API."""

from __future__ import annotations

from datetime import date

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal.common.filters import CodeFilter, DaysInOrder, IsoDateFilter
from councils.models import Council, Decision, Seat, SilenceProcedure, SilenceStage
from councils.querysets import SeatQuerySet
from members.models import Dimension, MemberState


class CouncilFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=Council.Kind.choices, label=_("Kind of body"))
    status = django_filters.ChoiceFilter(choices=Council.Status.choices, label=_("Status"))
    dimension = CodeFilter(queryset=Dimension.objects.all(), label=_("Dimension"))
    state = CodeFilter(queryset=MemberState.objects.all(), method="with_seat_of", label=_("Member state"))

    class Meta:
        model = Council
        fields: tuple[str, ...] = ()

    def with_seat_of(self, rows: QuerySet, name: str, state: MemberState) -> QuerySet:
        """Bodies in which the state has or had a seat."""
        return rows.filter(Exists(Seat.objects.filter(council=OuterRef("pk"), state=state)))


class SeatFilter(django_filters.FilterSet):
    council = CodeFilter(queryset=Council.objects.all(), label=_("Council or body"))
    state = CodeFilter(queryset=MemberState.objects.all(), label=_("Member state"))
    role = django_filters.ChoiceFilter(choices=Seat.Role.choices, label=_("Role"))
    as_of = IsoDateFilter(method="known_on", label=_("As known on this day"))

    class Meta:
        model = Seat
        fields: tuple[str, ...] = ()

    def known_on(self, rows: SeatQuerySet, name: str, day: date) -> SeatQuerySet:
        return rows.as_of(day)


class DecisionFilter(django_filters.FilterSet):
    council = CodeFilter(queryset=Council.objects.all(), label=_("Council or body"))
    method = django_filters.ChoiceFilter(choices=Decision.Method.choices, label=_("How it was taken"))
    adopted_from = IsoDateFilter(field_name="adopted_on", lookup_expr="gte", label=_("Adopted on this day or later"))
    adopted_to = IsoDateFilter(field_name="adopted_on", lookup_expr="lte", label=_("Adopted on this day or earlier"))

    class Meta:
        model = Decision
        form = DaysInOrder
        fields: tuple[str, ...] = ()


class SilenceFilter(django_filters.FilterSet):
    council = CodeFilter(queryset=Council.objects.all(), label=_("Council or body"))
    stage = django_filters.ChoiceFilter(choices=SilenceStage.choices, label=_("Stage"))
    deadline_from = IsoDateFilter(
        field_name="deadline_day", lookup_expr="gte", label=_("Deadline on this day or later")
    )
    deadline_to = IsoDateFilter(
        field_name="deadline_day", lookup_expr="lte", label=_("Deadline on this day or earlier")
    )

    class Meta:
        model = SilenceProcedure
        form = DaysInOrder
        fields: tuple[str, ...] = ()
