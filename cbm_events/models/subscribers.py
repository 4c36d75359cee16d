"""Who is reminded of public events without an account: partners and others, at their own wish."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbm_events.querysets import SubscriberQuerySet
from cica_portal.common.audiences import STAFF_ONLY, Audience
from cica_portal.common.models import Recorded
from cica_portal.common.text import new_public_id
from cica_portal.common.zones import SECRETARIAT_ZONE
from members.models import Dimension, MemberState, PriorityArea, User


class Subscriber(Recorded):
    """One address that asked, by the link that only it was sent, to be reminded of public events.

    Of all of them, or of those of one dimension or priority area. Until the wish is confirmed there is no row.
    """

    record_kind: ClassVar[str] = "subscriber"
    tracked: ClassVar[tuple[str, ...]] = ("address", "language", "dimension", "area", "confirmed_at", "ended_at")

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    # In lower case.
    address = models.EmailField(_("address"), editable=False)
    language = models.CharField(_("language"), max_length=2, choices=User.Language, editable=False)
    dimension = models.ForeignKey(
        Dimension, null=True, blank=True, on_delete=models.PROTECT, related_name="subscribers", editable=False,
        verbose_name=_("dimension"),
    )  # fmt: skip
    area = models.ForeignKey(
        PriorityArea, null=True, blank=True, on_delete=models.PROTECT, related_name="subscribers", editable=False,
        verbose_name=_("priority area"),
    )  # fmt: skip
    confirmed_at = models.DateTimeField(_("confirmed"), editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ["address", "-confirmed_at"]
        verbose_name = _("subscriber to reminders")
        verbose_name_plural = _("subscribers to reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["address"],
                condition=Q(ended_at=None),
                name="subscriber_once",
                violation_error_message=_("This address is subscribed already."),
            ),
            models.CheckConstraint(
                condition=Q(dimension=None) | Q(area=None),
                name="subscriber_one_filter",
                violation_error_message=_("Choose a dimension or a priority area, not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.address

    def audiences(self) -> frozenset[Audience]:
        return STAFF_ONLY

    # What a reminder asks of its reader, as of a user.

    state: ClassVar[MemberState | None] = None
    zone: ClassVar[str] = SECRETARIAT_ZONE
    wants_reminders: ClassVar[bool] = True
    reminder_channel: ClassVar[str] = User.Channel.AT_ONCE
    audience: ClassVar[Audience] = Audience.PUBLIC

    @property
    def email(self) -> str:
        return self.address

    @property
    def name(self) -> str:
        return self.address

    @property
    def is_active(self) -> bool:
        return self.ended_at is None
