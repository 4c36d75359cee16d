"""What the API offers of proposals: to the liaisons of their state, and from their sending on to the Secretariat."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from cbm_events.api.serializers import PlaceSerializer
from cbm_events.models import Kind, Mode, Proposal, ProposalStatus, ProposalStep
from cica_portal.common.api.resources import Filters, Related, Resource
from cica_portal.common.api.serializers import AddressField, BilingualField, RowSerializer
from cica_portal.common.fuzzy import Precision
from cica_portal.common.viewer import Viewer


class DaysSerializer(RowSerializer):
    """When, as precisely as it is known: from “month” on, no day between the two is known."""

    earliest = serializers.DateField(allow_null=True, help_text=_("First possible day"))
    latest = serializers.DateField(allow_null=True, help_text=_("Last possible day"))
    precision = serializers.ChoiceField(choices=Precision.choices)


class ClockSerializer(RowSerializer):
    """Clock times there, where they are known."""

    opens = serializers.TimeField(source="start_time", allow_null=True)
    closes = serializers.TimeField(source="end_time", allow_null=True)
    zone = serializers.CharField(allow_null=True, help_text=_("Name in the zone database, like Asia/Almaty"))


class StepSerializer(RowSerializer):
    """That the proposal came to a status, and what was said with it."""

    status = serializers.ChoiceField(choices=ProposalStatus.choices)
    at = serializers.DateTimeField()
    comment = serializers.CharField(allow_null=True)


class ProposalSerializer(RowSerializer):
    """An event that a member state offers for the plan."""

    id = serializers.CharField(source="public_id")
    url = AddressField(resource="proposals")
    state = serializers.CharField(source="state.code")
    status = serializers.ChoiceField(choices=ProposalStatus.choices)
    title = BilingualField()
    summary = BilingualField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    period = DaysSerializer(source="*")
    times = ClockSerializer(source="*")
    mode = serializers.ChoiceField(choices=Mode.choices, allow_null=True)
    place = PlaceSerializer(source="*")
    dimension = serializers.CharField(source="dimension.code", allow_null=True)
    area = serializers.CharField(source="area.code", allow_null=True)
    co_organisers = serializers.CharField(allow_null=True, help_text=_("States that would co-organise, in its words"))
    event = serializers.CharField(
        source="event.public_id", allow_null=True, help_text=_("Once it is in the draft plan")
    )
    adopted_on = serializers.DateField(allow_null=True, help_text=_("Day of the plan that was adopted without it"))
    meeting = BilingualField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    steps = StepSerializer(many=True)


def proposals(viewer: Viewer) -> QuerySet[Any]:
    return Proposal.objects.visible_to(viewer)


def steps(viewer: Viewer, filters: Filters) -> QuerySet[Any]:
    """Steps of proposals that the viewer sees; the proposals were asked for with visible_to."""
    return ProposalStep.objects.order_by("number")


PROPOSALS = Resource(
    name="proposals",
    title=_("Proposals"),
    about=_(
        "Events that a member state offers for the plan, in the order of their identifiers: for the liaisons of that "
        "state, and once they are sent for the Secretariat. Nobody else finds any here."
    ),
    shape=ProposalSerializer,
    rows=proposals,
    order="public_id",
    related={"steps": Related(shape=StepSerializer, of="proposal_id", rows=steps)},
    is_numbered=False,
)
