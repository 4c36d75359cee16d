"""Tokens: the keys by which a program asks the API, for a partner or for a person of the portal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cica_portal.common.audiences import STAFF_ONLY, Audience
from cica_portal.common.models import Recorded
from cica_portal.common.text import new_public_id, validate_single_line
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models.parties import MemberState
from members.models.users import User
from members.querysets import ApiTokenQuerySet

LONGEST = timedelta(days=366)


class ApiToken(Recorded):
    """One key of a partner or of a person. `public_id` names it in lists and logs; of the secret only the hash is here.

    `role` and `state` are those of its owner when it was issued: with another role or state it opens nothing.
    """

    class Grant(models.TextChoices):
        """As whom the token asks. The Secretariat's audience is never given to a partner."""

        PUBLIC = Audience.PUBLIC.value, Audience.PUBLIC.label
        MEMBER_STATES = Audience.MEMBER_STATES.value, Audience.MEMBER_STATES.label
        OWN = "own", _("Its owner")

    class Scope(models.TextChoices):
        """What the token may do beside reading; its owner's rights bound it in any case."""

        EVENTS = "write:events", _("Enter and change events")
        PROPOSALS = "write:proposals", _("Write proposals and answer them")
        REPLIES = "write:replies", _("Reply to events for the own state")

    class Standing(models.TextChoices):
        GOOD = "good", _("Good")
        EXPIRED = "expired", _("Out of date")
        REVOKED = "revoked", _("Revoked")
        CLOSED = "closed", _("Account closed")

    record_kind: ClassVar[str] = "api_token"
    tracked: ClassVar[tuple[str, ...]] = (
        "user", "name", "grant", "scope", "role", "state", "expires_on", "replaced_at", "revoked_at",
    )  # fmt: skip

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens", verbose_name=_("owner"))
    name = models.CharField(_("what it is for"), max_length=100, validators=[validate_single_line])
    secret_hash = models.CharField(max_length=64, editable=False)
    grant = models.CharField(_("may read"), max_length=13, choices=Grant, default=Grant.PUBLIC)
    # Names of scopes with spaces between, as OAuth writes them; every token reads.
    scope = models.CharField(_("may also"), max_length=60, blank=True, editable=False)
    role = models.CharField(_("role"), max_length=13, choices=User.Role, editable=False)
    state = models.ForeignKey(
        MemberState, null=True, on_delete=models.PROTECT, related_name="tokens", editable=False,
        verbose_name=_("member state"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("issued"), editable=False)
    expires_on = models.DateField(_("last day"))
    # Written hourly at most, beside the history.
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    # Another one was issued in its place; it ends on its last day, which then came nearer.
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "user_id", "-id"]
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = [
            models.CheckConstraint(
                condition=Q(grant__in=["public", "member_states", "own"]),
                name="api_token_grant",
                violation_error_message=_("Choose what the token may read."),
            ),
            models.CheckConstraint(
                condition=Q(scope="") | Q(grant="own"),
                name="api_token_scope",
                violation_error_message=_("Only a person's own token may write."),
            ),
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(revoked_at=None, replaced_at=None),
                name="api_token_name_once",
                violation_error_message=_(
                    "There is a token for this already. Say it in other words, or revoke that one first."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.public_id})"

    def clean(self) -> None:
        errors = {"user": self._wrong_user(), "expires_on": self._wrong_last_day()}
        found = {name: said for name, said in errors.items() if said}
        if found:
            raise ValidationError(found)

    def _wrong_user(self) -> object:
        if self.user_id is None or self._is_open():
            return ""
        if self.is_own:
            return _("Only who may sign in has tokens of his own.")
        return _("Only a partner whose account is open gets tokens.")

    def _is_open(self) -> bool:
        """Whether the account is open, and its owner still who he was when the token was issued."""
        owner = self.user
        if not self.is_own:
            return owner.is_active and owner.role == User.Role.PARTNER
        is_same = (owner.role, owner.state_id) == (self.role, self.state_id)
        return owner.may_sign_in and is_same and not owner.lacks_second_factor

    def can_be_replaced(self, at: datetime) -> bool:
        return self.replaced_at is None and self.standing(at) == self.Standing.GOOD

    @property
    def is_own(self) -> bool:
        return self.grant == self.Grant.OWN

    @property
    def scopes(self) -> list[str]:
        return self.scope.split()

    @property
    def scope_words(self) -> list[str]:
        return [str(self.Scope(name).label) for name in self.scopes]

    def _wrong_last_day(self) -> object:
        first = today_in(SECRETARIAT_ZONE, self.created_at)
        is_good = self.expires_on is None or first <= self.expires_on <= first + LONGEST
        return "" if is_good else _("Choose a day from today to 366 days from now.")

    def audiences(self) -> frozenset[Audience]:
        return STAFF_ONLY

    def standing(self, at: datetime) -> ApiToken.Standing:
        """Whether it opens the API now. The user's account and role count on each request."""
        if self.revoked_at:
            return self.Standing.REVOKED
        if not self._is_open():
            return self.Standing.CLOSED
        return self.Standing.GOOD if today_in(SECRETARIAT_ZONE, at) <= self.expires_on else self.Standing.EXPIRED
