"""What the API offers of events and summaries."""

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from cbm_events.api.belongings import ADDITIONS
from cbm_events.api.serializers import (
    EventSerializer,
    FigureSerializer,
    ParticipationSerializer,
    RoleSerializer,
)
from cbm_events.api.summaries import SummaryRowSerializer, SummarySerializer, SummaryWithRowsSerializer
from cbm_events.filters import EventFilter, SummaryFilter
from cbm_events.models import Event, EventRole, Participation, PublishedFigure, SummaryRow, YearlySummary
from cica_portal.common.api.resources import Filters, Related, Resource
from cica_portal.common.viewer import Viewer
from members.models import ZoneLabel


def events(viewer: Viewer) -> QuerySet[Any]:
    labels = ZoneLabel.objects.filter(zone=OuterRef("zone"))
    return Event.objects.visible_to(viewer).annotate(
        zone_label_en=Subquery(labels.values("label_en")), zone_label_ru=Subquery(labels.values("label_ru"))
    )


def roles(viewer: Viewer, filters: Filters) -> QuerySet[Any]:
    """Parties of events that the viewer sees; the events were asked for with visible_to."""
    by_name = F("state__name_en").asc(nulls_last=True)
    return EventRole.objects.order_by("role", "-is_lead", by_name, "institution_en", "id")


def figures(viewer: Viewer, filters: Filters) -> QuerySet[Any]:
    return PublishedFigure.objects.visible_to(viewer).order_by("metric", "-value", "id")


def participations(viewer: Viewer, filters: Filters) -> QuerySet[Any]:
    return Participation.objects.visible_to(viewer).order_by("state__name_en", "as_of", "id")


def published_summaries(viewer: Viewer) -> QuerySet[Any]:
    published = {"state": YearlySummary.State.DONE, "stage": YearlySummary.Stage.PUBLISHED}
    return YearlySummary.objects.visible_to(viewer).filter(**published)


def summary_rows(viewer: Viewer, filters: Filters) -> QuerySet[Any]:
    """Events; of those that the viewer may no longer see nothing is told."""
    seen = Event.objects.visible_to(viewer).filter(public_id=OuterRef("subject_id"))
    return SummaryRow.objects.filter(part=SummaryRow.Part.EVENT).annotate(is_withdrawn=~Exists(seen)).order_by("id")


EVENTS = Resource(
    name="events",
    title=_("Events"),
    about=_(
        "Events in the order of their days, those without any date last. An event whose precision is a month or more "
        "stands at the end of that time. Cancelled events stay in the list."
    ),
    shape=EventSerializer,
    rows=events,
    order="sort_on",
    filterset=EventFilter,
    related={
        "roles": Related(shape=RoleSerializer, of="event_id", rows=roles),
        "figures": Related(shape=FigureSerializer, of="event_id", rows=figures),
        "participations": Related(shape=ParticipationSerializer, of="event_id", rows=participations),
    },
    additions=ADDITIONS,
)
SUMMARIES = Resource(
    name="summaries",
    title=_("Yearly summaries"),
    about=_("Published summaries, the earliest year first. One entry has all the events that it counted or left out."),
    shape=SummarySerializer,
    rows=published_summaries,
    order="year",
    filterset=SummaryFilter,
    detail_shape=SummaryWithRowsSerializer,
    detail_related={"rows": Related(shape=SummaryRowSerializer, of="summary_id", rows=summary_rows)},
    is_numbered=False,
)
