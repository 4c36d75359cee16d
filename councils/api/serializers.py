"""Shapes of councils' rows in the API. What is not listed here is not given out."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from cica_portal.common.api.serializers import (
    AddressField,
    BilingualField,
    LocalTimeField,
    RowSerializer,
    confidence_field,
    source_field,
)
from cica_portal.common.audiences import Audience
from cica_portal.common.fuzzy import Precision
from councils.models import Council, Decision, Seat, SilenceStage, SilenceStep


class EstablishedSerializer(RowSerializer):
    """When a body was established, as precisely as it is known."""

    earliest = serializers.DateField(source="established_earliest", allow_null=True)
    latest = serializers.DateField(source="established_latest", allow_null=True)
    precision = serializers.ChoiceField(source="established_precision", choices=Precision.choices)


class SeatSerializer(RowSerializer):
    """A place in a body. Without a term it is only attested, never “current”."""

    id = serializers.CharField(source="public_id")
    url = AddressField(resource="seats")
    council = serializers.CharField(source="council.code")
    state = serializers.CharField(source="state.code", allow_null=True)
    institution = BilingualField()
    role = serializers.ChoiceField(choices=Seat.Role.choices)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    attested_on = serializers.DateField(allow_null=True, help_text=_("Earliest day that the source can mean"))
    attested_text = serializers.CharField(allow_null=True, help_text=_("In the words of the source"))
    meeting_on = serializers.DateField(allow_null=True)
    meeting = BilingualField()
    source = source_field()
    confidence = confidence_field()


class CouncilSerializer(RowSerializer):
    """A governing, advisory or working body, or a network."""

    code = serializers.CharField()
    url = AddressField(resource="councils", key="code")
    name = BilingualField()
    kind = serializers.ChoiceField(choices=Council.Kind.choices)
    status = serializers.ChoiceField(choices=Council.Status.choices)
    dimension = serializers.CharField(source="dimension.code", allow_null=True)
    established = EstablishedSerializer(source="*")
    membership = BilingualField()
    rhythm = BilingualField(help_text=_("How often it meets"))
    seats = SeatSerializer(many=True)
    source = source_field()
    confidence = confidence_field()


class DecisionSerializer(RowSerializer):
    """A decision or adopted document, with its meeting. Decisions are taken by consensus."""

    id = serializers.CharField(source="public_id")
    url = AddressField(resource="decisions")
    council = serializers.CharField(source="council.code")
    title = BilingualField()
    method = serializers.ChoiceField(choices=Decision.Method.choices)
    adopted_on = serializers.DateField()
    meeting = BilingualField()
    visibility = serializers.ChoiceField(choices=Audience.choices)
    source = source_field()
    confidence = confidence_field()


class DeadlineSerializer(RowSerializer):
    """The moment until which a text can be objected to: as the clocks of its zone show it, and in UTC."""

    local = LocalTimeField(source="deadline_at", zone="zone", allow_null=True)
    utc = serializers.DateTimeField(source="deadline_at", allow_null=True)
    zone = BilingualField(source="zone_label")


class SilenceStepSerializer(RowSerializer):
    """That a text was circulated, extended, broken or adopted, with the deadline that was set and what was said."""

    action = serializers.ChoiceField(choices=SilenceStep.Action.choices)
    at = serializers.DateTimeField()
    deadline = LocalTimeField(source="deadline_at", zone="zone", allow_null=True, help_text=_("That was set with it"))
    notified_on = serializers.DateField(allow_null=True)
    notified_by = serializers.CharField(allow_null=True)
    document = serializers.CharField(source="paper", allow_null=True)
    comment = serializers.CharField(allow_null=True)


class SilenceProcedureSerializer(RowSerializer):
    """A text circulated for a decision in writing. It is adopted when the Chair notifies it, never by the clock."""

    id = serializers.CharField(source="public_id")
    url = AddressField(resource="silence-procedures")
    council = serializers.CharField(source="council.code")
    chair = serializers.CharField(source="chair.code", allow_null=True, help_text=_("Code of the state in the chair"))
    subject = BilingualField()
    text = BilingualField()
    stage = serializers.ChoiceField(choices=SilenceStage.choices)
    deadline = DeadlineSerializer(source="*")
    decision = serializers.CharField(source="seen_decision", allow_null=True, help_text=_("Identifier of the decision"))
    is_sample = serializers.BooleanField(help_text=_("Made up for trying out the portal"))
    steps = SilenceStepSerializer(many=True)
