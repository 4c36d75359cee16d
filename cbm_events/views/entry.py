"""Entering and editing an event."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbm_events.forms.conflicts import CHOICE, changes_since, find_differences, settle
from cbm_events.forms.date_checks import with_days_taken_up
from cbm_events.forms.entries import EntryForms, bind_entry, blank_entry, text_of, unbind_entry
from cbm_events.forms.starts import copied_start, is_public_id, offered_start, public_id_sent
from cbm_events.forms.suggestions import suggestions_for
from cbm_events.models import Event
from cbm_events.permissions import may
from cbm_events.services import save_event
from cbm_events.transitions import actions_for
from cbm_events.views.date_advice import BUTTONS, advice_context
from cbm_events.views.drafts import asked_draft, draft_words, typed_in
from cica_portal.common.access import require
from cica_portal.common.drafts import forget_draft
from cica_portal.common.history import Act, StaleVersion
from cica_portal.common.models import Change, Door, Draft
from cica_portal.common.viewer import Viewer, ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

NOT_ACCEPTED, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "add_event"))
    if request.method == "POST":
        return receive_new(request)
    if draft := asked_draft(request, Event.record_kind):
        return continue_new(request, draft)
    if "from" in request.GET:
        start = copied_start(seen_event(request.viewer, request.GET["from"]))
    else:
        start = offered_start(request.GET)
    return show_form(request, blank_entry(Event(), initial=start.values, parties=start.parties))


def continue_new(request: ViewerRequest, draft: Draft) -> HttpResponse:
    """The form with what was typed before, under the identifier that the event was to have."""
    event = Event(public_id=draft.subject_id)
    if Event.objects.filter(public_id=event.public_id).exists():
        return already_entered(request, event)
    return show_form(request, unbind_entry(event, typed_in(draft)), continued=draft)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ViewerRequest, public_id: str) -> HttpResponse:
    event = editable_event(request.viewer, public_id)
    if request.method == "POST":
        return receive(request, event, settle(request.POST, event))
    if draft := asked_draft(request, Event.record_kind, public_id):
        return show_form(request, unbind_entry(event, typed_in(draft)), continued=draft)
    return show_form(request, blank_entry(event))


def editable_event(viewer: Viewer, public_id: str) -> Event:
    """The event to edit: unseen is 404, seen but not to be edited 403."""
    event = seen_event(viewer, public_id)
    require(may(viewer, "edit_event", event))
    return event


def seen_event(viewer: Viewer, public_id: str) -> Event:
    if not is_public_id(public_id):
        raise Http404
    event: Event = get_object_or_404(Event.objects.visible_to(viewer).with_parties(), public_id=public_id)
    return event


def receive_new(request: ViewerRequest) -> HttpResponse:
    """A new event carries its identifier from the form on: sent twice, it is entered once."""
    event = Event()
    event.public_id = public_id_sent(request.POST) or event.public_id
    if Event.objects.filter(public_id=event.public_id).exists():
        return already_entered(request, event)
    try:
        return receive(request, event, request.POST)
    except IntegrityError:
        if not Event.objects.filter(public_id=event.public_id).exists():
            raise
        return already_entered(request, event)


def already_entered(request: ViewerRequest, event: Event) -> HttpResponse:
    messages.info(request, _("The event is entered already."))
    return redirect("cbm_events:detail", event.public_id)


def receive(request: ViewerRequest, event: Event, data: QueryDict) -> HttpResponse:
    if {"more", "suggest", "back", *BUTTONS} & data.keys():
        return show_form(request, unbind_entry(event, with_days_taken_up(data)))
    entry = bind_entry(event, data)
    if not entry.is_valid():
        return show_form(request, entry, status=NOT_ACCEPTED)
    try:
        save_entry(request, entry)
    except ValidationError as error:
        entry.refuse(error)
        return show_form(request, entry, status=NOT_ACCEPTED)
    except StaleVersion:
        return show_conflict(request, entry, data)
    forget_draft(author=request.viewer.user, kind=Event.record_kind, subject_id=event.public_id)
    link = format_html('<a href="{}">{}</a>', event_address(event), event.title)
    messages.success(request, format_html(_("Saved: {}"), link))
    return redirect(event_address(event))


def save_entry(request: ViewerRequest, entry: EntryForms) -> None:
    values = entry.form.cleaned_data
    act = act_of(request, reason=values["reason"], note=values["note"])
    save_event(event=entry.form.instance, roles=entry.parties.roles(), act=act, version=values["version"])


def act_of(request: ViewerRequest, *, reason: str, note: str) -> Act:
    return Act(door=Door.PAGE, at=timezone.now(), actor=request.viewer.user, reason=reason, note=note)


def event_address(event: Event) -> str:
    return reverse("cbm_events:detail", args=[event.public_id])


def show_form(
    request: ViewerRequest, entry: EntryForms, *, status: int = 200, continued: Draft | None = None
) -> HttpResponse:
    event, today = entry.form.instance, today_in(SECRETARIAT_ZONE, timezone.now())
    chosen = {name: text_of(entry.form[name]) for name in ("area", "dimension", "council")}
    context = {
        "entry": entry,
        "form": entry.form,
        "parties": entry.parties,
        "event": None if entry.form.is_new else event,
        "public_id": event.public_id,
        "problems": entry.problems() if entry.form.is_bound else [],
        "suggestions": suggestions_for(chosen, today),
        **draft_words(request, Event.record_kind, entry.form, continued),
        **advice_context(request, None if entry.form.is_new else event),
    }
    if not entry.form.is_new:
        context |= {"last_change": last_change(event), "actions": actions_for(event, today)}
    return render(request, "cbm_events/event_form.html", context, status=status)


def last_change(event: Event) -> Change | None:
    return Change.objects.of(Event.record_kind, event.public_id).select_related("actor").first()


def show_conflict(request: ViewerRequest, entry: EntryForms, data: QueryDict) -> HttpResponse:
    """What was sent and what is stored now, side by side; choosing sends everything again."""
    theirs = editable_event(request.viewer, entry.form.instance.public_id)
    changes = changes_since(theirs, entry.form.cleaned_data["version"])
    kept = [(name, value) for name, values in data.lists() for value in values if is_kept(name)]
    context = {
        "event": theirs,
        "differences": find_differences(entry, theirs, changes),
        "changes": changes,
        "kept": kept,
        "status_before": next((c.before["status"] for c in reversed(changes) if "status" in c.before), None),
    }
    return render(request, "cbm_events/event_conflict.html", context, status=CONFLICT)


def is_kept(name: str) -> bool:
    return name not in {"csrfmiddlewaretoken", "version"} and not name.startswith(CHOICE)
