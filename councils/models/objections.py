"""What a member state says against a text while its silence is awaited."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cica_portal.common.audiences import STAFF_ONLY, Audience, audiences_that_see
from cica_portal.common.models import Recorded
from cica_portal.common.text import new_public_id, validate_plain_text, validate_single_line
from councils.models.silence import TEXT_LENGTH, SilenceProcedure
from councils.querysets import ObjectionQuerySet
from members.models import MemberState


class Objection(Recorded):
    """Seen by its state, the Chair and the Secretariat until it is released to the member states."""

    class Channel(models.TextChoices):
        PORTAL = "portal", _("In the portal")
        NOTE = "note", _("By note")

    record_kind: ClassVar[str] = "objection"
    tracked: ClassVar[tuple[str, ...]] = (
        "procedure", "state", "channel", "reference", "text", "received_at", "withdrawn_at", "released_at",
    )  # fmt: skip

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    procedure = models.ForeignKey(
        SilenceProcedure,
        on_delete=models.PROTECT,
        related_name="objections",
        editable=False,
        verbose_name=_("silence procedure"),
    )
    state = models.ForeignKey(
        MemberState, on_delete=models.PROTECT, related_name="objections", verbose_name=_("member state")
    )
    channel = models.CharField(_("received"), max_length=6, choices=Channel, default=Channel.PORTAL, editable=False)
    reference = models.CharField(
        _("number and date of the note"), max_length=200, blank=True, validators=[validate_single_line]
    )
    text = models.TextField(
        _("text of the objection"), validators=[validate_plain_text, MaxLengthValidator(TEXT_LENGTH)]
    )
    received_at = models.DateTimeField(_("received at"), editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True, editable=False)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "id"]
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "state"],
                condition=Q(withdrawn_at=None),
                name="objection_standing_once",
                violation_error_message=_("An objection of this state already stands."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.state.code}: {self.procedure}"

    @property
    def is_late(self) -> bool:
        """Received when the deadline had passed."""
        deadline = self.procedure.deadline_at
        return deadline is not None and self.received_at >= deadline

    def audiences(self) -> frozenset[Audience]:
        """What some states see only belongs to no audience."""
        return audiences_that_see(Audience.MEMBER_STATES) if self.released_at else STAFF_ONLY
