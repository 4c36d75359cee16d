"""Which state chairs CICA, from meeting to meeting."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cica_portal.common.models import Recorded, Sourced
from cica_portal.common.text import new_public_id
from members.models.parties import MemberState
from members.querysets import TermQuerySet


class Chairmanship(Recorded, Sourced):
    """A term of the chair. It ends at a meeting, so its end is open until that meeting."""

    record_kind: ClassVar[str] = "chairmanship"
    tracked: ClassVar[tuple[str, ...]] = (
        "state",
        "starts_on",
        "ends_on",
        "meeting_en",
        "meeting_ru",
        "source",
        "confidence",
        "basis",
        "source_note",
    )
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    state = models.ForeignKey(
        MemberState, on_delete=models.PROTECT, related_name="chairmanships", verbose_name=_("member state")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    meeting_en = models.CharField(_("decided at, in English"), max_length=200, blank=True)
    meeting_ru = models.CharField(_("decided at, in Russian"), max_length=200, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = _("chairmanship")
        verbose_name_plural = _("chairmanships")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="chairmanship_order",
                violation_error_message=_("The term ends before it starts."),
            ),
            models.UniqueConstraint(
                fields=["starts_on"],
                name="chairmanship_one_start",
                violation_error_message=_("Another term starts on this day."),
            ),
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(ends_on=None),
                name="chairmanship_one_open",
                violation_error_message=_("Another term is still open: enter its end first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state.code} {self.starts_on:%Y}"

    def clean(self) -> None:
        if not self.starts_on:
            return
        others = Chairmanship.objects.exclude(pk=self.pk).overlapping(self.starts_on, self.ends_on)
        if others.exists():
            raise ValidationError(_("The term overlaps another chairmanship."), code="overlap")
