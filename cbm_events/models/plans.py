"""The annual plan of implementation of confidence-building measures, and what was frozen of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cbm_events.querysets import PlanQuerySet, PlanVersionQuerySet
from cica_portal.common.audiences import Audience, audiences_that_see
from cica_portal.common.models import Recorded, Sourced
from cica_portal.common.text import new_public_id, pick, validate_plain_text, validate_single_line
from councils.models import Decision

NOTE_LENGTH = 2000


class PlanStage(models.TextChoices):
    """How far the plan of a year has come. It is adopted by consensus; nobody votes on a line."""

    DRAFT = "draft", pgettext_lazy("plan", "Draft")
    CIRCULATED = "circulated", pgettext_lazy("plan", "Circulated")
    ADOPTED = "adopted", pgettext_lazy("plan", "Adopted")
    AMENDED = "amended", pgettext_lazy("plan", "Amended")


DECIDED: frozenset[str] = frozenset({PlanStage.ADOPTED, PlanStage.AMENDED})


class Plan(Recorded, Sourced):
    """The plan of one year. Its working text is in `items`; what others read is frozen in `versions`.

    A draft is the Secretariat's; from its circulation on it is for member states; for the public only by an act.
    """

    class Counts(models.TextChoices):
        LINES = "lines", _("Lines")
        MEETINGS = "meetings", _("Meetings")

    record_kind: ClassVar[str] = "plan"
    tracked: ClassVar[tuple[str, ...]] = (
        "year", "stage", "submissions_due", "counts", "visibility", "is_partial", "is_sample",
        "source", "confidence", "basis", "source_note",
    )  # fmt: skip
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    stage = models.CharField(_("stage"), max_length=10, choices=PlanStage, default=PlanStage.DRAFT, editable=False)
    submissions_due = models.DateField(_("proposals until"), null=True, blank=True)
    counts = models.CharField(_("the plan counts"), max_length=8, choices=Counts, default=Counts.LINES)
    visibility = models.CharField(
        _("who sees it"), max_length=13, choices=Audience, default=Audience.SECRETARIAT, editable=False
    )
    # Known from what was published about it: some of its lines only, often without their numbers.
    is_partial = models.BooleanField(_("not all lines are known"), default=False, editable=False)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "is_sample"]
        verbose_name = _("annual plan")
        verbose_name_plural = _("annual plans")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "is_sample"],
                name="plan_once_a_year",
                violation_error_message=_("There is a plan of this year already."),
            ),
            models.CheckConstraint(
                condition=Q(stage=PlanStage.DRAFT, visibility=Audience.SECRETARIAT)
                | Q(stage=PlanStage.CIRCULATED, visibility=Audience.MEMBER_STATES)
                | Q(stage__in=sorted(DECIDED), visibility__in=[Audience.MEMBER_STATES, Audience.PUBLIC]),
                name="plan_visibility_follows_stage",
                violation_error_message=_("A draft is the Secretariat’s; only an adopted plan can be public."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Plan of %(year)s") % {"year": self.year})

    def audiences(self) -> frozenset[Audience]:
        return audiences_that_see(self.visibility)

    @property
    def is_decided(self) -> bool:
        """Whether it has been adopted: numbers are fixed, and what changes is an amendment."""
        return self.stage in DECIDED


class PlanVersion(Recorded):
    """What was frozen at one moment: circulated, adopted, or an amendment. Written once, with its lines.

    Only who sees it can change afterwards: it becomes public by an act of its own, with its basis.
    """

    class Kind(models.TextChoices):
        CIRCULATED = "circulated", pgettext_lazy("plan", "Circulated")
        ADOPTED = "adopted", pgettext_lazy("plan", "Adopted")
        AMENDED = "amended", pgettext_lazy("plan", "Amended")

    record_kind: ClassVar[str] = "plan_version"
    tracked: ClassVar[tuple[str, ...]] = (
        "plan", "number", "kind", "at", "decided_on", "meeting_en", "meeting_ru", "decision", "document", "note",
        "visibility", "public_basis",
    )  # fmt: skip

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="versions", editable=False, verbose_name=_("annual plan")
    )
    number = models.PositiveSmallIntegerField(_("version"), editable=False)
    kind = models.CharField(_("what was frozen"), max_length=10, choices=Kind, editable=False)
    at = models.DateTimeField(_("frozen at"), editable=False)
    decided_on = models.DateField(_("adopted on"), null=True, blank=True)
    meeting_en = models.CharField(
        _("meeting, in English"), max_length=200, blank=True, validators=[validate_single_line]
    )
    meeting_ru = models.CharField(
        _("meeting, in Russian"), max_length=200, blank=True, validators=[validate_single_line]
    )
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_versions",
        verbose_name=_("decision"),
    )  # fmt: skip
    document = models.CharField(
        _("symbol of the document"), max_length=200, blank=True, validators=[validate_single_line]
    )
    note = models.TextField(_("note"), max_length=NOTE_LENGTH, blank=True, validators=[validate_plain_text])
    visibility = models.CharField(
        _("who sees it"), max_length=13, choices=Audience, default=Audience.MEMBER_STATES, editable=False
    )
    public_basis = models.CharField(
        _("basis of publication"), max_length=300, blank=True, validators=[validate_single_line]
    )

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "number"]
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="plan_version_once",
                violation_error_message=_("This version is already there."),
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(kind="adopted"),
                name="plan_adopted_once",
                violation_error_message=_("The plan is already adopted."),
            ),
            models.CheckConstraint(
                condition=Q(kind="circulated", decided_on=None)
                | (Q(decided_on__isnull=False) & (~Q(meeting_en="") | ~Q(meeting_ru=""))),
                name="plan_version_names_meeting",
                violation_error_message=_("Name the meeting that adopted the plan, and the day."),
            ),
            models.CheckConstraint(
                condition=Q(visibility=Audience.MEMBER_STATES)
                | (Q(visibility=Audience.PUBLIC, kind__in=["adopted", "amended"]) & ~Q(public_basis="")),
                name="plan_version_public_has_basis",
                violation_error_message=_("Say on what basis the plan is public."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, {self.number}"

    def audiences(self) -> frozenset[Audience]:
        return audiences_that_see(self.visibility)

    @property
    def meeting(self) -> str:
        return pick(get_language() or "en", self.meeting_en, self.meeting_ru)[0]

    @property
    def is_decided(self) -> bool:
        return self.kind != self.Kind.CIRCULATED

    @classmethod
    def for_history(cls, pks: Collection[int]) -> models.QuerySet[PlanVersion]:
        return cls._default_manager.filter(pk__in=pks).select_related("plan", "decision")
