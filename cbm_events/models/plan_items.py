"""The lines of a plan: the working text, what was frozen of it, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cbm_events.models.choices import Mode
from cbm_events.models.constraints import plain_constraints
from cbm_events.models.contents import FIRST_YEAR, LAST_YEAR, TITLE_LENGTH
from cbm_events.models.events import Event
from cbm_events.models.plans import Plan, PlanVersion
from cbm_events.querysets import PlanItemQuerySet, PlanLineQuerySet, PlanLinkQuerySet, PlanOutcomeQuerySet
from cica_portal.common.audiences import STAFF_ONLY, Audience, audiences_that_see
from cica_portal.common.fuzzy import Period, Precision, describe
from cica_portal.common.models import Recorded, Sourced
from cica_portal.common.text import new_public_id, pick, validate_single_line
from councils.models import Decision
from members.models import Dimension, MemberState, PriorityArea

ORGANISERS_LENGTH = 500
REASON_LENGTH = 500


def _line(label: Any, length: int) -> models.CharField[str, str]:
    return models.CharField(label, max_length=length, blank=True, validators=[validate_single_line])


class Standing(models.TextChoices):
    """Whether a line stands in the plan. Once adopted a line is never removed: it is withdrawn and stays listed."""

    LISTED = "listed", _("In the plan")
    WITHDRAWN = "withdrawn", pgettext_lazy("line", "Withdrawn")
    LEFT_OUT = "left_out", _("Left out of the draft")


class PlanText(models.Model):
    """What a line says, as it is printed in the table of the plan."""

    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True, editable=False)
    standing = models.CharField(_("standing"), max_length=9, choices=Standing, default=Standing.LISTED, editable=False)
    title_en = _line(_("event, in English"), TITLE_LENGTH)
    title_ru = _line(_("event, in Russian"), TITLE_LENGTH)
    earliest = models.DateField(_("first day"), null=True, blank=True)
    latest = models.DateField(_("last day"), null=True, blank=True)
    precision = models.CharField(
        _("how precisely the date is known"), max_length=9, choices=Precision, default=Precision.DAY
    )
    date_text = _line(_("date in the words of the plan"), 200)
    mode = models.CharField(_("format"), max_length=9, choices=Mode, blank=True)
    city_en = _line(_("city, in English"), 100)
    city_ru = _line(_("city, in Russian"), 100)
    country = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT, related_name="hosted_%(class)ss",
        verbose_name=_("country"),
    )  # fmt: skip
    country_other = _line(_("another country"), 100)
    organisers_en = _line(_("organisers, in English"), ORGANISERS_LENGTH)
    organisers_ru = _line(_("organisers, in Russian"), ORGANISERS_LENGTH)
    states = models.ManyToManyField(
        MemberState, blank=True, related_name="%(class)ss", verbose_name=_("organising states")
    )
    dimension = models.ForeignKey(
        Dimension, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss",
        verbose_name=_("dimension"),
    )  # fmt: skip
    area = models.ForeignKey(
        PriorityArea, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss",
        verbose_name=_("priority area"),
    )  # fmt: skip
    meetings = models.PositiveSmallIntegerField(_("number of meetings"), default=1)
    mandate = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss",
        verbose_name=_("decision behind it"),
    )  # fmt: skip
    note_en = _line(_("note, in English"), REASON_LENGTH)
    note_ru = _line(_("note, in Russian"), REASON_LENGTH)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number} {self.title}" if self.number else self.title

    def clean(self) -> None:
        for name in ("earliest", "latest"):
            day = getattr(self, name)
            if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
                message = _("Enter a year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
                raise ValidationError({name: message}, code="year")

    def _picked(self, name: str) -> tuple[str, str]:
        return pick(get_language() or "en", getattr(self, f"{name}_en"), getattr(self, f"{name}_ru"))

    @property
    def title(self) -> str:
        return self._picked("title")[0]

    @property
    def title_language(self) -> str:
        return self._picked("title")[1]

    @property
    def city(self) -> str:
        return self._picked("city")[0]

    @property
    def organisers(self) -> str:
        return self._picked("organisers")[0]

    @property
    def note(self) -> str:
        return self._picked("note")[0]

    @property
    def period(self) -> Period:
        return Period(self.earliest, self.latest, Precision(self.precision))

    def when(self, language: str | None = None) -> str:
        return describe(self.period, language or get_language() or "en")


TEXT_FIELDS = (
    "number", "standing", "title_en", "title_ru", "earliest", "latest", "precision", "date_text", "mode",
    "city_en", "city_ru", "country", "country_other", "organisers_en", "organisers_ru", "dimension", "area",
    "meetings", "mandate", "note_en", "note_ru",
)  # fmt: skip
# What freezing copies from the working text, beside the organising states.
FROZEN_FIELDS = (*TEXT_FIELDS, "source", "confidence", "basis")


def text_constraints(prefix: str) -> list[models.BaseConstraint]:
    return [
        *plain_constraints(prefix),
        models.CheckConstraint(
            condition=Q(meetings__gte=1),
            name=f"{prefix}_has_a_meeting",
            violation_error_message=_("A line is at least one meeting."),
        ),
    ]


class PlanItem(PlanText, Recorded, Sourced):
    """One line as the Secretariat works on it, the same line through every version of the plan.

    Others read it as it was frozen (`PlanLine`). Its number is fixed when the plan is adopted.
    """

    record_kind: ClassVar[str] = "plan_item"
    tracked: ClassVar[tuple[str, ...]] = (
        "plan", *TEXT_FIELDS, "source", "confidence", "basis", "source_note",
    )  # fmt: skip
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="items", editable=False, verbose_name=_("annual plan")
    )
    events = models.ManyToManyField(Event, through="cbm_events.PlanLink", related_name="plan_items")

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        ordering = ["number", "id"]
        verbose_name = _("line of a plan")
        verbose_name_plural = _("lines of plans")
        constraints = [
            *text_constraints("plan_item"),
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="plan_item_number_once",
                violation_error_message=_("The plan has a line of this number already."),
            ),
        ]

    def audiences(self) -> frozenset[Audience]:
        return STAFF_ONLY

    def recorded_values(self) -> dict[str, Any]:
        codes = sorted(state.code for state in self.states.all())
        return super().recorded_values() | {"states": codes}

    @classmethod
    def for_history(cls, pks: Collection[int]) -> models.QuerySet[PlanItem]:
        return super().for_history(pks).prefetch_related("states")


class PlanLine(PlanText, Sourced):
    """One line as it was frozen in a version; never written again."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="lines")

    objects = PlanLineQuerySet.as_manager()

    class Meta:
        ordering = ["version", "number", "id"]
        verbose_name = _("frozen line of a plan")
        verbose_name_plural = _("frozen lines of plans")
        constraints = [
            *text_constraints("plan_line"),
            models.UniqueConstraint(
                fields=["version", "item"],
                name="plan_line_once",
                violation_error_message=_("The version holds this line already."),
            ),
            models.UniqueConstraint(
                fields=["version", "number"],
                name="plan_line_number_once",
                violation_error_message=_("The version holds a line of this number already."),
            ),
        ]


class PlanLink(Recorded):
    """That an event is what a line plans. A line may be several events, and an event several lines."""

    record_kind: ClassVar[str] = "plan_link"
    tracked: ClassVar[tuple[str, ...]] = ("item", "event")

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    item = models.ForeignKey(
        PlanItem, on_delete=models.PROTECT, related_name="links", editable=False, verbose_name=_("line of a plan")
    )
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="plan_links", editable=False, verbose_name=_("event")
    )

    objects = PlanLinkQuerySet.as_manager()

    class Meta:
        ordering = ["item", "id"]
        verbose_name = _("event of a line")
        verbose_name_plural = _("events of lines")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "event"],
                name="plan_link_once",
                violation_error_message=_("The event belongs to this line already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.event}"

    def audiences(self) -> frozenset[Audience]:
        return audiences_that_see(self.item.plan.visibility) & self.event.audiences()

    @classmethod
    def for_history(cls, pks: Collection[int]) -> models.QuerySet[PlanLink]:
        return cls._default_manager.filter(pk__in=pks).select_related("item__plan", "event")


class LineOutcome(models.TextChoices):
    """What became of a line. Held, moved, carried over and not reported are derived from its events."""

    HELD = "held", pgettext_lazy("line", "Held")
    MOVED = "moved", _("Moved within the year")
    IN_PART = "in_part", _("Held in part")
    MERGED = "merged", _("Merged")
    SPLIT = "split", _("Split")
    CARRIED_OVER = "carried_over", _("Carried over")
    CANCELLED = "cancelled", _("Cancelled by the organiser")
    NOT_REPORTED = "not_reported", _("Not reported")
    AHEAD = "ahead", _("To come")
    WITHDRAWN = "withdrawn", _("Withdrawn from the plan")


class PlanOutcome(Recorded):
    """What the Secretariat states of a line where its events do not tell it, with the published reason."""

    STATED: ClassVar[tuple[LineOutcome, ...]] = (
        LineOutcome.IN_PART, LineOutcome.MERGED, LineOutcome.SPLIT, LineOutcome.CARRIED_OVER, LineOutcome.CANCELLED,
    )  # fmt: skip

    record_kind: ClassVar[str] = "plan_outcome"
    tracked: ClassVar[tuple[str, ...]] = ("item", "outcome", "reason_en", "reason_ru", "other_item")

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    item = models.OneToOneField(
        PlanItem, on_delete=models.PROTECT, related_name="stated", editable=False, verbose_name=_("line of a plan")
    )
    outcome = models.CharField(_("what became of it"), max_length=12, choices=[(o.value, o.label) for o in STATED])
    reason_en = _line(_("reason, in English"), REASON_LENGTH)
    reason_ru = _line(_("reason, in Russian"), REASON_LENGTH)
    other_item = models.ForeignKey(
        PlanItem, null=True, blank=True, on_delete=models.PROTECT, related_name="continues",
        verbose_name=_("the other line"),
    )  # fmt: skip

    objects = PlanOutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["item"]
        verbose_name = _("stated outcome of a line")
        verbose_name_plural = _("stated outcomes of lines")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason_en="") | ~Q(reason_ru=""),
                name="plan_outcome_has_reason",
                violation_error_message=_("Give the reason, in English or in Russian."),
            ),
            models.CheckConstraint(
                condition=Q(other_item=None) | Q(outcome__in=["carried_over", "merged"]),
                name="plan_outcome_other_item",
                violation_error_message=_("Only a line that is carried over or merged names another line."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_outcome_display()}"

    @property
    def reason(self) -> str:
        return pick(get_language() or "en", self.reason_en, self.reason_ru)[0]

    def audiences(self) -> frozenset[Audience]:
        """Statements are for member states; the public reads what its own events tell."""
        return audiences_that_see(Audience.MEMBER_STATES)

    @classmethod
    def for_history(cls, pks: Collection[int]) -> models.QuerySet[PlanOutcome]:
        return cls._default_manager.filter(pk__in=pks).select_related("item__plan", "other_item")
