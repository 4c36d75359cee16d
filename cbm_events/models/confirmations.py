"""Confirmation of planned events: how long before it is asked for, and what states answer."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cbm_events.models.events import Event
from cbm_events.querysets import ConfirmationQuerySet
from cica_portal.common.audiences import STAFF_ONLY, Audience
from cica_portal.common.fuzzy import Period, Precision
from cica_portal.common.models import Recorded
from cica_portal.common.querysets import StaffQuerySet
from cica_portal.common.text import new_public_id, validate_plain_text, validate_single_line
from members.models import MemberState

USUAL_MONTHS, MOST_MONTHS = 3, 24
COMMENT_LENGTH = 2000


class ConfirmationTerm(Recorded):
    """How many months before its first possible day a planned event is to be confirmed.

    One row, entered when somebody first changes it.
    """

    record_kind: ClassVar[str] = "confirmation_term"
    tracked: ClassVar[tuple[str, ...]] = ("months",)

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    singleton = models.BooleanField(default=True, unique=True, editable=False)
    months = models.PositiveSmallIntegerField(
        _("months before the event"),
        default=USUAL_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)],
    )

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("term of confirmation")
        verbose_name_plural = _("terms of confirmation")
        constraints = [
            models.CheckConstraint(
                condition=Q(singleton=True),
                name="confirmation_term_one_row",
                violation_error_message=_("There is one term of confirmation."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.months)

    def audiences(self) -> frozenset[Audience]:
        return STAFF_ONLY

    @classmethod
    def current(cls) -> ConfirmationTerm:
        """The row, or the usual term while nobody has changed it."""
        stored: ConfirmationTerm | None = cls._default_manager.first()
        return stored or cls()


class Wish(models.TextChoices):
    """What is to become of a planned event."""

    CONFIRM = "confirm", _("Confirm")
    MOVE = "move", _("Move")
    CANCEL = "cancel", _("Cancel")


class Standing(models.TextChoices):
    """What became of an answer."""

    WAITING = "waiting", _("With the Secretariat")
    APPLIED = "applied", _("Applied")
    RETURNED = "returned", _("Returned for consultation")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REPLACED = "replaced", _("Answered anew")


class ConfirmationAnswer(Recorded):
    """What a state asks to be done with a planned event, where it does not decide alone.

    An editor applies it or returns it for consultation; the state withdraws it or answers anew.
    """

    record_kind: ClassVar[str] = "confirmation_answer"
    tracked: ClassVar[tuple[str, ...]] = (
        "event", "state", "author", "wish", "earliest", "latest", "precision", "reason", "comment",
        "standing", "reply", "answered_at", "settled_by", "settled_at",
    )  # fmt: skip

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="answers", verbose_name=_("event"))
    state = models.ForeignKey(
        MemberState, on_delete=models.PROTECT, related_name="confirmation_answers", verbose_name=_("member state")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )
    wish = models.CharField(_("answer"), max_length=7, choices=Wish)
    earliest = models.DateField(_("first day"), null=True, blank=True)
    latest = models.DateField(_("last day"), null=True, blank=True)
    precision = models.CharField(
        _("how precisely the date is known"), max_length=9, choices=Precision, default=Precision.DAY
    )
    reason = models.CharField(_("published reason"), max_length=500, blank=True, validators=[validate_single_line])
    comment = models.TextField(
        _("message to the Secretariat"), blank=True,
        validators=[validate_plain_text, MaxLengthValidator(COMMENT_LENGTH)],
    )  # fmt: skip
    standing = models.CharField(_("status"), max_length=9, choices=Standing, default=Standing.WAITING)
    reply = models.TextField(
        _("reply of the Secretariat"), blank=True,
        validators=[validate_plain_text, MaxLengthValidator(COMMENT_LENGTH)],
    )  # fmt: skip
    answered_at = models.DateTimeField(_("answered"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("settled by"),
    )  # fmt: skip
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_at", "-id"]
        verbose_name = _("answer on a planned event")
        verbose_name_plural = _("answers on planned events")
        constraints = [
            models.CheckConstraint(
                condition=Q(wish="cancel", earliest=None, latest=None)
                | (~Q(wish="cancel") & Q(earliest__isnull=False, latest__isnull=False)),
                name="confirmation_answer_has_dates",
                violation_error_message=_("Enter the dates; a cancellation has none."),
            ),
            models.CheckConstraint(
                condition=Q(earliest=None) | Q(latest=None) | Q(latest__gte=F("earliest")),
                name="confirmation_answer_in_order",
                violation_error_message=_("The last day is before the first day."),
            ),
            models.CheckConstraint(
                condition=~Q(wish="confirm") | Q(precision=Precision.DAY),
                name="confirmation_answer_is_exact",
                violation_error_message=_("Enter exact days before you confirm the event."),
            ),
            models.CheckConstraint(
                condition=Q(standing="waiting", settled_by=None, settled_at=None)
                | (~Q(standing="waiting") & Q(settled_by__isnull=False, settled_at__isnull=False)),
                name="confirmation_answer_settled_by_somebody",
                violation_error_message=_("An answer that is settled has a person and a time."),
            ),
            models.CheckConstraint(
                condition=~Q(standing="returned") | ~Q(reply=""),
                name="confirmation_answer_returned_with_reply",
                violation_error_message=_("Write what is to be consulted on."),
            ),
            models.UniqueConstraint(
                fields=["event", "state"],
                condition=Q(standing="waiting"),
                name="confirmation_answer_waits_once",
                violation_error_message=_("An answer of this state already waits."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state.code}: {self.get_wish_display()}"

    def audiences(self) -> frozenset[Audience]:
        return STAFF_ONLY

    @property
    def period(self) -> Period | None:
        """The dates that are asked for; None for a cancellation."""
        return Period(self.earliest, self.latest, Precision(self.precision)) if self.earliest else None

    @property
    def is_waiting(self) -> bool:
        return self.standing == Standing.WAITING

    @classmethod
    def waiting_of(cls, event: Event) -> models.QuerySet[Any]:
        return cls._default_manager.filter(event=event, standing=Standing.WAITING)
