"""Invitations: the only way to an account."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cica_portal.common.audiences import STAFF_ONLY, Audience
from cica_portal.common.models import Recorded
from cica_portal.common.text import new_public_id, validate_single_line
from members.models.parties import MemberState
from members.models.users import User
from members.querysets import InvitationQuerySet


class Invitation(Recorded):
    """One person asked to open an account. The link in the mail is made when the mail leaves; here is only its hash."""

    class Standing(models.TextChoices):
        WAITING = "waiting", _("Mail is being sent")
        OPEN = "open", _("Sent")
        EXPIRED = "expired", _("Out of date")
        ACCEPTED = "accepted", _("Accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    record_kind: ClassVar[str] = "invitation"
    tracked: ClassVar[tuple[str, ...]] = (
        "email", "name", "role", "state", "language", "sent_times", "accepted_at", "withdrawn_at",
    )  # fmt: skip

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=150, validators=[validate_single_line])
    role = models.CharField(_("role"), max_length=13, choices=User.Role)
    state = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT,
        related_name="invitations", verbose_name=_("member state"),
    )  # fmt: skip
    language = models.CharField(_("language"), max_length=2, choices=User.Language, default=User.Language.ENGLISH)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    expires_at = models.DateTimeField(_("good until"), null=True, blank=True, editable=False)
    sent_times = models.PositiveSmallIntegerField(_("asked"), default=1, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
                violation_error_message=_("This address is already invited. Send that invitation again."),
            ),
            models.UniqueConstraint(
                fields=["token_hash"],
                condition=~Q(token_hash=""),
                name="invitation_token_once",
                violation_error_message=_("This link belongs to another invitation."),
            ),
            models.CheckConstraint(
                condition=Q(role="liaison", state__isnull=False) | (~Q(role="liaison") & Q(state=None)),
                name="invitation_liaison_has_state",
                violation_error_message=_("A liaison needs a member state; nobody else has one."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="invitation_ends_once",
                violation_error_message=_("An invitation is either accepted or withdrawn."),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def audiences(self) -> frozenset[Audience]:
        return STAFF_ONLY

    @property
    def is_open(self) -> bool:
        """Neither accepted nor withdrawn; its link may be out of date."""
        return self.accepted_at is None and self.withdrawn_at is None

    def standing(self, at: datetime) -> Invitation.Standing:
        if self.accepted_at:
            return self.Standing.ACCEPTED
        if self.withdrawn_at:
            return self.Standing.WITHDRAWN
        if self.expires_at is None:
            return self.Standing.WAITING
        return self.Standing.OPEN if at < self.expires_at else self.Standing.EXPIRED
