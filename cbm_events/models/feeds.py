"""Private addresses of calendars, and what is kept of events that were written for calendars and for the API."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cbm_events.models.events import Event
from cbm_events.querysets import FeedQuerySet
from cica_portal.common.audiences import STAFF_ONLY, Audience
from cica_portal.common.models import Recorded
from cica_portal.common.text import new_public_id, validate_single_line
from members.models import MemberState, User


class Feed(Recorded):
    """One private address of a calendar, for one device. Of its secret only the hash is here.

    `role` and `state` are those of the person when it was made: with another role or state it opens nothing.
    """

    class Alarm(models.TextChoices):
        NONE = "", _("No alarm")
        DAY = "P1D", _("1 day before")
        THREE_DAYS = "P3D", _("3 days before")
        WEEK = "P7D", _("7 days before")
        TWO_WEEKS = "P14D", _("14 days before")

    record_kind: ClassVar[str] = "feed"
    tracked: ClassVar[tuple[str, ...]] = (
        "user", "name", "filter", "language", "alarm", "role", "state", "revoked_at",
    )  # fmt: skip

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="feeds", editable=False)
    name = models.CharField(_("device or program"), max_length=60, validators=[validate_single_line])
    secret_hash = models.CharField(max_length=64, editable=False)
    # The filter of the list as its public codes: {"dimension": ["ECO"]}.
    filter = models.JSONField(_("events of this choice"), default=dict, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=User.Language, default=User.Language.ENGLISH)
    alarm = models.CharField(_("alarm"), max_length=4, choices=Alarm, default=Alarm.NONE, blank=True)
    role = models.CharField(_("role"), max_length=13, choices=User.Role, editable=False)
    state = models.ForeignKey(MemberState, null=True, on_delete=models.PROTECT, related_name="feeds", editable=False)
    created_at = models.DateTimeField(editable=False)
    # Written hourly at most, beside the history.
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("calendar subscription")
        verbose_name_plural = _("calendar subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=models.Q(revoked_at=None),
                name="feed_name_once",
                violation_error_message=_(
                    "You have a subscription of this name. Choose another name, or revoke that one first."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def audiences(self) -> frozenset[Audience]:
        return STAFF_ONLY


class EventRendering(models.Model):
    """One event as it stands in calendars: for an audience, in a language. Can be dropped at any time.

    Good while `number` is that of the last change of the event that the audience could see, and `edition` names
    what the words come from beside the event.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="renderings")
    audience = models.CharField(max_length=13, choices=Audience)
    language = models.CharField(max_length=2)
    edition = models.CharField(max_length=16)
    number = models.PositiveBigIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "audience", "language"], name="event_rendering_once")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.audience} {self.language} {self.number}"


class EventEntry(models.Model):
    """One event as it stands in lists of the API, for an audience. Can be dropped at any time.

    Good while `number` is that of the last change of the event that the audience could see, and `edition` names
    what the words come from beside the event.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="entries")
    audience = models.CharField(max_length=13, choices=Audience)
    edition = models.CharField(max_length=16)
    number = models.PositiveBigIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "audience"], name="event_entry_once")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.audience} {self.number}"
