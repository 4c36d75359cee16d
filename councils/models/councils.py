"""The bodies of CICA."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cica_portal.common.fuzzy import Period, Precision
from cica_portal.common.models import Recorded, Sourced
from members.models import Dimension, MemberState
from members.models.parties import Named
from members.querysets import NamedQuerySet


class Council(Named, Recorded, Sourced):
    """A governing, advisory or working body, or a network."""

    class Kind(models.TextChoices):
        GOVERNING = "governing", _("Governing body")
        ADVISORY = "advisory", _("Advisory body")
        WORKING = "working", _("Working body")
        NETWORK = "network", _("Network")
        CONSULTATIVE = "consultative", _("Consultations")
        FORUM = "forum", _("Forum")
        MECHANISM = "mechanism", _("Mechanism")
        EXECUTIVE = "executive", _("Permanent body")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ESTABLISHED = "established", _("Established")
        ACTIVE = "active", _("Active")
        DORMANT = "dormant", _("Dormant")
        DISSOLVED = "dissolved", _("Dissolved")

    record_kind: ClassVar[str] = "council"
    tracked: ClassVar[tuple[str, ...]] = (
        "code",
        "name_en",
        "name_ru",
        "kind",
        "status",
        "dimension",
        "established_earliest",
        "established_latest",
        "established_precision",
        "membership_en",
        "membership_ru",
        "rhythm_en",
        "rhythm_ru",
        "source",
        "confidence",
        "basis",
        "source_note",
    )
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    code = models.CharField(_("code"), max_length=8, unique=True, validators=[RegexValidator("^[A-Z]{2,8}$")])
    kind = models.CharField(_("kind of body"), max_length=12, choices=Kind)
    status = models.CharField(_("status"), max_length=11, choices=Status, default=Status.ACTIVE)
    dimension = models.ForeignKey(
        Dimension,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="councils",
        verbose_name=_("dimension"),
    )
    established_earliest = models.DateField(_("established, first possible day"), null=True, blank=True)
    established_latest = models.DateField(_("established, last possible day"), null=True, blank=True)
    established_precision = models.CharField(_("precision"), max_length=9, choices=Precision, default=Precision.UNKNOWN)
    membership_en = models.CharField(_("membership, in English"), max_length=300, blank=True)
    membership_ru = models.CharField(_("membership, in Russian"), max_length=300, blank=True)
    rhythm_en = models.CharField(_("how often it meets, in English"), max_length=300, blank=True)
    rhythm_ru = models.CharField(_("how often it meets, in Russian"), max_length=300, blank=True)
    members = models.ManyToManyField(MemberState, through="councils.Seat", related_name="councils")

    objects = NamedQuerySet.as_manager()

    class Meta:
        ordering = ["name_en"]
        verbose_name = _("council or body")
        verbose_name_plural = _("councils and bodies")
        constraints = [
            models.CheckConstraint(
                condition=Q(established_earliest=None, established_latest=None)
                | Q(
                    established_earliest__isnull=False,
                    established_latest__isnull=False,
                    established_latest__gte=F("established_earliest"),
                ),
                name="council_established_order",
                violation_error_message=_("Give both ends of the period in which it was established, in order."),
            )
        ]

    @property
    def subject_id(self) -> str:
        return self.code

    @property
    def established(self) -> Period:
        return Period(self.established_earliest, self.established_latest, Precision(self.established_precision))
