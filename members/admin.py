"""Reference data of the members, and the people who sign in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cica_portal.common import history
from cica_portal.common.admin import ReasonedForm, RecordedAdmin, RecordedInline, site
from members.accounts.factors import remove_all
from members.accounts.notices import queue_notice
from members.accounts.sessions import end_sessions
from members.models import (
    Attestation,
    Chairmanship,
    Coordination,
    Dimension,
    ExternalParty,
    MemberState,
    OtherName,
    PriorityArea,
    User,
    ZoneLabel,
)
from members.services import save_user


@admin.register(MemberState, site=site)
class MemberStateAdmin(RecordedAdmin):
    fixed = ("code",)
    list_display = ("name_en", "name_ru", "code", "zone", "accession_year")
    search_fields = ("code", "name_en", "name_ru")


@admin.register(ExternalParty, site=site)
class ExternalPartyAdmin(RecordedAdmin):
    list_display = ("name_en", "name_ru", "nature", "standing")
    list_filter = ("nature", "standing")
    search_fields = ("name_en", "name_ru")


@admin.register(OtherName, site=site)
class OtherNameAdmin(RecordedAdmin):
    list_display = ("__str__", "name_en", "name_ru", "state", "place_en", "used_from", "used_until")
    list_filter = ("state",)
    list_select_related = ("state",)
    search_fields = ("name_en", "name_ru", "place_en", "place_ru")


@admin.register(ZoneLabel, site=site)
class ZoneLabelAdmin(RecordedAdmin):
    fixed = ("zone",)
    list_display = ("label_en", "label_ru", "zone")


@admin.register(Dimension, site=site)
class DimensionAdmin(RecordedAdmin):
    """The five dimensions are CICA's: they are renamed, never added to."""

    fixed = ("code",)
    list_display = ("code", "name_en", "name_ru", "position")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(PriorityArea, site=site)
class PriorityAreaAdmin(RecordedAdmin):
    fixed = ("code",)
    list_display = ("code", "name_en", "name_ru", "dimension", "status")
    list_filter = ("dimension", "status")
    list_select_related = ("dimension",)
    search_fields = ("code", "name_en", "name_ru")


class AttestationInline(RecordedInline):
    model = Attestation
    fields = ("as_of", "as_of_text", "source", "confidence", "source_note", "seen_version")


@admin.register(Coordination, site=site)
class CoordinationAdmin(RecordedAdmin):
    inlines = (AttestationInline,)
    list_display = ("state", "role", "dimension", "area", "starts_on", "ends_on")
    list_filter = ("role", "dimension", "area", "state")
    list_select_related = ("state", "dimension", "area")


@admin.register(Chairmanship, site=site)
class ChairmanshipAdmin(RecordedAdmin):
    list_display = ("state", "starts_on", "ends_on", "meeting_en")
    list_select_related = ("state",)


class UserForm(ReasonedForm):
    """A person, and a new password if one is to be set."""

    new_password = forms.CharField(
        label=_("New password"),
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "vTextField"}),
    )

    remove_second_factor = forms.BooleanField(
        label=_("Remove the second factor"),
        help_text=_("For a person who has lost it and has shown you who he is. He sets up a new one when he signs in."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "new_password" in self.fields:
            rules = [_("Empty leaves it as it is."), *password_validators_help_texts()]
            self.fields["new_password"].help_text = " ".join(str(rule) for rule in rules)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("new_password"):
            self._judge(values["new_password"])
        return values

    def _judge(self, password: str) -> None:
        try:
            validate_password(password, user=self.instance)
        except ValidationError as error:
            self.add_error("new_password", error)


@admin.register(User, site=site)
class UserAdmin(RecordedAdmin):
    form = UserForm
    fields = (
        "email", "name", "role", "state", "is_head", "language", "zone", "wants_reminders", "reminder_channel",
        "is_active", "new_password", "remove_second_factor",
    )  # fmt: skip
    list_display = ("name", "email", "role", "state", "is_active", "second_factor")
    list_filter = ("role", "is_active", "state")
    list_select_related = ("state",)
    search_fields = ("name", "email")

    def store(self, row: Any, *, form: Any, formsets: Any, act: history.Act) -> None:
        """The owner is told of a new password and of a second factor that is gone; both end the sessions."""
        is_new, password = row._state.adding, form.cleaned_data.get("new_password") or None
        save_user(user=row, password=password, act=act, version=None if is_new else row.version)
        if is_new:
            return
        if password:
            end_sessions(row)
            queue_notice(row, what="password_set", at=act.at)
        if form.cleaned_data.get("remove_second_factor"):
            remove_all(user=row, act=act)
