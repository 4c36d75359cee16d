"""An event that a member state offers for the plan."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cbm_events.models.constraints import content_constraints
from cbm_events.models.contents import CONTENT_FIELDS, EventContent
from cbm_events.models.events import Event
from cbm_events.querysets import ProposalQuerySet
from cica_portal.common.audiences import STAFF_ONLY, Audience
from cica_portal.common.models import Recorded
from cica_portal.common.text import new_public_id, pick, validate_plain_text, validate_single_line
from members.models import MemberState

COMMENT_LENGTH = 2000


class ProposalStatus(models.TextChoices):
    """Where a proposal is. The Secretariat never declines one: it enters or returns it; only its state withdraws."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("With the Secretariat")
    RETURNED = "returned", _("Returned for consultation")
    ACCEPTED = "accepted", _("Entered in the draft plan")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NOT_INCLUDED = "not_included", _("Not included in the plan")


S = ProposalStatus


class Proposal(EventContent, Recorded):
    """A row of its own until it is accepted and becomes an event; its state's liaisons share it.

    A draft is the state's own paper: its history begins when it is submitted for the first time.
    """

    record_kind: ClassVar[str] = "proposal"
    tracked: ClassVar[tuple[str, ...]] = (
        "state", "author", "status", *CONTENT_FIELDS, "co_organisers", "event",
        "adopted_on", "meeting_en", "meeting_ru",
    )  # fmt: skip

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    state = models.ForeignKey(
        MemberState, on_delete=models.PROTECT, related_name="proposals", editable=False, verbose_name=_("member state")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposals", editable=False
    )
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    saved_at = models.DateTimeField(editable=False)
    status = models.CharField(_("status"), max_length=12, choices=S, default=S.DRAFT, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    co_organisers = models.CharField(
        _("states that would co-organise"), max_length=300, blank=True, validators=[validate_single_line]
    )
    event = models.OneToOneField(
        Event, null=True, on_delete=models.PROTECT, related_name="proposal", editable=False, verbose_name=_("event")
    )
    adopted_on = models.DateField(_("plan adopted on"), null=True, blank=True)
    meeting_en = models.CharField(
        _("meeting, in English"), max_length=200, blank=True, validators=[validate_single_line]
    )
    meeting_ru = models.CharField(
        _("meeting, in Russian"), max_length=200, blank=True, validators=[validate_single_line]
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes = [models.Index(fields=["state", "status"], name="proposal_of_state")]
        constraints = [
            *content_constraints("proposal"),
            models.CheckConstraint(
                condition=Q(status=S.ACCEPTED, event__isnull=False) | (~Q(status=S.ACCEPTED) & Q(event=None)),
                name="proposal_accepted_has_event",
                violation_error_message=_("A proposal has an event exactly when it is entered in the draft plan."),
            ),
            models.CheckConstraint(
                condition=(Q(status=S.NOT_INCLUDED, adopted_on__isnull=False) & (~Q(meeting_en="") | ~Q(meeting_ru="")))
                | (~Q(status=S.NOT_INCLUDED) & Q(adopted_on=None, meeting_en="", meeting_ru="")),
                name="proposal_names_plan",
                violation_error_message=_("Name the meeting and the day on which the plan was adopted."),
            ),
            models.CheckConstraint(
                condition=Q(status=S.DRAFT, submitted_at=None)
                | Q(status=S.WITHDRAWN)
                | (~Q(status__in=[S.DRAFT, S.WITHDRAWN]) & Q(submitted_at__isnull=False)),
                name="proposal_submitted_or_draft",
                violation_error_message=_("A proposal is a draft until it is submitted."),
            ),
        ]  # fmt: skip

    def audiences(self) -> frozenset[Audience]:
        """What is own-state only belongs to no audience."""
        return STAFF_ONLY if self.submitted_at else frozenset()

    def recorded_values(self) -> dict[str, Any]:
        return self.content_values() if self.submitted_at else {}

    def content_values(self) -> dict[str, Any]:
        """Of a draft too: what colleagues of one state compare."""
        return super().recorded_values()

    @property
    def meeting(self) -> str:
        return pick(get_language() or "en", self.meeting_en, self.meeting_ru)[0]


class ProposalStep(models.Model):
    """That a proposal came to a status, and what was said with it; both sides read them in order.

    Written with its proposal and never edited.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=S)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    comment = models.TextField(
        _("comment"), blank=True, validators=[validate_plain_text, MaxLengthValidator(COMMENT_LENGTH)]
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="proposal_step_once"),
            models.CheckConstraint(
                condition=~Q(status=S.RETURNED) | ~Q(comment=""),
                name="proposal_returned_with_comment",
                violation_error_message=_("Write what is to be consulted on."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.number}: {self.status}"
