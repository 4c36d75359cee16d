"""When which people are reminded of what."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cica_portal.common.audiences import STAFF_ONLY, Audience
from cica_portal.common.models import Recorded
from cica_portal.common.querysets import StaffQuerySet
from cica_portal.common.text import new_public_id, pick, validate_plain_text
from members.models import User


class ReminderRule(Recorded):
    """So many days before or after an anchor, at a local hour of the recipient."""

    class Anchor(models.TextChoices):
        START = "start", _("First day")
        END = "end", _("Last day")
        NOMINATION = "nomination_deadline", _("Deadline for nominations")
        REPORT = "report_due", _("Report due")
        CONFIRMATION = "confirmation_due", _("Confirmation due")
        SUBMISSION = "submissions_due", _("Deadline for proposals to the annual plan")
        SILENCE = "silence_deadline", _("Deadline of a silence procedure")

    class Side(models.TextChoices):
        BEFORE = "before", _("before")
        AFTER = "after", _("after")

    class Recipients(models.TextChoices):
        ORGANISERS = "organisers", _("Liaisons of organisers and co-organisers")
        COORDINATORS = "coordinators", _("Liaisons of coordinators of the area or dimension")
        COUNCIL = "council", _("Liaisons of members of the council or body")
        INVITED = "invited", _("Liaisons of invited states, regrets excepted")
        NO_REPLY = "no_reply", _("Liaisons of invited states whose reply is awaited")
        ALL_STATES = "all_states", _("Liaisons of all member states")
        EDITORS = "editors", _("Secretariat editors")
        SUBSCRIBERS = "subscribers", _("Subscribers without an account; public events only")

    record_kind: ClassVar[str] = "reminder_rule"
    tracked: ClassVar[tuple[str, ...]] = (
        "name_en", "name_ru", "anchor", "side", "days", "recipients", "channel", "local_time",
        "intro_en", "intro_ru", "is_active",
    )  # fmt: skip

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    name_en = models.CharField(_("name in English"), max_length=100)
    name_ru = models.CharField(_("name in Russian"), max_length=100, blank=True)
    anchor = models.CharField(_("counted from"), max_length=19, choices=Anchor, default=Anchor.START)
    side = models.CharField(_("before or after"), max_length=6, choices=Side, default=Side.BEFORE)
    days = models.PositiveSmallIntegerField(_("days"))
    recipients = models.CharField(_("recipients"), max_length=12, choices=Recipients, default=Recipients.ORGANISERS)
    channel = models.CharField(_("e-mail"), max_length=7, choices=User.Channel, default=User.Channel.AT_ONCE)
    local_time = models.TimeField(_("at, local time of the recipient"), default=time(9))
    intro_en = models.TextField(
        _("opening words in English"), max_length=1000, blank=True, validators=[validate_plain_text]
    )
    intro_ru = models.TextField(
        _("opening words in Russian"), max_length=1000, blank=True, validators=[validate_plain_text]
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        ordering = ["anchor", "side", "days"]
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(days__lte=365),
                name="reminder_within_a_year",
                violation_error_message=_("Choose 365 days or fewer."),
            ),
            models.UniqueConstraint(
                fields=["anchor", "side", "days", "recipients"],
                name="reminder_rule_once",
                violation_error_message=_("There is already a rule for these days and recipients."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page, or in the other one."""
        return pick(get_language() or "en", self.name_en, self.name_ru)[0]

    def audiences(self) -> frozenset[Audience]:
        return STAFF_ONLY

    @property
    def offset(self) -> int:
        """Days to add to the anchor."""
        return self.days if self.side == self.Side.AFTER else -self.days
