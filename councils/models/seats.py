"""Who sits in a body, and who chairs it, for which term."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cica_portal.common.models import Recorded, Sourced
from cica_portal.common.text import new_public_id, pick, validate_single_line
from councils.models.councils import Council
from councils.querysets import SeatQuerySet
from members.models import MemberState


class Seat(Recorded, Sourced):
    """A state's (or a named institution's) place in a body: member or chair, with its term if known.

    Like a coordination, a seat without a term is attested by its source, never "current".
    It carries the date and label of the deciding meeting and stands alone.
    """

    class Role(models.TextChoices):
        CHAIR = "chair", _("Chair")
        CO_CHAIR = "co_chair", _("Co-chair")
        VICE_CHAIR = "vice_chair", _("Vice-chair")
        MEMBER = "member", _("Member")

    record_kind: ClassVar[str] = "seat"
    tracked: ClassVar[tuple[str, ...]] = (
        "council",
        "state",
        "institution_en",
        "institution_ru",
        "role",
        "starts_on",
        "ends_on",
        "attested_on",
        "attested_text",
        "meeting_on",
        "meeting_en",
        "meeting_ru",
        "source",
        "confidence",
        "basis",
        "source_note",
    )
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    council = models.ForeignKey(
        Council, on_delete=models.PROTECT, related_name="seats", verbose_name=_("council or body")
    )
    state = models.ForeignKey(
        MemberState,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seats",
        verbose_name=_("member state"),
    )
    institution_en = models.CharField(
        _("institution, in English"), max_length=200, blank=True, validators=[validate_single_line]
    )
    institution_ru = models.CharField(
        _("institution, in Russian"), max_length=200, blank=True, validators=[validate_single_line]
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    attested_on = models.DateField(_("attested: earliest day that the source can mean"), null=True, blank=True)
    attested_text = models.CharField(_("attested, in the words of the source"), max_length=60, blank=True)
    meeting_on = models.DateField(_("decided on"), null=True, blank=True)
    meeting_en = models.CharField(_("decided at, in English"), max_length=200, blank=True)
    meeting_ru = models.CharField(_("decided at, in Russian"), max_length=200, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["council", "role", "-starts_on", "-attested_on", "id"]
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__isnull=False) | ~Q(institution_en="") | ~Q(institution_ru=""),
                name="seat_has_holder",
                violation_error_message=_("Choose a member state or name the institution."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="seat_order",
                violation_error_message=_("The term ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=False) | Q(attested_on__isnull=False),
                name="seat_dated",
                violation_error_message=_("Give the start of the term, or the day for which a source attests it."),
            ),
            models.UniqueConstraint(
                fields=["council", "state", "role"],
                condition=Q(ends_on=None, state__isnull=False, starts_on__isnull=False),
                name="seat_open_once",
                violation_error_message=_("This state already holds this seat."),
            ),
        ]

    def __str__(self) -> str:
        holder = self.state.code if self.state else self.institution
        return f"{self.council.code} {self.role}: {holder}"

    @property
    def institution(self) -> str:
        return pick(get_language() or "en", self.institution_en, self.institution_ru)[0]
