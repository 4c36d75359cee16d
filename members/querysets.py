"""The words in which members' rows are asked for. Days are calendar days in Astana."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from cica_portal.common.access import is_administrator
from cica_portal.common.audiences import Audience
from cica_portal.common.querysets import OpenQuerySet
from cica_portal.common.viewer import Viewer

if TYPE_CHECKING:
    from members.models import Dimension


class NamedQuerySet(OpenQuerySet):
    def in_order(self, language: str) -> Self:
        """Alphabetical by the names in this language, or the other one where it is missing."""
        if language == "ru":
            return self.order_by(Coalesce(NullIf("name_ru", Value("")), "name_en"), "pk")
        return self.order_by("name_en", "pk")


class TermQuerySet(OpenQuerySet):
    def in_force(self, day: date) -> Self:
        return self.filter(Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day)))

    def overlapping(self, first: date, last: date | None) -> Self:
        """Terms that share more than their handover day with first..last (open if last is None)."""
        starts_before = Q(starts_on__lt=last) if last else Q()
        return self.filter(starts_before & (Q(ends_on=None) | Q(ends_on__gt=first)))


class AttestationQuerySet(OpenQuerySet):
    def until(self, day: date) -> Self:
        return self.filter(as_of__lte=day)


class CoordinationQuerySet(OpenQuerySet):
    def with_subjects(self) -> Self:
        return self.select_related("state", "dimension", "area__dimension").prefetch_related("attestations")

    def of_dimension(self, dimension: Dimension) -> Self:
        """Of the dimension itself and of its areas."""
        return self.filter(Q(dimension=dimension) | Q(area__dimension=dimension))

    def known_by(self, day: date) -> Self:
        """Coordinations that began, or that a source attests, by this day; those that are over as well.

        Each carries the attestations up to the day as `attested_by`.
        """
        attestations = self.model._meta.get_field("attestations").related_model._default_manager
        attested = Exists(attestations.filter(coordination=OuterRef("pk"), as_of__lte=day))
        without_start = Q(starts_on=None) & (Q(attested) | Q(ends_on__lt=day))
        shown: QuerySet = attestations.filter(as_of__lte=day)
        return self.filter(Q(starts_on__lte=day) | without_start).prefetch_related(
            Prefetch("attestations", queryset=shown, to_attr="attested_by")
        )

    def as_of(self, day: date) -> Self:
        """Coordinations that a term covers on this day, or that a source up to this day attests.

        The latter say when they were attested; nothing tells whether they still hold.
        """
        return self.known_by(day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class HolidayQuerySet(QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> Self:
        """All of them, for those who have signed in for a member state or the Secretariat."""
        return self.none() if viewer.audience == Audience.PUBLIC else self.all()

    def of_years(self, first: int, last: int) -> Self:
        return self.filter(day__range=(date(first, 1, 1), date(last, 12, 31)))

    def awaiting_confirmation(self) -> Self:
        return self.filter(is_estimated=True, confirmed_at=None)


class AdministratorsQuerySet(QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> Self:
        """All of them, for administrators only."""
        return self.all() if is_administrator(viewer) else self.none()


class InvitationQuerySet(AdministratorsQuerySet):
    pass


class ApiTokenQuerySet(QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> Self:
        """All of them for administrators, and to everybody the own ones."""
        if is_administrator(viewer):
            return self.all()
        return self.filter(user=viewer.user.pk) if viewer.user is not None else self.none()
