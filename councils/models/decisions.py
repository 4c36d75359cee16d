"""What a body decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cica_portal.common.audiences import Audience, audiences_that_see
from cica_portal.common.models import Recorded, Sourced
from cica_portal.common.text import new_public_id, pick, validate_single_line
from councils.models.councils import Council
from councils.querysets import DecisionQuerySet


class Decision(Recorded, Sourced):
    """A decision or adopted document, with the date and label of its meeting. Decisions are by consensus."""

    class Method(models.TextChoices):
        MEETING = "meeting", _("At a meeting")
        SILENCE = "silence", _("Silence procedure")
        WRITTEN = "written", _("In writing")

    record_kind: ClassVar[str] = "decision"
    tracked: ClassVar[tuple[str, ...]] = (
        "council",
        "title_en",
        "title_ru",
        "method",
        "adopted_on",
        "meeting_en",
        "meeting_ru",
        "visibility",
        "source",
        "confidence",
        "basis",
        "source_note",
    )
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    council = models.ForeignKey(
        Council, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("council or body")
    )
    title_en = models.CharField(_("title in English"), max_length=300, blank=True, validators=[validate_single_line])
    title_ru = models.CharField(_("title in Russian"), max_length=300, blank=True, validators=[validate_single_line])
    method = models.CharField(_("how it was taken"), max_length=8, choices=Method, default=Method.MEETING)
    adopted_on = models.DateField(_("adopted on"))
    meeting_en = models.CharField(_("meeting, in English"), max_length=200, blank=True)
    meeting_ru = models.CharField(_("meeting, in Russian"), max_length=200, blank=True)
    visibility = models.CharField(_("visibility"), max_length=13, choices=Audience, default=Audience.MEMBER_STATES)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-adopted_on", "id"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_ru=""),
                name="decision_has_title",
                violation_error_message=_("Enter the title in English or in Russian."),
            ),
            models.UniqueConstraint(
                fields=["council", "adopted_on", "title_en", "title_ru"],
                name="decision_once",
                violation_error_message=_("This decision is already entered."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return pick(get_language() or "en", self.title_en, self.title_ru)[0]

    def audiences(self) -> frozenset[Audience]:
        return audiences_that_see(self.visibility)
