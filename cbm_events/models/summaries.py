"""The summary of a year or of several: the job that builds it, the rows that it counted, and its texts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cbm_events.querysets import SummaryQuerySet, SummaryRowQuerySet, SummaryTextQuerySet
from cica_portal.common.audiences import STAFF_ONLY, Audience, audiences_that_see
from cica_portal.common.models import Recorded
from cica_portal.common.text import new_public_id, validate_plain_text

NARRATIVE_LENGTH = 10_000


class YearlySummary(Recorded):
    """One edition for one audience: first a job with visible progress, then frozen figures and rows."""

    record_kind: ClassVar[str] = "yearly_summary"
    tracked: ClassVar[tuple[str, ...]] = ("year", "last_year", "audience", "edition", "counting_rule", "stage")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being built")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    class Stage(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEWED = "reviewed", _("Reviewed")
        PUBLISHED = "published", _("Published")

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    audience = models.CharField(_("built for"), max_length=13, choices=Audience, default=Audience.PUBLIC)
    edition = models.PositiveSmallIntegerField(_("edition"))
    stage = models.CharField(_("stage"), max_length=9, choices=Stage, default=Stage.DRAFT)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING, editable=False)
    progress = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    error = models.CharField(max_length=300, blank=True, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="requested_summaries",
        editable=False,
    )
    requested_at = models.DateTimeField(editable=False)
    as_of = models.DateTimeField(_("as of"), null=True, blank=True, editable=False)
    counting_rule = models.CharField(_("counting rule"), max_length=80, editable=False)
    # The occasion on which the portal itself asked for it: once each.
    occasion = models.CharField(max_length=10, blank=True, editable=False)
    figures = models.JSONField(default=dict, blank=True, editable=False)
    # Over rows, figures and rule; with the texts it makes the digest.
    rows_digest = models.CharField(max_length=64, blank=True, editable=False)
    digest = models.CharField(_("hash"), max_length=64, blank=True, editable=False)
    built_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        ordering = ["-last_year", "-year", "audience", "-edition"]
        verbose_name = _("yearly summary")
        verbose_name_plural = _("yearly summaries")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "last_year", "audience", "edition"],
                name="summary_edition_once",
                violation_error_message=_("This edition is already there."),
            ),
            models.UniqueConstraint(
                fields=["year", "last_year", "audience"],
                condition=Q(state__in=["waiting", "running"]),
                name="summary_one_at_a_time",
                violation_error_message=_("This summary is already being built."),
            ),
            models.UniqueConstraint(
                fields=["year", "last_year", "audience", "occasion"],
                condition=~Q(occasion=""),
                name="summary_occasion_once",
                violation_error_message=_("This summary was already drafted on this occasion."),
            ),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("year")),
                name="summary_years_in_order",
                violation_error_message=_("The last year is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.audience} {self.edition}"

    @property
    def period(self) -> str:
        return str(self.year) if self.is_one_year else f"{self.year}–{self.last_year}"

    @property
    def is_one_year(self) -> bool:
        return self.year == self.last_year

    @property
    def years(self) -> range:
        return range(self.year, self.last_year + 1)

    @property
    def is_open(self) -> bool:
        """Whether its texts may still be written."""
        return self.state == self.State.DONE and self.stage == self.Stage.DRAFT

    def audiences(self) -> frozenset[Audience]:
        return audiences_that_see(self.audience) if self.stage == self.Stage.PUBLISHED else STAFF_ONLY


class SummaryRow(models.Model):
    """One thing as a summary counted it, or left it out and why. No personal data.

    The columns are what lists and figures are cut by; what is printed stands in `facts`.
    """

    class Part(models.TextChoices):
        EVENT = "event", _("Events")
        EARLIER = "earlier", _("Events of earlier years, for comparison")
        COUNT = "count", _("Published and recorded counts of participants")
        DECISION = "decision", _("Decisions")
        DOCUMENT = "document", _("Documents adopted or taken note of")
        PLAN_LINE = "plan_line", _("Lines of the annual plan")
        DUTY = "duty", _("Coordinations")

    summary = models.ForeignKey(YearlySummary, on_delete=models.CASCADE, related_name="rows")
    part = models.CharField(max_length=9, choices=Part, default=Part.EVENT)
    subject_id = models.CharField(max_length=64)
    # 0 where it is not known.
    year = models.PositiveSmallIntegerField(default=0)
    month = models.PositiveSmallIntegerField(default=0)
    counted = models.BooleanField()
    why = models.CharField(max_length=40, blank=True)
    # What it adds to the total, and of a line of a plan to what was carried out.
    weight = models.PositiveIntegerField(default=0)
    carried_out = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=15, blank=True)
    mode = models.CharField(max_length=12, blank=True)
    dimension = models.CharField(max_length=12, blank=True)
    area = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=100, blank=True)
    body = models.CharField(max_length=40, blank=True)
    # Codes with a space before and after each, so that one can be looked for.
    organisers = models.CharField(max_length=300, blank=True)
    moved = models.BooleanField(default=False)
    outside_plan = models.BooleanField(default=False)
    # A meeting of CICA's own bodies or of a council that was held in the period.
    meeting = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)

    objects = SummaryRowQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["summary", "part", "subject_id", "year"], name="summary_row_once")
        ]

    def __str__(self) -> str:
        return self.subject_id


def _narrative(label: Any) -> models.TextField[str, str]:
    validators: list[Any] = [validate_plain_text, MaxLengthValidator(NARRATIVE_LENGTH)]
    return models.TextField(label, max_length=NARRATIVE_LENGTH, blank=True, validators=validators)


class SummaryText(Recorded):
    """What an edition says in words in one chapter. Its figures are placeholders, filled when it is read."""

    record_kind: ClassVar[str] = "summary_text"
    tracked: ClassVar[tuple[str, ...]] = ("summary", "chapter", "text_en", "text_ru")

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    summary = models.ForeignKey(YearlySummary, on_delete=models.CASCADE, related_name="texts")
    chapter = models.CharField(_("chapter"), max_length=20, editable=False)
    text_en = _narrative(_("text in English"))
    text_ru = _narrative(_("text in Russian"))

    objects = SummaryTextQuerySet.as_manager()

    class Meta:
        ordering = ["summary", "id"]
        verbose_name = _("text of a summary")
        verbose_name_plural = _("texts of summaries")
        constraints = [
            models.UniqueConstraint(
                fields=["summary", "chapter"],
                name="summary_text_once",
                violation_error_message=_("This chapter already has its text."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.summary}: {self.chapter}"

    def audiences(self) -> frozenset[Audience]:
        return self.summary.audiences()

    @classmethod
    def for_history(cls, pks: Collection[int]) -> models.QuerySet[Any]:
        return super().for_history(pks).select_related("summary")
