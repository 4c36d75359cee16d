"""Who coordinates what, and which sources attest it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cica_portal.common.models import Recorded, Sourced
from cica_portal.common.text import new_public_id
from members.models.parties import MemberState
from members.models.subjects import Dimension, PriorityArea
from members.querysets import AttestationQuerySet, CoordinationQuerySet

# Unknown starts are equal to each other in a unique constraint, on both databases.
START_OR_NEVER = Coalesce("starts_on", Value(date.min))


class Coordination(Recorded, Sourced):
    """A state coordinates or co-coordinates one dimension or one priority area, for a term if known.

    Without a term it is attested by sources, never "current" (diplomatic rule on dated roles).
    """

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("Coordinator")
        CO_COORDINATOR = "co_coordinator", _("Co-coordinator")

    record_kind: ClassVar[str] = "coordination"
    tracked: ClassVar[tuple[str, ...]] = (
        "state",
        "role",
        "dimension",
        "area",
        "starts_on",
        "ends_on",
        "decided_on",
        "decision_en",
        "decision_ru",
        "source",
        "confidence",
        "basis",
        "source_note",
    )
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    state = models.ForeignKey(
        MemberState, on_delete=models.PROTECT, related_name="coordinations", verbose_name=_("member state")
    )
    role = models.CharField(_("role"), max_length=14, choices=Role)
    dimension = models.ForeignKey(
        Dimension,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="coordinations",
        verbose_name=_("dimension"),
    )
    area = models.ForeignKey(
        PriorityArea,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="coordinations",
        verbose_name=_("priority area"),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision_en = models.CharField(_("deciding document, in English"), max_length=300, blank=True)
    decision_ru = models.CharField(_("deciding document, in Russian"), max_length=300, blank=True)

    objects = CoordinationQuerySet.as_manager()

    class Meta:
        ordering = ["role", "state__name_en"]
        verbose_name = _("coordination")
        verbose_name_plural = _("coordinations")
        constraints = [
            models.CheckConstraint(
                condition=Q(dimension=None, area__isnull=False) | Q(dimension__isnull=False, area=None),
                name="coordination_one_subject",
                violation_error_message=_("Choose either a dimension or a priority area."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="coordination_order",
                violation_error_message=_("The term ends before it starts."),
            ),
            models.UniqueConstraint(
                "state",
                "role",
                "dimension",
                START_OR_NEVER,
                condition=Q(area=None),
                name="coordination_dimension_once",
                violation_error_message=_("This coordination is already entered."),
            ),
            models.UniqueConstraint(
                "state",
                "role",
                "area",
                START_OR_NEVER,
                condition=Q(dimension=None),
                name="coordination_area_once",
                violation_error_message=_("This coordination is already entered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state.code} {self.role} {self.subject.code}"

    @property
    def subject(self) -> Dimension | PriorityArea:
        """What is coordinated."""
        subject = self.area or self.dimension
        assert subject is not None, "coordination_one_subject"
        return subject

    @property
    def dimension_key(self) -> str:
        return self.area.dimension.key if self.area else self.subject.code.lower()


class Attestation(Recorded, Sourced):
    """A source that says a state held a coordination at some time ("attested 2022")."""

    record_kind: ClassVar[str] = "attestation"
    tracked: ClassVar[tuple[str, ...]] = (
        "coordination",
        "as_of",
        "as_of_text",
        "source",
        "confidence",
        "basis",
        "source_note",
    )
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    coordination = models.ForeignKey(Coordination, on_delete=models.CASCADE, related_name="attestations")
    as_of = models.DateField(_("earliest day that the source can mean"))
    as_of_text = models.CharField(_("as of, in the words of the source"), max_length=60)

    objects = AttestationQuerySet.as_manager()

    class Meta:
        ordering = ["as_of", "id"]
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        constraints = [
            models.UniqueConstraint(
                fields=["coordination", "as_of", "source"],
                name="attestation_once",
                violation_error_message=_("This source is already entered for this day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.coordination}: {self.as_of_text}"
