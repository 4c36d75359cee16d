"""Django's administration for reference data: it writes through the history like every other door.

No bulk actions, no deletion, no second log: what was changed is read from `Change`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Field, JSONField, Model, TextField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.common import history
from cica_portal.common.date_words import moment_words, page_language
from cica_portal.common.models import Change, Door, Recorded
from cica_portal.common.permissions import may
from cica_portal.common.text import validate_plain_text, validate_single_line

SHOWN_CHANGES = 200
SOURCE_FIELDS = ("source", "confidence", "basis", "source_note")
ACT_FIELDS = ("change_reason", "change_note", "seen_version")
STALE = gettext_lazy(
    "Somebody else saved this since you opened the page, so nothing is stored. Load the page again, then change it."
)


class PortalAdminSite(admin.AdminSite):
    """For administrators, who sign in at the portal's own page."""

    site_title = gettext_lazy("CICA portal")
    site_header = gettext_lazy("CICA portal: administration")
    index_title = gettext_lazy("Reference data")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """The viewer counts: it is nobody until the second factor is given."""
        return super().has_permission(request) and may(request.viewer, "edit_reference")  # type: ignore[attr-defined]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseRedirect:
        if request.user.is_authenticated:
            raise PermissionDenied
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect_to_login(wanted, login_url=reverse("members:sign_in"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """Passwords are set at the user's row, where history sees it."""
        raise Http404


site = PortalAdminSite(name="admin")


class RecordedForm(forms.ModelForm):
    """Carries the version that the person saw."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.instance.pk and values.get("seen_version") != self.instance.version:
            raise ValidationError(STALE, code="stale")
        return values


class ReasonedForm(RecordedForm):
    """The form of a whole page: it also says why."""

    change_reason = forms.CharField(
        label=gettext_lazy("Reason for the change"),
        help_text=gettext_lazy("Shown to everybody who sees this. Keep it neutral; it may stay empty."),
        required=False,
        max_length=500,
        validators=[validate_single_line],
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    change_note = forms.CharField(
        label=gettext_lazy("Internal note"),
        help_text=gettext_lazy("Stays inside the Secretariat."),
        required=False,
        max_length=2000,
        validators=[validate_plain_text],
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )


class QuietWidgets:
    """Low text areas, and lists without buttons that would open a second page."""

    formfield_overrides: Any = {
        JSONField: {"widget": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})},
        TextField: {"widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})},
    }

    def formfield_for_dbfield(self, *args: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(*args, **kwargs)  # type: ignore[misc]
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            field.widget = widget.widget
        return field


class RecordedInline(QuietWidgets, admin.StackedInline):
    """Rows that belong to another row and are stored in the same act."""

    form = RecordedForm
    extra = 0
    can_delete = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RecordedAdmin(QuietWidgets, admin.ModelAdmin):
    """One page, one act: the row and its inlines in one transaction with their history.

    `fixed` names what others refer to: it is entered once.
    """

    form = ReasonedForm
    actions = None
    fixed: Sequence[str] = ()
    list_per_page = 50
    save_on_top = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        readonly = super().get_readonly_fields(request, obj)
        return (*readonly, *self.fixed) if obj else tuple(readonly)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """What the row says, where it is known from, and why it is changed."""
        names = [name for name in self.get_fields(request, obj) if isinstance(name, str)]
        source = [name for name in names if name in SOURCE_FIELDS]
        main = [name for name in names if name not in SOURCE_FIELDS + ACT_FIELDS]
        groups = [(None, main), (_("Source"), source), (_("This change"), list(ACT_FIELDS))]
        return [(title, {"fields": fields}) for title, fields in groups if fields]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except history.StaleVersion:
            messages.error(request, STALE)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing yet: the row is stored together with its inlines."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        self.store(form.instance, form=form, formsets=formsets, act=act_of(request, form))

    def store(self, row: Recorded, *, form: Any, formsets: Any, act: history.Act) -> None:
        with history.batch(act) as batch:
            write(batch, row)
            for formset in formsets:
                for inner in formset.save(commit=False):
                    write(batch, inner)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Kept by the history."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Kept by the history."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        changes = Change.objects.of(row.record_kind, row.subject_id).select_related("actor")[:SHOWN_CHANGES]
        context = self.admin_site.each_context(request) | {
            "title": _("Change history: %s") % row, "object": row, "opts": self.opts,
            "changes": [(change, value_lines(self.model, change)) for change in changes],
        }  # fmt: skip
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/recorded_history.html", context)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows to look up, which are written elsewhere."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Change, site=site)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ("when", "kind", "subject_id", "action", "door", "actor", "reason")
    list_filter = ("door", "kind", "action")
    list_select_related = ("actor",)
    search_fields = ("subject_id", "reason")
    date_hierarchy = "at"

    @admin.display(description=gettext_lazy("When"), ordering="id")
    def when(self, change: Change) -> str:
        return moment_words(change.at, page_language())


def value_lines(model: type[Model], change: Change) -> list[tuple[Any, Any, Any]]:
    """Label, value before and value after of each field that differs."""
    labels = {
        field.name: capfirst(field.verbose_name) for field in model._meta.get_fields() if isinstance(field, Field)
    }
    return [(labels.get(name, name), change.before.get(name), change.after.get(name)) for name in change.fields]


def act_of(request: HttpRequest, form: Any) -> history.Act:
    reason, note = (form.cleaned_data.get(name, "") for name in ("change_reason", "change_note"))
    return history.Act(door=Door.ADMIN, at=timezone.now(), actor=request.user, reason=reason, note=note)


def write(batch: history.Batch, row: Recorded) -> None:
    """Insert or update one row as part of an act; its own version must still be the stored one."""
    if row._state.adding:
        row.save(force_insert=True)
        batch.created(row)
        return
    batch.edit(row)
    row.save(force_update=True)
