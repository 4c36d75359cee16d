"""What the API offers of councils' rows."""

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal.common.api.resources import Filters, Related, Resource
from cica_portal.common.viewer import Viewer
from councils.api.serializers import CouncilSerializer, DecisionSerializer, SeatSerializer
from councils.filters import CouncilFilter, DecisionFilter, SeatFilter
from councils.models import Council, Decision, Seat


def seats(viewer: Viewer, filters: Filters) -> QuerySet[Any]:
    """By role, then states alphabetically, then institutions; the earliest term first."""
    by_name = F("state__name_en").asc(nulls_last=True)
    by_term = F("starts_on").asc(nulls_first=True)
    return Seat.objects.visible_to(viewer).order_by("role", by_name, "institution_en", by_term, "id")


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
