"""What the API offers of the rows that belong to an event: documents, outcomes, links, lines of plans."""

from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.utils.translation import gettext_lazy as _

from cbm_events.api.serializers import DocumentSerializer, EventLinkSerializer, OutcomeSerializer, PlannedSerializer
from cbm_events.filters import DocumentFilter, EventLinkFilter, OutcomeFilter
from cbm_events.models import Event, EventLink, Outcome, PlanLine, PlanVersion
from cica_portal.common.api.resources import Filters, Related, Resource
from cica_portal.common.audiences import visibilities_for
from cica_portal.common.models import Document
from cica_portal.common.viewer import Viewer


def documents(viewer: Viewer) -> QuerySet[Any]:
    """Documents of events, both of which the viewer sees."""
    events = Event.objects.visible_to(viewer).values("public_id")
    of_events = Document.objects.visible_to(viewer).filter(subject_kind=Event.record_kind, subject_key__in=events)
    return of_events.annotate(address=F("url"))


def outcomes(viewer: Viewer) -> QuerySet[Any]:
    """Each names its document to those who see that too."""
    seen = When(document__visibility__in=visibilities_for(viewer.audience), then=F("document__public_id"))
    return Outcome.objects.visible_to(viewer).annotate(seen_document=Case(seen))


def planned(viewer: Viewer, filters: Filters) -> QuerySet[Any]:
    """Lines of the last version of each plan that the viewer sees."""
    versions = PlanVersion.objects.visible_to(viewer).filter(plan=OuterRef("version__plan"))
    last = Subquery(versions.order_by("-number").values("number")[:1])
    return PlanLine.objects.visible_to(viewer).filter(version__number=last).order_by("version__plan__year", "number")


DOCUMENTS = Resource(
    name="documents",
    title=_("Documents"),
    about=_("Documents of events, in the order in which they were added."),
    shape=DocumentSerializer,
    rows=documents,
    order="added_at",
    filterset=DocumentFilter,
)
OUTCOMES = Resource(
    name="outcomes",
    title=_("Outcomes"),
    about=_("What events adopted or took note of, the earliest first."),
    shape=OutcomeSerializer,
    rows=outcomes,
    order="adopted_on",
    filterset=OutcomeFilter,
)
EVENT_LINKS = Resource(
    name="event-links",
    title=_("Preparatory and follow-up meetings"),
    about=_("Which event prepares or follows up which main event; for those who see both."),
    shape=EventLinkSerializer,
    rows=EventLink.objects.visible_to,
    order="main__public_id",
    filterset=EventLinkFilter,
)


def by_order(resource: Resource) -> Any:
    return lambda viewer, filters: resource.rows(viewer).order_by(resource.order, resource.key)


ADDITIONS = {
    "planned": Related(shape=PlannedSerializer, of="item__links__event_id", rows=planned),
    "documents": Related(shape=DocumentSerializer, of="subject_key", owner="public_id", rows=by_order(DOCUMENTS)),
    "outcomes": Related(shape=OutcomeSerializer, of="event_id", rows=by_order(OUTCOMES)),
    "part_of": Related(shape=EventLinkSerializer, of="part_id", rows=by_order(EVENT_LINKS)),
    "parts": Related(shape=EventLinkSerializer, of="main_id", rows=by_order(EVENT_LINKS)),
}
