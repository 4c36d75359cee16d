"""The words in which bodies' rows are asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from cica_portal.common.audiences import Audience, visibilities_for
from cica_portal.common.querysets import OpenQuerySet
from cica_portal.common.viewer import Viewer


class SeatQuerySet(OpenQuerySet):
    def known_by(self, day: date) -> Self:
        """Seats that began, or that a source attests, by this day; those that are over as well."""
        return self.filter(Q(starts_on__lte=day) | Q(starts_on=None, attested_on__lte=day))

    def as_of(self, day: date) -> Self:
        """Seats that a term covers on this day, or that a source up to this day attests."""
        return self.known_by(day).filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def with_chairs(self, day: date) -> Self:
        """Each with its body, which carries all its chairs known by the day as `known_chairs`."""
        chairs = self.model._default_manager.chairs().known_by(day).with_parties()
        return self.with_parties().prefetch_related(Prefetch("council__seats", queryset=chairs, to_attr="known_chairs"))

    def with_parties(self) -> Self:
        return self.select_related("state", "council__dimension")

    def chairs(self) -> Self:
        return self.filter(role="chair")


class DecisionQuerySet(OpenQuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        """Decisions whose visibility includes the viewer."""
        return self.filter(visibility__in=visibilities_for(viewer.audience))


class SilenceQuerySet(QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> Self:
        """A draft to the Secretariat; once it is circulated, to the member states."""
        if viewer.is_secretariat:
            return self.all()
        return self.none() if viewer.audience == Audience.PUBLIC else self.exclude(stage="draft")

    def with_parties(self) -> Self:
        return self.select_related("council", "chair", "decision")

    def running(self, at: datetime) -> Self:
        """Circulated and before their deadline, the nearest first."""
        return self.filter(stage="circulated", deadline_at__gt=at).order_by("deadline_at", "id")

    def awaiting_chair(self, at: datetime) -> Self:
        """Past their deadline, without an outcome."""
        return self.filter(stage="circulated", deadline_at__lte=at).order_by("deadline_at", "id")

    def without_objection_of(self, state: Any) -> Self:
        """Those to which no objection of the state stands."""
        objections = self.model._meta.get_field("objections").related_model._default_manager
        return self.exclude(Exists(objections.filter(procedure=OuterRef("pk"), state=state, withdrawn_at=None)))

    def settled(self) -> Self:
        return self.filter(stage__in=["broken", "adopted"]).order_by("-deadline_at", "-id")


class ObjectionQuerySet(QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> Self:
        """To its state, the state in the chair and the Secretariat; once it is released, to the member states."""
        if viewer.is_secretariat:
            return self.all()
        if viewer.audience == Audience.PUBLIC:
            return self.none()
        own = Q(state=viewer.state) | Q(procedure__chair=viewer.state) if viewer.state else Q()
        return self.filter(own | Q(released_at__isnull=False)) if own else self.exclude(released_at=None)

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def in_time(self) -> Self:
        return self.filter(received_at__lt=F("procedure__deadline_at"))
