"""People who sign in."""

from __future__ import annotations

from typing import ClassVar

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal.common.audiences import STAFF_ONLY, Audience
from cica_portal.common.models import Recorded
from cica_portal.common.text import new_public_id, validate_single_line
from cica_portal.common.zones import SECRETARIAT_ZONE, validate_zone
from members.managers import UserManager
from members.models.parties import MemberState

# As allauth calls them: an app, a passkey or security key. Recovery codes alone are none.
SECOND_FACTORS = ("totp", "webauthn")


class User(AbstractBaseUser, Recorded):
    """A person with one role; a liaison speaks for one member state."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("Secretariat administrator")
        EDITOR = "editor", _("Secretariat editor")
        READER = "reader", _("Secretariat reader")
        LIAISON = "liaison", _("Member-state liaison")
        PARTNER = "partner", _("Partner")

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        RUSSIAN = "ru", "Русский"

    class Channel(models.TextChoices):
        AT_ONCE = "at_once", _("Each when it is due")
        DAILY = "daily", _("Together on working days at 9:00")
        WEEKLY = "weekly", _("Together on Mondays at 9:00")

    SECRETARIAT_ROLES: ClassVar[frozenset[str]] = frozenset({Role.ADMINISTRATOR, Role.EDITOR, Role.READER})

    record_kind: ClassVar[str] = "user"
    tracked: ClassVar[tuple[str, ...]] = (
        "email",
        "name",
        "role",
        "state",
        "is_head",
        "language",
        "zone",
        "wants_reminders",
        "reminder_channel",
        "is_active",
        "is_demo",
        "password_set_at",
        "second_factor",
    )

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150, validators=[validate_single_line])
    role = models.CharField(_("role"), max_length=13, choices=Role)
    state = models.ForeignKey(
        MemberState,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="liaisons",
        verbose_name=_("member state"),
    )
    is_head = models.BooleanField(_("head of the state's liaisons"), default=False)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    zone = models.CharField(_("time zone"), max_length=40, default=SECRETARIAT_ZONE, validators=[validate_zone])
    wants_reminders = models.BooleanField(_("gets reminders by e-mail"), default=True)
    reminder_channel = models.CharField(_("reminders come"), max_length=7, choices=Channel, default=Channel.AT_ONCE)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    password_set_at = models.DateTimeField(_("password set"), null=True, blank=True, editable=False)
    # As history and lists show it; what counts are the rows behind it.
    second_factor = models.CharField(_("second factor"), max_length=200, blank=True, editable=False)
    # Up to when the person has marked what is new in the calendar as seen.
    looked_at = models.DateTimeField(null=True, blank=True, editable=False)
    joined_at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    class Meta:
        ordering = ["name"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Somebody with this e-mail is already entered."),
            ),
            models.CheckConstraint(
                condition=Q(role="liaison", state__isnull=False) | (~Q(role="liaison") & Q(state=None)),
                name="user_liaison_has_state",
                violation_error_message=_("A liaison needs a member state; nobody else has one."),
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(is_head=True),
                name="user_one_head",
                violation_error_message=_("This state already has a head of its liaisons."),
            ),
            models.CheckConstraint(
                condition=Q(is_head=False) | Q(role="liaison"),
                name="user_head_is_liaison",
                violation_error_message=_("Only a liaison can be the head of the liaisons."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def audiences(self) -> frozenset[Audience]:
        return STAFF_ONLY

    @property
    def audience(self) -> Audience:
        """The audience that the role belongs to; a partner sees what the public sees."""
        if not self.is_active:
            return Audience.PUBLIC
        if self.role in self.SECRETARIAT_ROLES:
            return Audience.SECRETARIAT
        return Audience.MEMBER_STATES if self.role == self.Role.LIAISON else Audience.PUBLIC

    @property
    def may_sign_in(self) -> bool:
        """Partners have tokens for the API instead."""
        return self.is_active and self.role != self.Role.PARTNER

    @property
    def needs_second_factor(self) -> bool:
        """The Secretariat does; only the marked demo users of an embedded portal are spared."""
        return self.role in self.SECRETARIAT_ROLES and not (self.is_demo and settings.EMBEDDED)

    @cached_property
    def has_second_factor(self) -> bool:
        """An authenticator app or a passkey. The backend asks for it together with the user."""
        factors = apps.get_model("mfa", "Authenticator").objects.filter(user_id=self.pk)
        return factors.filter(type__in=SECOND_FACTORS).exists()

    @property
    def lacks_second_factor(self) -> bool:
        return self.needs_second_factor and not self.has_second_factor

    @property
    def is_staff(self) -> bool:
        """Whether Django's administration lets the user in."""
        return self.is_active and self.role == self.Role.ADMINISTRATOR and not self.lacks_second_factor

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff
