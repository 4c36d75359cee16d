"""Shapes of members' rows in the API. What is not listed here is not given out."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from cica_portal.common.api.serializers import (
    AddressField,
    BilingualField,
    RowSerializer,
    basis_field,
    confidence_field,
    source_field,
)
from members.models import Coordination, ExternalParty, PriorityArea


class StateSerializer(RowSerializer):
    """A member state under its CICA name."""

    code = serializers.CharField(help_text=_("Three letters"))
    url = AddressField(resource="states", key="code")
    iso2 = serializers.CharField(help_text=_("Two letters"))
    name = BilingualField()
    acceded_on = serializers.DateField(allow_null=True)
    accession_year = serializers.IntegerField(allow_null=True)
    source = source_field()
    confidence = confidence_field()
    basis = basis_field()


class ObserverSerializer(RowSerializer):
    """A state or an organisation that is not a member."""

    id = serializers.CharField(source="public_id")
    url = AddressField(resource="observers")
    nature = serializers.ChoiceField(choices=ExternalParty.Nature.choices)
    standing = serializers.ChoiceField(choices=ExternalParty.Standing.choices)
    name = BilingualField()
    iso2 = serializers.CharField(allow_null=True)
    since_on = serializers.DateField(allow_null=True)
    since_text = serializers.CharField(allow_null=True, help_text=_("In the words of the source"))
    until_text = serializers.CharField(allow_null=True, help_text=_("In the words of the source"))
    source = source_field()
    confidence = confidence_field()


class DimensionSerializer(RowSerializer):
    """One of the five dimensions of confidence-building measures."""

    code = serializers.CharField()
    url = AddressField(resource="dimensions", key="code")
    name = BilingualField()
    short = BilingualField()
    position = serializers.IntegerField(help_text=_("Place in CICA's own order"))


class AreaSerializer(RowSerializer):
    """A priority area, under the dimension that it belongs to today."""

    code = serializers.CharField()
    url = AddressField(resource="areas", key="code")
    name = BilingualField()
    dimension = serializers.CharField(source="dimension.code")
    status = serializers.ChoiceField(choices=PriorityArea.Status.choices)
    source = source_field()
    confidence = confidence_field()


class AttestationSerializer(RowSerializer):
    """A source that says the state held the coordination at some time."""

    as_of = serializers.DateField(help_text=_("Earliest day that the source can mean"))
    as_of_text = serializers.CharField(help_text=_("In the words of the source"))
    source = source_field()
    confidence = confidence_field()


class CoordinationSerializer(RowSerializer):
    """A state coordinates one dimension or one area. Without a term it is only attested, never “current”."""

    id = serializers.CharField(source="public_id")
    url = AddressField(resource="coordinations")
    state = serializers.CharField(source="state.code")
    role = serializers.ChoiceField(choices=Coordination.Role.choices)
    dimension = serializers.CharField(source="dimension.code", allow_null=True)
    area = serializers.CharField(source="area.code", allow_null=True)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    decision = BilingualField()
    attestations = AttestationSerializer(many=True)
    source = source_field()
    confidence = confidence_field()
    basis = basis_field()


class ChairmanshipSerializer(RowSerializer):
    """A term of the chair of CICA, from meeting to meeting; the end is open until its meeting."""

    id = serializers.CharField(source="public_id")
    url = AddressField(resource="chairmanships")
    state = serializers.CharField(source="state.code")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    meeting = BilingualField()
    source = source_field()
    confidence = confidence_field()


class HolidaySerializer(RowSerializer):
    """A day on which the offices of a state are closed, or open although it is a weekend. Its name is not given out."""

    id = serializers.CharField(source="public_id")
    url = AddressField(resource="holidays")
    state = serializers.CharField(source="state.code")
    day = serializers.DateField()
    is_working_day = serializers.BooleanField(help_text=_("A weekend day on which offices are open"))
    is_provisional = serializers.BooleanField(help_text=_("Estimated by the moon and not confirmed yet"))
