"""The texts of letters and their numbering, edited by the Secretariat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cbm_events.correspondence.numbering import numbering, symbol_of
from cbm_events.correspondence.words import Addressees, fill
from cbm_events.correspondence.writing import save_numbering, save_template
from cbm_events.forms.letter_templates import NumberingForm, TemplateForm, VersionedForm
from cbm_events.models import Event, LetterNumbering, LetterTemplate
from cbm_events.models.placeholders import PLACEHOLDERS
from cbm_events.permissions import may
from cbm_events.views.letter_steps import CONFLICT, NOT_ACCEPTED, act_of
from cica_portal.common.access import require
from cica_portal.common.date_words import page_language
from cica_portal.common.history import StaleVersion
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import MemberState

SHOWN_EVENTS = 30


@require_safe
def template_list(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "see_letters"))
    pattern = numbering()
    year = today_in(SECRETARIAT_ZONE, timezone.now()).year
    context = {
        "templates": LetterTemplate.objects.visible_to(request.viewer),
        "example": symbol_of(pattern, year=year, number=1),
        "may_edit_templates": may(request.viewer, "edit_letter_template"),
        "may_edit_numbering": may(request.viewer, "edit_letter_numbering"),
    }
    return render(request, "cbm_events/letters/templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "edit_letter_template"))
    if request.method == "POST":
        return receive_template(request, TemplateForm(request.POST))
    return show_template(request, TemplateForm(initial={"language": page_language()}))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ViewerRequest, public_id: str) -> HttpResponse:
    template = seen_template(request, public_id)
    require(may(request.viewer, "edit_letter_template"))
    if request.method == "POST":
        return receive_template(request, TemplateForm(request.POST, instance=template))
    return show_template(request, TemplateForm(instance=template))


def seen_template(request: ViewerRequest, public_id: str) -> LetterTemplate:
    found: LetterTemplate = get_object_or_404(LetterTemplate.objects.visible_to(request.viewer), public_id=public_id)
    return found


def receive_template(request: ViewerRequest, form: TemplateForm) -> HttpResponse:
    template = form.instance
    answer = receive(
        request, form, lambda version: save_template(template=template, act=act_of(request), version=version)
    )
    if answer is None:
        messages.success(request, _("Saved: %(template)s") % {"template": template.name})
        return redirect("cbm_events:letter_preview", template.public_id)
    if answer == CONFLICT:
        stored = LetterTemplate.objects.get(pk=template.pk)
        return show_template(request, TemplateForm(instance=stored), status=CONFLICT)
    return show_template(request, form, status=answer)


def receive(request: ViewerRequest, form: VersionedForm, save: Callable[[int | None], Any]) -> int | None:
    """Store it; else the status with which the form is shown again."""
    if not form.is_valid():
        return NOT_ACCEPTED
    try:
        save(form.cleaned_data["seen_version"])
    except (ValidationError, IntegrityError):
        form.add_error(None, _("Somebody else has just entered the same."))
        return NOT_ACCEPTED
    except StaleVersion:
        messages.warning(request, _("Somebody else changed this in the meantime. This is how it is now."))
        return CONFLICT
    return None


def show_template(request: ViewerRequest, form: TemplateForm, *, status: int = 200) -> HttpResponse:
    is_new = form.instance._state.adding
    context = {
        "form": form,
        "template": None if is_new else form.instance,
        "placeholders": [(f"{{{name}}}", words) for name, words in PLACEHOLDERS.items()],
    }
    return render(request, "cbm_events/letters/template_form.html", context, status=status)


@require_safe
def preview(request: ViewerRequest, public_id: str) -> HttpResponse:
    """The text on a real event, to one state."""
    template = seen_template(request, public_id)
    events = preview_events(request)
    event = next((row for row in events if row.public_id == request.GET.get("on")), events[0] if events else None)
    state = MemberState.objects.in_order(page_language()).first()
    context: dict[str, Any] = {
        "template": template,
        "choices": [(row.public_id, f"{row.when()} · {row.title}") for row in events],
        "about": event,
        "may_edit_templates": may(request.viewer, "edit_letter_template"),
    }
    if event and state:
        context |= {"letter": fill(template, event, Addressees([state])), "language": template.language}
    return render(request, "cbm_events/letters/template_preview.html", context)


def preview_events(request: ViewerRequest) -> list[Event]:
    """Those to come, or else the last ones."""
    events = Event.objects.visible_to(request.viewer).with_parties()
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    return list(events.upcoming(today)[:SHOWN_EVENTS]) or list(events.past(today)[:SHOWN_EVENTS])


@require_http_methods(["GET", "HEAD", "POST"])
def edit_numbering(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "edit_letter_numbering"))
    pattern = numbering()
    if request.method != "POST":
        return show_numbering(request, NumberingForm(instance=pattern))
    form = NumberingForm(request.POST, instance=pattern)
    answer = receive(
        request, form, lambda version: save_numbering(pattern=pattern, act=act_of(request), version=version)
    )
    if answer is None:
        messages.success(request, _("Saved: %(template)s") % {"template": pattern.pattern})
        return redirect("cbm_events:letter_templates")
    if answer == CONFLICT:
        form = NumberingForm(instance=LetterNumbering.objects.get(pk=pattern.pk))
    return show_numbering(request, form, status=answer)


def show_numbering(request: ViewerRequest, form: NumberingForm, *, status: int = 200) -> HttpResponse:
    return render(request, "cbm_events/letters/numbering.html", {"form": form}, status=status)
