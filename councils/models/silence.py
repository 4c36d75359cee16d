"""Decisions in writing: a text is circulated with a deadline, and silence until then is consent."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cica_portal.common.audiences import STAFF_ONLY, Audience, audiences_that_see
from cica_portal.common.models import Recorded
from cica_portal.common.text import new_public_id, pick, validate_plain_text, validate_single_line
from cica_portal.common.zones import SECRETARIAT_ZONE, ZONE_RULES, to_utc, validate_zone
from councils.models.councils import Council
from councils.models.decisions import Decision
from councils.querysets import SilenceQuerySet
from members.models import MemberState

TEXT_LENGTH, COMMENT_LENGTH = 20000, 2000
SINGLE_LINE, PLAIN = [validate_single_line], [validate_plain_text]


class SilenceStage(models.TextChoices):
    """What somebody has done. That the deadline has passed is nobody's act and changes no row."""

    DRAFT = "draft", pgettext_lazy("silence procedure", "Draft")
    CIRCULATED = "circulated", pgettext_lazy("silence procedure", "Circulated")
    BROKEN = "broken", pgettext_lazy("silence procedure", "Silence broken")
    ADOPTED = "adopted", pgettext_lazy("silence procedure", "Adopted")


class Deadline(models.Model):
    """A local wall time with its zone, which is the truth; the instant follows from it."""

    deadline_day = models.DateField(_("deadline"), null=True, blank=True)
    deadline_time = models.TimeField(_("hour"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=40, default=SECRETARIAT_ZONE, validators=[validate_zone])
    deadline_at = models.DateTimeField(_("moment of the deadline"), null=True, blank=True, editable=False)
    zone_rules = models.CharField(max_length=10, blank=True, editable=False)

    class Meta:
        abstract = True

    def derive(self) -> None:
        """Bring the instant in line with the local time."""
        is_known = self.deadline_day is not None and self.deadline_time is not None
        self.deadline_at = to_utc(self.deadline_day, self.deadline_time, self.zone) if is_known else None  # type: ignore[arg-type]
        self.zone_rules = ZONE_RULES if is_known else ""


class SilenceProcedure(Deadline, Recorded):
    """Its text is frozen when it is circulated. It is never adopted by the clock: only on the Chair's notification."""

    class Standing(models.TextChoices):
        """The stage at a moment."""

        DRAFT = "draft", pgettext_lazy("silence procedure", "Draft")
        RUNNING = "running", pgettext_lazy("silence procedure", "Running")
        AWAITING = "awaiting", pgettext_lazy("silence procedure", "Deadline passed, awaiting the Chair")
        BROKEN = "broken", pgettext_lazy("silence procedure", "Silence broken")
        ADOPTED = "adopted", pgettext_lazy("silence procedure", "Adopted")

    record_kind: ClassVar[str] = "silence_procedure"
    tracked: ClassVar[tuple[str, ...]] = (
        "council", "chair", "subject_en", "subject_ru", "text_en", "text_ru", "stage",
        "deadline_day", "deadline_time", "zone", "deadline_at",
        "decision", "is_sample",
    )  # fmt: skip

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    council = models.ForeignKey(
        Council, on_delete=models.PROTECT, related_name="silence_procedures", verbose_name=_("council or body")
    )
    chair = models.ForeignKey(
        MemberState,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="silence_procedures",
        verbose_name=_("state in the chair"),
    )
    subject_en = models.CharField(_("subject in English"), max_length=300, blank=True, validators=SINGLE_LINE)
    subject_ru = models.CharField(_("subject in Russian"), max_length=300, blank=True, validators=SINGLE_LINE)
    text_en = models.TextField(_("text in English"), blank=True, validators=[*PLAIN, MaxLengthValidator(TEXT_LENGTH)])
    text_ru = models.TextField(_("text in Russian"), blank=True, validators=[*PLAIN, MaxLengthValidator(TEXT_LENGTH)])
    stage = models.CharField(
        _("stage"), max_length=10, choices=SilenceStage, default=SilenceStage.DRAFT, editable=False
    )
    decision = models.OneToOneField(
        Decision,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="silence_procedure",
        editable=False,
        verbose_name=_("decision"),
    )
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    objects = SilenceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("silence procedure")
        verbose_name_plural = _("silence procedures")
        constraints = [
            models.CheckConstraint(
                condition=~Q(subject_en="") | ~Q(subject_ru=""),
                name="silence_has_subject",
                violation_error_message=_("Enter the subject in English or in Russian."),
            ),
            models.CheckConstraint(
                condition=Q(stage=SilenceStage.DRAFT)
                | Q(deadline_day__isnull=False, deadline_time__isnull=False, deadline_at__isnull=False),
                name="silence_has_deadline",
                violation_error_message=_("Enter the day and the hour of the deadline."),
            ),
            models.CheckConstraint(
                condition=Q(stage=SilenceStage.ADOPTED, decision__isnull=False)
                | (~Q(stage=SilenceStage.ADOPTED) & Q(decision=None)),
                name="silence_adopted_has_decision",
                violation_error_message=_("A procedure has a decision exactly when it is adopted."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        return self._picked("subject")[0]

    @property
    def subject_language(self) -> str:
        return self._picked("subject")[1]

    @property
    def text(self) -> str:
        return self._picked("text")[0]

    @property
    def text_language(self) -> str:
        return self._picked("text")[1]

    def _picked(self, name: str) -> tuple[str, str]:
        return pick(get_language() or "en", getattr(self, f"{name}_en"), getattr(self, f"{name}_ru"))

    def standing(self, at: datetime) -> Standing:
        if self.stage != SilenceStage.CIRCULATED:
            return self.Standing(self.stage)
        return self.Standing.RUNNING if self.runs(at) else self.Standing.AWAITING

    def runs(self, at: datetime) -> bool:
        """Whether silence can still be broken in time."""
        return self.stage == SilenceStage.CIRCULATED and self.deadline_at is not None and at < self.deadline_at

    def audiences(self) -> frozenset[Audience]:
        return STAFF_ONLY if self.stage == SilenceStage.DRAFT else audiences_that_see(Audience.MEMBER_STATES)


class SilenceStep(Deadline):
    """That a procedure was circulated, extended, broken or adopted, with the deadline that was set and what was said.

    Written with its procedure and never edited.
    """

    class Action(models.TextChoices):
        CIRCULATE = "circulate", pgettext_lazy("silence procedure", "Circulate")
        EXTEND = "extend", pgettext_lazy("silence procedure", "Extend the deadline")
        BREAK = "break", pgettext_lazy("silence procedure", "Record that silence is broken")
        ADOPT = "adopt", pgettext_lazy("silence procedure", "Record the adoption")

    procedure = models.ForeignKey(SilenceProcedure, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=9, choices=Action)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    notified_on = models.DateField(_("notified on"), null=True, blank=True)
    notified_by = models.CharField(_("notified by"), max_length=200, blank=True, validators=SINGLE_LINE)
    paper = models.CharField(_("document"), max_length=200, blank=True, validators=SINGLE_LINE)
    comment = models.TextField(_("comment"), blank=True, validators=[*PLAIN, MaxLengthValidator(COMMENT_LENGTH)])

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="silence_step_once"),
            models.CheckConstraint(
                condition=~Q(action="adopt") | (Q(notified_on__isnull=False) & ~Q(notified_by="")),
                name="silence_adopted_by_chair",
                violation_error_message=_("Enter when and by whom the adoption was notified."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.number}: {self.action}"


def values_of_deadline(row: Deadline) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in Deadline._meta.local_fields}
