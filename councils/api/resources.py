"""What the API offers of councils' rows."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cica_portal.common.api.resources import Filters, Related, Resource
from cica_portal.common.audiences import visibilities_for
from cica_portal.common.viewer import Viewer
from councils.api.serializers import (
    CouncilSerializer,
    DecisionSerializer,
    SeatSerializer,
    SilenceProcedureSerializer,
    SilenceStepSerializer,
)
from councils.filters import CouncilFilter, DecisionFilter, SeatFilter, SilenceFilter
from councils.models import Council, Decision, Seat, SilenceProcedure, SilenceStep
from members.models import ZoneLabel

# Behind every deadline: where drafts stand that have none.
WITHOUT_DEADLINE = datetime(9999, 1, 1, tzinfo=UTC)


def seats(viewer: Viewer, filters: Filters) -> QuerySet[Any]:
    """By role, then states alphabetically, then institutions; the earliest term first."""
    by_name = F("state__name_en").asc(nulls_last=True)
    by_term = F("starts_on").asc(nulls_first=True)
    return Seat.objects.visible_to(viewer).order_by("role", by_name, "institution_en", by_term, "id")


def silence_procedures(viewer: Viewer) -> QuerySet[Any]:
    """Each names its decision to those who see that too."""
    seen = When(decision__visibility__in=visibilities_for(viewer.audience), then=F("decision__public_id"))
    labels = ZoneLabel.objects.filter(zone=OuterRef("zone"))
    return SilenceProcedure.objects.visible_to(viewer).annotate(
        stands_at=Coalesce("deadline_at", Value(WITHOUT_DEADLINE)),
        seen_decision=Case(seen),
        zone_label_en=Subquery(labels.values("label_en")),
        zone_label_ru=Subquery(labels.values("label_ru")),
    )


def silence_steps(viewer: Viewer, filters: Filters) -> QuerySet[Any]:
    """Steps of procedures that the viewer sees; the procedures were asked for with visible_to."""
    return SilenceStep.objects.order_by("number")


COUNCILS = Resource(
    name="councils",
    title=_("Councils and bodies"),
    about=_("The bodies of CICA with their chairs and members, alphabetical in English."),
    shape=CouncilSerializer,
    rows=Council.objects.visible_to,
    order="name_en",
    key="code",
    filterset=CouncilFilter,
    related={"seats": Related(shape=SeatSerializer, of="council_id", rows=seats)},
)
SEATS = Resource(
    name="seats",
    title=_("Seats"),
    about=_(
        "Who chairs a body or has a place in it, by body. With “as_of” only what a term covers on that day, or what "
        "a source up to that day attests."
    ),
    shape=SeatSerializer,
    rows=Seat.objects.visible_to,
    order="council__name_en",
    filterset=SeatFilter,
)
DECISIONS = Resource(
    name="decisions",
    title=_("Decisions"),
    about=_("Decisions and adopted documents, the earliest first."),
    shape=DecisionSerializer,
    rows=Decision.objects.visible_to,
    order="adopted_on",
    filterset=DecisionFilter,
)
SILENCE_PROCEDURES = Resource(
    name="silence-procedures",
    title=_("Silence procedures"),
    about=_(
        "Texts circulated for a decision in writing, the earliest deadline first; for member states and the "
        "Secretariat. Whether a deadline has passed follows from the clock. Objections are not given out here."
    ),
    shape=SilenceProcedureSerializer,
    rows=silence_procedures,
    order="stands_at",
    filterset=SilenceFilter,
    related={"steps": Related(shape=SilenceStepSerializer, of="procedure_id", rows=silence_steps)},
)
