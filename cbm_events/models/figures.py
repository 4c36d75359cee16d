"""Published figures, cited and never merged, and who took part."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbm_events.models.events import Event
from cbm_events.querysets import FigureQuerySet, ParticipationQuerySet
from cica_portal.common.audiences import Audience, audiences_that_see
from cica_portal.common.models import Recorded, Sourced
from cica_portal.common.text import new_public_id
from members.models import MemberState


class PersonGroup(models.TextChoices):
    """Kinds of participants, and the levels at which a state is represented."""

    HEADS = "heads", _("Heads of state or government")
    MINISTERS = "ministers", _("Ministers")
    SENIOR_OFFICIALS = "officials", _("Senior officials")
    EXPERTS = "experts", _("Experts")
    OBSERVERS = "observers", _("Observers and partners")
    OTHERS = "others", _("Others")


class PublishedFigure(Recorded, Sourced):
    """A figure that somebody published: about one event, or about a period.

    It is stored and cited as it was said. Two published counts of one meeting stay two rows.
    """

    class Metric(models.TextChoices):
        PERSONS = "persons", _("Participants")
        MEMBER_STATES = "member_states", _("Member states taking part")
        COUNTRIES = "countries", _("Countries taking part")
        EVENTS_HELD = "events_held", _("Events held")
        EVENTS_PLANNED = "events_planned", _("Events planned")
        ORGANISING_STATES = "organising_states", _("Organising member states")
        OTHER = "other", _("Other figure")

    class Exactness(models.TextChoices):
        EXACT = "exact", _("exactly")
        ABOUT = "about", _("about")
        OVER = "over", _("over")
        NEARLY = "nearly", _("nearly")
        EXPECTED = "expected", _("expected beforehand")

    record_kind: ClassVar[str] = "published_figure"
    tracked: ClassVar[tuple[str, ...]] = (
        "event", "period", "metric", "group", "value", "exactness", "detail_en", "detail_ru", "counting_rule",
        "said_on", "said_text", "visibility", "source", "confidence", "basis", "source_note",
    )  # fmt: skip
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.CASCADE, related_name="figures", verbose_name=_("event")
    )
    period = models.CharField(_("period, in the words of the source"), max_length=60, blank=True)
    metric = models.CharField(_("what is counted"), max_length=17, choices=Metric)
    group = models.CharField(_("of whom"), max_length=9, choices=PersonGroup, blank=True)
    value = models.PositiveIntegerField(_("figure"))
    exactness = models.CharField(_("exactness"), max_length=8, choices=Exactness, default=Exactness.EXACT)
    detail_en = models.CharField(_("detail, in English"), max_length=300, blank=True)
    detail_ru = models.CharField(_("detail, in Russian"), max_length=300, blank=True)
    counting_rule = models.CharField(_("counting rule, if stated"), max_length=300, blank=True)
    said_on = models.DateField(_("said on"), null=True, blank=True)
    said_text = models.CharField(_("said on, in the words of the source"), max_length=60, blank=True)
    visibility = models.CharField(_("who sees it"), max_length=13, choices=Audience, default=Audience.MEMBER_STATES)

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["metric", "-value", "id"]
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=False) | ~Q(period=""),
                name="figure_about_something",
                violation_error_message=_("Say which event or which period the figure is about."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="figure_has_source",
                violation_error_message=_("Say who published the figure."),
            ),
            models.CheckConstraint(
                condition=Q(group="") | Q(metric="persons"),
                name="figure_group_counts_persons",
                violation_error_message=_("Only participants are counted by kind."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.value}"

    def audiences(self) -> frozenset[Audience]:
        """A figure about an event is seen by nobody who does not see the event."""
        seen_by = audiences_that_see(self.visibility)
        return seen_by & self.event.audiences() if self.event else seen_by


class Participation(Recorded, Sourced):
    """One state at one event, as one source has it on one day: its answer and, afterwards, its attendance.

    Seen by that state, the organiser and the Secretariat; others see totals.
    """

    class Answer(models.TextChoices):
        AWAITED = "awaited", _("Reply awaited")
        TAKES_PART = "takes_part", _("Takes part")
        REGRETS = "regrets", _("Sends regrets")

    record_kind: ClassVar[str] = "participation"
    tracked: ClassVar[tuple[str, ...]] = (
        "event", "state", "answer", "attended", "delegates", "level", "as_of", "source", "confidence", "source_note",
    )  # fmt: skip
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="participations")
    state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="participations")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.AWAITED, blank=True)
    attended = models.BooleanField(_("attended"), null=True, blank=True)
    delegates = models.PositiveSmallIntegerField(_("delegates"), null=True, blank=True)
    level = models.CharField(_("represented by"), max_length=9, choices=PersonGroup, blank=True)
    as_of = models.DateField(_("as of"))

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["event", "state__name_en", "as_of"]
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "state", "source", "as_of"],
                name="participation_once",
                violation_error_message=_("This state is already entered from this source for this day."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="participation_has_source",
                violation_error_message=_("Say where this is known from."),
            ),
            models.CheckConstraint(
                condition=~Q(answer="", level="") | Q(attended__isnull=False) | Q(delegates__isnull=False),
                name="participation_says_something",
                violation_error_message=_("Say what is known of the state."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state.code}: {self.answer}"

    def audiences(self) -> frozenset[Audience]:
        return frozenset({Audience.SECRETARIAT})
