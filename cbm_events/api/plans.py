"""What the API offers of annual plans: the plans, and what was frozen of them."""

from typing import Any

from django.db.models import Case, F, QuerySet, When
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from cbm_events.api.serializers import PeriodSerializer
from cbm_events.filters import PlanFilter, PlanVersionFilter
from cbm_events.models import Mode, Plan, PlanLine, PlanStage, PlanVersion, Standing
from cica_portal.common.api.resources import Filters, Related, Resource
from cica_portal.common.api.serializers import (
    AddressField,
    BilingualField,
    RowSerializer,
    basis_field,
    confidence_field,
    source_field,
)
from cica_portal.common.audiences import Audience, visibilities_for
from cica_portal.common.viewer import Viewer


class PlanSerializer(RowSerializer):
    """The plan of one year. What it says stands in its versions."""

    id = serializers.CharField(source="public_id")
    url = AddressField(resource="plans")
    year = serializers.IntegerField()
    stage = serializers.ChoiceField(choices=PlanStage.choices)
    counts = serializers.ChoiceField(choices=Plan.Counts.choices, help_text=_("What its total counts"))
    submissions_due = serializers.DateField(allow_null=True, help_text=_("Proposals until"))
    visibility = serializers.ChoiceField(choices=Audience.choices)
    is_partial = serializers.BooleanField(help_text=_("Not all lines are known"))
    is_sample = serializers.BooleanField(help_text=_("Made up for trying out the portal"))
    source = source_field()
    confidence = confidence_field()
    basis = basis_field()


class PlanLineSerializer(RowSerializer):
    """One line as it was frozen. Its identifier is the same in every version of the plan."""

    id = serializers.CharField(source="item.public_id")
    number = serializers.IntegerField(allow_null=True)
    standing = serializers.ChoiceField(choices=Standing.choices)
    title = BilingualField()
    period = PeriodSerializer(source="*")
    mode = serializers.ChoiceField(choices=Mode.choices, allow_null=True)
    city = BilingualField()
    country = serializers.CharField(source="country.code", allow_null=True, help_text=_("Code of a member state"))
    country_other = serializers.CharField(allow_null=True, help_text=_("Another country, by name"))
    organisers = BilingualField(help_text=_("In the words of the plan"))
    states = serializers.ListField(child=serializers.CharField(), help_text=_("Codes of the organising states"))
    dimension = serializers.CharField(source="dimension.code", allow_null=True)
    area = serializers.CharField(source="area.code", allow_null=True)
    meetings = serializers.IntegerField(help_text=_("How many meetings the line is"))
    note = BilingualField()
    source = source_field()
    confidence = confidence_field()
    basis = basis_field()


class PlanVersionSerializer(RowSerializer):
    """What was frozen of a plan at one moment: circulated, adopted, or an amendment, with all its lines."""

    id = serializers.CharField(source="public_id")
    url = AddressField(resource="plan-versions")
    plan = serializers.CharField(source="plan.public_id", help_text=_("Identifier of the plan"))
    year = serializers.IntegerField(source="plan.year")
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=PlanVersion.Kind.choices)
    at = serializers.DateTimeField(help_text=_("When it was frozen"))
    decided_on = serializers.DateField(allow_null=True)
    meeting = BilingualField()
    decision = serializers.CharField(source="seen_decision", allow_null=True, help_text=_("Identifier of the decision"))
    document = serializers.CharField(allow_null=True, help_text=_("Symbol of the document"))
    visibility = serializers.ChoiceField(choices=Audience.choices)
    lines = PlanLineSerializer(many=True)


def versions(viewer: Viewer) -> QuerySet[Any]:
    """Each names its decision to those who see that too."""
    seen = When(decision__visibility__in=visibilities_for(viewer.audience), then=F("decision__public_id"))
    return PlanVersion.objects.visible_to(viewer).annotate(seen_decision=Case(seen))


def lines(viewer: Viewer, filters: Filters) -> QuerySet[Any]:
    return PlanLine.objects.visible_to(viewer).order_by(F("number").asc(nulls_last=True), "id")


def states(viewer: Viewer, filters: Filters) -> QuerySet[Any]:
    """Of lines that the viewer sees; the lines were asked for with visible_to."""
    return PlanLine.states.through._default_manager.order_by("memberstate__name_en")


PLANS = Resource(
    name="plans",
    title=_("Annual plans"),
    about=_("The plans of implementation of confidence-building measures, the earliest year first."),
    shape=PlanSerializer,
    rows=Plan.objects.visible_to,
    order="year",
    filterset=PlanFilter,
)
PLAN_VERSIONS = Resource(
    name="plan-versions",
    title=_("Versions of annual plans"),
    about=_("What was circulated, adopted and amended of each plan, line by line, the earliest first."),
    shape=PlanVersionSerializer,
    rows=versions,
    order="at",
    filterset=PlanVersionFilter,
    related={
        "lines": Related(
            shape=PlanLineSerializer,
            of="version_id",
            rows=lines,
            related={"states": Related(column="memberstate__code", of="planline_id", rows=states)},
        )
    },
)
