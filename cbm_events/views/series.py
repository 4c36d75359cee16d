"""The meetings of an event: the series as it is, several new ones at once, one that is entered already."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cbm_events.forms.entries import problems_of
from cbm_events.forms.series import LinkForm, SeriesForm
from cbm_events.forms.starts import is_public_id, public_id_sent
from cbm_events.models import Event, EventLink
from cbm_events.permissions import may
from cbm_events.series import chain_of, enter_meetings, link_event, unlink
from cbm_events.views.entry import NOT_ACCEPTED, act_of, event_address, seen_event
from cica_portal.common.access import require
from cica_portal.common.history import StaleVersion
from cica_portal.common.text import new_public_id
from cica_portal.common.viewer import Viewer, ViewerRequest

MOST_FOUND = 20


@require_http_methods(["GET", "HEAD", "POST"])
def series(request: ViewerRequest, public_id: str) -> HttpResponse:
    """The series, and a search for an event that belongs to it."""
    event = linkable_event(request.viewer, public_id)
    if request.method == "POST":
        return attach(request, event)
    return show_series(request, event)


def linkable_event(viewer: Viewer, public_id: str) -> Event:
    event = seen_event(viewer, public_id)
    require(may(viewer, "link_events", event))
    return event


def attach(request: ViewerRequest, event: Event) -> HttpResponse:
    form, part = LinkForm(request.POST), request.POST.get("part", "")
    if not is_public_id(part):
        messages.warning(request, _("Choose the event that belongs to this one."))
        return show_series(request, event, status=NOT_ACCEPTED)
    if not form.is_valid():
        messages.warning(request, str(form.errors["relation"][0]))
        return show_series(request, event, status=NOT_ACCEPTED)
    found = get_object_or_404(Event.objects.visible_to(request.viewer), public_id=part)
    try:
        link_event(
            part=found, main=event, relation=form.cleaned_data["relation"], act=act_of(request, reason="", note="")
        )
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return show_series(request, event, status=NOT_ACCEPTED)
    messages.success(request, _("It belongs to the series: %(event)s") % {"event": found.title})
    return redirect("cbm_events:series", event.public_id)


def show_series(request: ViewerRequest, event: Event, *, status: int = 200) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    events = Event.objects.visible_to(request.viewer).exclude(pk=event.pk).filter(link=None, parts=None)
    context = {
        "event": event,
        "chain": chain_of(event, request.viewer),
        "form": LinkForm(initial={"relation": EventLink.Relation.PREPARATORY}),
        "asked": asked,
        "found": list(events.matching(asked).in_order()[:MOST_FOUND]) if asked else [],
    }
    return render(request, "cbm_events/series/series.html", context, status=status)


@require_POST
def detach(request: ViewerRequest, public_id: str) -> HttpResponse:
    links = EventLink.objects.visible_to(request.viewer).select_related("main", "part")
    link = get_object_or_404(links, public_id=public_id)
    require(may(request.viewer, "link_events", link))
    version = request.POST.get("version", "")
    try:
        unlink(
            link=link, act=act_of(request, reason="", note=""), version=int(version) if version.isdecimal() else None
        )
        messages.success(request, _("It no longer belongs to the series: %(event)s") % {"event": link.part.title})
    except StaleVersion:
        messages.warning(request, _("Somebody else changed this in the meantime. This is how it is stored now."))
    return redirect("cbm_events:series", link.main.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ViewerRequest, public_id: str) -> HttpResponse:
    main = linkable_event(request.viewer, public_id)
    form = SeriesForm(request.POST if request.method == "POST" else None, main=main)
    if request.method != "POST":
        return show_form(request, main, form)
    first = public_id_sent(request.POST)
    if first and Event.objects.filter(public_id=first).exists():
        messages.info(request, _("The meetings are entered already."))
        return redirect(event_address(main))
    if not form.is_valid():
        return show_form(request, main, form, status=NOT_ACCEPTED)
    return store(request, main, form, first)


def store(request: ViewerRequest, main: Event, form: SeriesForm, first: str | None) -> HttpResponse:
    entries, relation = list(form.entries(first)), form.cleaned_data["relation"]
    try:
        enter_meetings(main=main, relation=relation, entries=entries, act=act_of(request, reason="", note=""))
    except ValidationError as error:
        for message in error.messages:
            form.add_error(None, message)
        return show_form(request, main, form, status=NOT_ACCEPTED)
    except IntegrityError:
        if not Event.objects.filter(public_id=first).exists():
            raise
        messages.info(request, _("The meetings are entered already."))
        return redirect(event_address(main))
    count = len(entries)
    said = ngettext("Entered: %(count)s meeting.", "Entered: %(count)s meetings.", count) % {"count": count}
    messages.success(request, said)
    return redirect(f"{event_address(main)}#series")


def show_form(request: ViewerRequest, main: Event, form: SeriesForm, *, status: int = 200) -> HttpResponse:
    context = {
        "event": main,
        "form": form,
        "public_id": public_id_sent(request.POST) or new_public_id(),
        "problems": list(problems_of(form)) if form.is_bound else [],
        "series_url": reverse("cbm_events:series", args=[main.public_id]),
    }
    return render(request, "cbm_events/series/new.html", context, status=status)
