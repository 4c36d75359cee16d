"""Days on which the offices of a state are closed, or open on a weekend, beside its weekly rest."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cica_portal.common.audiences import Audience, audiences_that_see
from cica_portal.common.models import Recorded
from cica_portal.common.text import new_public_id, validate_single_line
from members.models.parties import MemberState
from members.querysets import HolidayQuerySet


class Holiday(Recorded):
    """One day of one state. Its name is for the Secretariat only: others read "public holiday" and the state."""

    class Kind(models.TextChoices):
        PUBLIC = "public", _("Public holiday")
        RELIGIOUS = "religious", _("Religious public holiday")
        WORKING = "working", _("Working day on a weekend")

    class Origin(models.TextChoices):
        PACKAGE = "package", _("Package of holidays")
        ENTERED = "entered", _("Entered by the Secretariat")

    record_kind: ClassVar[str] = "holiday"
    tracked: ClassVar[tuple[str, ...]] = (
        "state", "day", "kind", "name_en", "name_ru", "origin", "is_estimated", "confirmed_by", "confirmed_at",
    )  # fmt: skip
    internal: ClassVar[frozenset[str]] = frozenset({"name_en", "name_ru"})

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    state = models.ForeignKey(
        MemberState, on_delete=models.PROTECT, related_name="holidays", verbose_name=_("member state")
    )
    day = models.DateField(_("day"), db_index=True)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.PUBLIC)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True, validators=[validate_single_line])
    name_ru = models.CharField(_("name in Russian"), max_length=300, blank=True, validators=[validate_single_line])
    origin = models.CharField(_("origin"), max_length=7, choices=Origin, default=Origin.ENTERED, editable=False)
    is_estimated = models.BooleanField(_("estimated, by the moon"), default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("confirmed by"),
    )  # fmt: skip
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        ordering = ["day", "state__name_en"]
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [
            models.UniqueConstraint(
                fields=["state", "day"],
                name="holiday_day_once",
                violation_error_message=_("This day is already entered for the state."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="holiday_confirmed_by_somebody",
                violation_error_message=_("A confirmation has a person and a time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state.code} {self.day:%d.%m.%Y}"

    def audiences(self) -> frozenset[Audience]:
        return audiences_that_see(Audience.MEMBER_STATES)

    @property
    def awaits_confirmation(self) -> bool:
        return self.is_estimated and self.confirmed_at is None

    @property
    def is_fixed(self) -> bool:
        """People answer for it: what the package of holidays says later does not change it."""
        return self.origin == self.Origin.ENTERED or self.confirmed_at is not None
