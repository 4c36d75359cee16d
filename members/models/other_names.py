"""By which other names states and places are known: read in what others send, never printed for a state."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cica_portal.common.audiences import STAFF_ONLY, Audience
from cica_portal.common.models import Recorded, Sourced
from cica_portal.common.querysets import StaffQuerySet
from cica_portal.common.text import new_public_id, validate_single_line
from members.models.parties import MemberState


class OtherName(Recorded, Sourced):
    """A former name, an abbreviation or another spelling, of a member state or of a place.

    The name of a place is the one of its day: Nur-Sultan is right for an event of 2021 and Astana for one of 2026.
    """

    record_kind: ClassVar[str] = "other_name"
    tracked: ClassVar[tuple[str, ...]] = (
        "name_en", "name_ru", "state", "place_en", "place_ru", "used_from", "used_until",
        "source", "confidence", "basis", "source_note",
    )  # fmt: skip
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    name_en = models.CharField(
        _("other name, in English"), max_length=200, blank=True, validators=[validate_single_line]
    )
    name_ru = models.CharField(
        _("other name, in Russian"), max_length=200, blank=True, validators=[validate_single_line]
    )
    state = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT, related_name="other_names",
        verbose_name=_("member state that it means"),
    )  # fmt: skip
    place_en = models.CharField(
        _("name of the place today, in English"), max_length=100, blank=True, validators=[validate_single_line]
    )
    place_ru = models.CharField(
        _("name of the place today, in Russian"), max_length=100, blank=True, validators=[validate_single_line]
    )
    used_from = models.DateField(_("in use from"), null=True, blank=True)
    used_until = models.DateField(_("in use until"), null=True, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        ordering = ["name_en", "name_ru"]
        verbose_name = _("other name of a state or place")
        verbose_name_plural = _("other names of states and places")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_ru=""),
                name="other_name_is_given",
                violation_error_message=_("Enter the other name in English or in Russian."),
            ),
            models.CheckConstraint(
                condition=Q(state__isnull=False, place_en="", place_ru="")
                | (Q(state=None) & (~Q(place_en="") | ~Q(place_ru=""))),
                name="other_name_of_one_thing",
                violation_error_message=_("Choose the member state, or enter the name of the place today."),
            ),
            models.CheckConstraint(
                condition=Q(used_from=None) | Q(used_until=None) | Q(used_until__gte=F("used_from")),
                name="other_name_order",
                violation_error_message=_("The name goes out of use before it comes into use."),
            ),
            models.UniqueConstraint(
                fields=["name_en"],
                condition=~Q(name_en=""),
                name="other_name_en_once",
                violation_error_message=_("This name in English is already listed."),
            ),
            models.UniqueConstraint(
                fields=["name_ru"],
                condition=~Q(name_ru=""),
                name="other_name_ru_once",
                violation_error_message=_("This name in Russian is already listed."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_en or self.name_ru

    def clean(self) -> None:
        if self.state and (self.name_en or self.name_ru) in {self.state.name_en, self.state.name_ru}:
            raise ValidationError(_("The state has this name already."), code="same")

    def audiences(self) -> frozenset[Audience]:
        return STAFF_ONLY

    def is_used_in(self, first: date | None, last: date | None) -> bool:
        """Whether the place had this name on all these days, as far as they are known."""
        if first is None or last is None or (self.used_from is None and self.used_until is None):
            return False
        starts, ends = self.used_from or date.min, self.used_until or date.max
        return starts <= first and last <= ends
