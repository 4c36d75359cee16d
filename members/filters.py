"""What members' lists can be narrowed by: the same words on pages and in the API."""

from __future__ import annotations

from datetime import date

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal.common.filters import CodeFilter, DaysInOrder, IsoDateFilter
from members.models import Chairmanship, Coordination, Dimension, ExternalParty, Holiday, MemberState, PriorityArea
from members.querysets import CoordinationQuerySet, TermQuerySet


class AreaFilter(django_filters.FilterSet):
    dimension = CodeFilter(queryset=Dimension.objects.all(), label=_("Dimension"))
    status = django_filters.ChoiceFilter(choices=PriorityArea.Status.choices, label=_("Status"))

    class Meta:
        model = PriorityArea
        fields: tuple[str, ...] = ()


class ExternalPartyFilter(django_filters.FilterSet):
    nature = django_filters.ChoiceFilter(choices=ExternalParty.Nature.choices, label=_("State or organisation"))
    standing = django_filters.ChoiceFilter(choices=ExternalParty.Standing.choices, label=_("Standing"))

    class Meta:
        model = ExternalParty
        fields: tuple[str, ...] = ()


class CoordinationFilter(django_filters.FilterSet):
    """`dimension` finds the coordinations of the dimension itself and of its areas."""

    state = CodeFilter(queryset=MemberState.objects.all(), label=_("Member state"))
    role = django_filters.ChoiceFilter(choices=Coordination.Role.choices, label=_("Role"))
    dimension = CodeFilter(queryset=Dimension.objects.all(), method="in_dimension", label=_("Dimension"))
    area = CodeFilter(queryset=PriorityArea.objects.all(), label=_("Priority area"))
    as_of = IsoDateFilter(method="known_on", label=_("As known on this day"))

    class Meta:
        model = Coordination
        fields: tuple[str, ...] = ()

    def in_dimension(self, rows: QuerySet, name: str, dimension: Dimension) -> QuerySet:
        return rows.filter(Q(dimension=dimension) | Q(area__dimension=dimension))

    def known_on(self, rows: CoordinationQuerySet, name: str, day: date) -> CoordinationQuerySet:
        return rows.as_of(day)


class ChairmanshipFilter(django_filters.FilterSet):
    state = CodeFilter(queryset=MemberState.objects.all(), label=_("Member state"))
    as_of = IsoDateFilter(method="in_force", label=_("In force on this day"))

    class Meta:
        model = Chairmanship
        fields: tuple[str, ...] = ()

    def in_force(self, rows: TermQuerySet, name: str, day: date) -> TermQuerySet:
        return rows.in_force(day)


class HolidayFilter(django_filters.FilterSet):
    state = CodeFilter(queryset=MemberState.objects.all(), label=_("Member state"))
    since = IsoDateFilter(field_name="day", lookup_expr="gte", label=_("On this day or later"))
    until = IsoDateFilter(field_name="day", lookup_expr="lte", label=_("On this day or earlier"))

    class Meta:
        model = Holiday
        form = DaysInOrder
        fields: tuple[str, ...] = ()
