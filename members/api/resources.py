"""What the API offers of members' rows."""

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal.common.api.resources import Filters, Related, Resource
from cica_portal.common.viewer import Viewer
from members.api.serializers import (
    AreaSerializer,
    AttestationSerializer,
    ChairmanshipSerializer,
    CoordinationSerializer,
    DimensionSerializer,
    HolidaySerializer,
    ObserverSerializer,
    StateSerializer,
)
from members.filters import AreaFilter, ChairmanshipFilter, CoordinationFilter, ExternalPartyFilter, HolidayFilter
from members.models import (
    Attestation,
    Chairmanship,
    Coordination,
    Dimension,
    ExternalParty,
    Holiday,
    MemberState,
    PriorityArea,
)


def attestations(viewer: Viewer, filters: Filters) -> QuerySet[Any]:
    """With ?as_of=… only what was attested by that day."""
    day = filters.get("as_of")
    rows = Attestation.objects.visible_to(viewer).order_by("as_of", "id")
    return rows.until(day) if day else rows


def holidays(viewer: Viewer) -> QuerySet[Any]:
    """The adviser's days; religious ones are told apart from others for nobody."""
    return Holiday.objects.visible_to(viewer).annotate(
        is_working_day=is_so(Q(kind=Holiday.Kind.WORKING)),
        is_provisional=is_so(Q(is_estimated=True, confirmed_at=None)),
    )


def is_so(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


STATES = Resource(
    name="states",
    title=_("Member states"),
    about=_("The member states under their CICA names, alphabetical in English."),
    shape=StateSerializer,
    rows=MemberState.objects.visible_to,
    order="name_en",
    key="code",
)
OBSERVERS = Resource(
    name="observers",
    title=_("Observers and partners"),
    about=_("Observers, partner organisations and others that take part, alphabetical in English."),
    shape=ObserverSerializer,
    rows=ExternalParty.objects.visible_to,
    order="name_en",
    filterset=ExternalPartyFilter,
)
DIMENSIONS = Resource(
    name="dimensions",
    title=_("Dimensions"),
    about=_("The five dimensions, in CICA's own order."),
    shape=DimensionSerializer,
    rows=Dimension.objects.visible_to,
    order="position",
    key="code",
)
AREAS = Resource(
    name="areas",
    title=_("Priority areas"),
    about=_("The priority areas by code. An area may move to another dimension; its code stays."),
    shape=AreaSerializer,
    rows=PriorityArea.objects.visible_to,
    order="code",
    key="code",
    filterset=AreaFilter,
)
COORDINATIONS = Resource(
    name="coordinations",
    title=_("Coordinations"),
    about=_(
        "Which state coordinates what, with the sources that attest it, by state. With “as_of” only what a term "
        "covers on that day, or what a source up to that day attests."
    ),
    shape=CoordinationSerializer,
    rows=Coordination.objects.visible_to,
    order="state__name_en",
    filterset=CoordinationFilter,
    related={"attestations": Related(shape=AttestationSerializer, of="coordination_id", rows=attestations)},
)
CHAIRMANSHIPS = Resource(
    name="chairmanships",
    title=_("Chairmanships"),
    about=_("Which state chairs CICA, the earliest term first. With “as_of” only the term of that day."),
    shape=ChairmanshipSerializer,
    rows=Chairmanship.objects.visible_to,
    order="starts_on",
    filterset=ChairmanshipFilter,
)
HOLIDAYS = Resource(
    name="holidays",
    title=_("Public holidays"),
    about=_(
        "The days on which dates are advised against, by day; for member states and the Secretariat. "
        "What is celebrated is not said."
    ),
    shape=HolidaySerializer,
    rows=holidays,
    order="day",
    filterset=HolidayFilter,
)
