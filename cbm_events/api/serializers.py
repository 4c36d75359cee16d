"""Shapes of events and summaries in the API. What is not listed here is not given out."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from cbm_events.models import (
    EventLink,
    EventRole,
    Kind,
    Mode,
    Outcome,
    Participation,
    PersonGroup,
    PublishedFigure,
    Standing,
    Status,
)
from cica_portal.common.api.serializers import (
    AddressField,
    BilingualField,
    LocalTimeField,
    OwnReading,
    Reading,
    RowSerializer,
    basis_field,
    confidence_field,
    source_field,
)
from cica_portal.common.audiences import Audience
from cica_portal.common.fuzzy import Precision
from cica_portal.common.models import DocumentKind


class PeriodSerializer(RowSerializer):
    """When, as precisely as it is known: from “month” on, no day between the two is known."""

    earliest = serializers.DateField(allow_null=True, help_text=_("First possible day"))
    latest = serializers.DateField(allow_null=True, help_text=_("Last possible day"))
    precision = serializers.ChoiceField(choices=Precision.choices)
    date_text = serializers.CharField(allow_null=True, help_text=_("In the words of the source"))


class TimesSerializer(RowSerializer):
    """Clock times, where they are known: as the clocks there show them, and in UTC."""

    starts = LocalTimeField(source="starts_at", zone="zone", allow_null=True)
    ends = LocalTimeField(source="ends_at", zone="zone", allow_null=True)
    starts_utc = serializers.DateTimeField(source="starts_at", allow_null=True)
    ends_utc = serializers.DateTimeField(source="ends_at", allow_null=True)
    zone = BilingualField(source="zone_label")


class PlaceSerializer(RowSerializer):
    """Where. An online event has no city and no country."""

    venue = BilingualField()
    city = BilingualField()
    country = serializers.CharField(source="country.code", allow_null=True, help_text=_("Code of a member state"))
    country_other = serializers.CharField(allow_null=True, help_text=_("Another country, by name"))


class RoleSerializer(RowSerializer):
    """One party in one role; equal organisers stand alphabetically."""

    role = serializers.ChoiceField(choices=EventRole.Role.choices)
    party = serializers.ChoiceField(choices=EventRole.Party.choices)
    state = serializers.CharField(source="state.code", allow_null=True)
    council = serializers.CharField(source="council.code", allow_null=True)
    observer = serializers.CharField(source="organisation.public_id", allow_null=True)
    institution = BilingualField()
    capacity = serializers.ChoiceField(choices=EventRole.Capacity.choices, allow_null=True)
    is_lead = serializers.BooleanField()


class FigureSerializer(RowSerializer):
    """A figure as somebody published it. Two published counts of one meeting stay two."""

    metric = serializers.ChoiceField(choices=PublishedFigure.Metric.choices)
    group = serializers.ChoiceField(choices=PersonGroup.choices, allow_null=True, help_text=_("Of persons: which"))
    value = serializers.IntegerField()
    exactness = serializers.ChoiceField(choices=PublishedFigure.Exactness.choices)
    detail = BilingualField()
    counting_rule = serializers.CharField(allow_null=True)
    said_on = serializers.DateField(allow_null=True)
    said_text = serializers.CharField(allow_null=True, help_text=_("In the words of the source"))
    source = source_field(is_known=True)
    confidence = confidence_field()


class ParticipationSerializer(RowSerializer):
    """A state's reply and attendance: for that state, the organisers and the Secretariat."""

    state = serializers.CharField(source="state.code")
    answer = serializers.ChoiceField(choices=Participation.Answer.choices, allow_null=True)
    attended = serializers.BooleanField(allow_null=True)
    delegates = serializers.IntegerField(allow_null=True)
    level = serializers.ChoiceField(choices=PersonGroup.choices, allow_null=True)
    as_of = serializers.DateField()
    source = source_field(is_known=True)


class DownloadField(OwnReading, serializers.URLField):
    """The address of the file on the portal, or the one elsewhere that was entered."""

    def reading(self) -> Reading:
        path = f"{settings.PORTAL_URL}/documents"
        return Reading(("public_id", "address"), lambda row: row["address"] or f"{path}/{row['public_id']}/")


class DocumentSerializer(RowSerializer):
    """A document of an event. Its revisions and its other language are entries of their own, of the same series."""

    id = serializers.CharField(source="public_id")
    url = AddressField(resource="documents")
    event = serializers.CharField(source="subject_key")
    kind = serializers.ChoiceField(choices=DocumentKind.choices)
    symbol = serializers.CharField(allow_null=True)
    series = serializers.CharField()
    revision = serializers.IntegerField()
    title = BilingualField()
    language = serializers.CharField(help_text=_("Of the document: en or ru"))
    visibility = serializers.ChoiceField(choices=Audience.choices)
    public_basis = serializers.CharField(allow_null=True, help_text=_("On what basis it is public"))
    download = DownloadField(help_text=_("Where the document itself is"))
    source = source_field()
    confidence = confidence_field()


class OutcomeSerializer(RowSerializer):
    """What an event adopted or took note of, in words or as a document."""

    id = serializers.CharField(source="public_id")
    url = AddressField(resource="outcomes")
    event = serializers.CharField(source="event.public_id")
    verb = serializers.ChoiceField(choices=Outcome.Verb.choices)
    adopted_on = serializers.DateField()
    text = BilingualField()
    document = serializers.CharField(source="seen_document", allow_null=True)
    visibility = serializers.ChoiceField(choices=Audience.choices)
    source = source_field()
    confidence = confidence_field()
    basis = basis_field()


class EventLinkSerializer(RowSerializer):
    """One event prepares or follows up another, the main one."""

    id = serializers.CharField(source="public_id")
    url = AddressField(resource="event-links")
    part = serializers.CharField(source="part.public_id", help_text=_("Identifier of the event"))
    main = serializers.CharField(source="main.public_id", help_text=_("Identifier of the event"))
    relation = serializers.ChoiceField(choices=EventLink.Relation.choices)


class PlannedSerializer(RowSerializer):
    """The line of a plan as which an event is planned, as it stands in the last version that the reader may see."""

    plan = serializers.CharField(source="version.plan.public_id", help_text=_("Identifier of the plan"))
    year = serializers.IntegerField(source="version.plan.year")
    version = serializers.CharField(source="version.public_id", help_text=_("Identifier of the version"))
    line = serializers.CharField(source="item.public_id", help_text=_("Identifier of the line"))
    number = serializers.IntegerField(allow_null=True)
    standing = serializers.ChoiceField(choices=Standing.choices)
    is_sample = serializers.BooleanField(source="version.plan.is_sample")


class EventSerializer(RowSerializer):
    """One meeting, training or other event."""

    id = serializers.CharField(source="public_id")
    url = AddressField(resource="events")
    uid = serializers.CharField(help_text=_("The UID of the event in calendars"))
    title = BilingualField()
    summary = BilingualField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    status = serializers.ChoiceField(choices=Status.choices)
    visibility = serializers.ChoiceField(choices=Audience.choices)
    period = PeriodSerializer(source="*")
    times = TimesSerializer(source="*")
    mode = serializers.ChoiceField(choices=Mode.choices, allow_null=True)
    place = PlaceSerializer(source="*")
    dimension = serializers.CharField(source="dimension.code", allow_null=True)
    area = serializers.CharField(source="area.code", allow_null=True)
    council = serializers.CharField(source="council.code", allow_null=True)
    roles = RoleSerializer(many=True)
    figures = FigureSerializer(many=True)
    participations = ParticipationSerializer(many=True)
    nomination_deadline = serializers.DateField(allow_null=True)
    is_sample = serializers.BooleanField(help_text=_("Made up for trying out the portal"))
    source = source_field()
    confidence = confidence_field()
    basis = basis_field()
    planned = PlannedSerializer(many=True, required=False)
    documents = DocumentSerializer(many=True, required=False)
    outcomes = OutcomeSerializer(many=True, required=False)
    part_of = EventLinkSerializer(many=True, required=False)
    parts = EventLinkSerializer(many=True, required=False)
