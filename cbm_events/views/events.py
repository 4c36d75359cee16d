"""The list of events and the page of one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cbm_events.api.exports import FORMATS
from cbm_events.confirmations.standing import standing_of
from cbm_events.filters import EventFilter
from cbm_events.models import Event
from cbm_events.participation.answers import refusal_to_answer
from cbm_events.participation.reporting import reporter_of
from cbm_events.permissions import may
from cbm_events.plans.of_event import outside_plans, planned_as
from cbm_events.querysets import EventQuerySet
from cbm_events.series import chain_of
from cbm_events.times import with_times
from cbm_events.transitions import actions_for
from cbm_events.views import facts, history_lines
from cbm_events.views.addresses import filters_in, with_query
from cbm_events.views.clocks import CLOCK, clock_links, clock_of, with_clock
from cbm_events.views.document_groups import document_groups, with_documents
from cbm_events.views.facets import count_facets
from cbm_events.views.keyset import Page, page_of
from cbm_events.views.listing import ahead, grouped, year_links
from cica_portal.common.models import Change, Document
from cica_portal.common.viewer import Viewer, ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

ALL = "all"
PAGE_SIZE = 100


@require_safe
def event_list(request: ViewerRequest) -> HttpResponse:
    """From today on; of one year (?year=2023); or all (?when=all)."""
    visible = Event.objects.visible_to(request.viewer)
    shown = EventFilter(filters_in(request.GET), queryset=scoped(visible, request), request=request)
    page = page_of(
        shown.qs.with_parties(),
        size=PAGE_SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    facets = count_facets(shown, path=reverse("cbm_events:list"), query=carried(request))
    context = {
        "groups": grouped(with_times(page.events, request.viewer, clock_of(request))),
        "has_samples": any(event.is_sample for event in page.events),
        "facets": facets,
        "count": facets.total,
        "years": year_links(visible, request.GET),
        "filter": shown,
    }
    return render(request, "cbm_events/event_list.html", context | _addresses(request, page))


def scoped(events: EventQuerySet, request: ViewerRequest) -> EventQuerySet:
    if request.GET.get("year") or request.GET.get("when") == ALL:
        return events
    return ahead(events, today_in(SECRETARIAT_ZONE, timezone.now()))


def carried(request: ViewerRequest) -> QueryDict:
    """The filters and the part of time, for links that change something else."""
    query = filters_in(request.GET)
    if request.GET.get("when") == ALL:
        query["when"] = ALL
    return with_clock(query, request)


def _addresses(request: ViewerRequest, page: Page) -> dict[str, Any]:
    """Where the links of the list lead, and what its filter form carries along."""
    path, query = reverse("cbm_events:list"), carried(request)
    timeless = with_clock(filters_in(request.GET, without={"year"}), request)
    return {
        "list_path": path,
        "exports": [
            (kind.label, with_query(reverse("cbm_events:export", args=[name]), query)) for name, kind in FORMATS.items()
        ],
        "query": query,
        "when": query.get("when", ""),
        "carried": [(name, value) for name, value in query.items() if name in {"year", "when", CLOCK}],
        "clocks": clock_links(request, query),
        "ahead_url": with_query(path, timeless),
        "all_url": with_query(path, timeless, when=ALL),
        "month_url": with_query(reverse("cbm_events:calendar"), timeless),
        "week_url": with_query(reverse("cbm_events:week"), timeless),
        "year_url": with_query(reverse("cbm_events:this_year"), timeless),
        "previous_url": with_query(path, query, before=page.previous) if page.previous else "",
        "next_url": with_query(path, query, after=page.next) if page.next else "",
    }


@require_safe
def event_detail(request: ViewerRequest, public_id: str) -> HttpResponse:
    """Everything about one event that this viewer may know."""
    viewer = request.viewer
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    event = get_object_or_404(Event.objects.visible_to(viewer).with_parties(), public_id=public_id)
    with_times([event], viewer)
    changes = Change.objects.of("event", public_id).visible_to(viewer).select_related("actor")
    entries = history_lines.entries_for(event, changes, viewer)
    figures = facts.figures_of(event, viewer)
    documents = document_groups(Document.objects.visible_to(viewer).about("event", public_id))
    context = {
        "event": event,
        "roles": facts.roles_of(event),
        "basis": facts.basis_of(event),
        "days_until": facts.days_until(event, today),
        "figures": figures,
        "figures_differ": facts.figures_differ(figures),
        "participation": facts.participation_of(event, viewer),
        "planned_as": planned_as(event, viewer, today),
        "outside_plans": list(outside_plans(event, viewer)),
        "chain": chain_of(event, viewer),
        "documents": documents,
        "outcomes": with_documents(event.outcomes.visible_to(viewer).select_related("document"), documents),
        "history": entries,
        "earlier_dates": history_lines.earlier_dates(entries, event.period),
        "standing": standing_of(event, viewer, today),
        "actions": actions_for(event, today) if may(viewer, "edit_event", event) else [],
    }
    return render(request, "cbm_events/event_detail.html", context | _allowed(event, viewer, today))


def _allowed(event: Event, viewer: Viewer, today: date) -> dict[str, bool]:
    return {
        "may_edit": may(viewer, "edit_event", event),
        "may_enter_results": may(viewer, "enter_participation", event),
        "may_send_report": may(viewer, "send_report", reporter_of(event, viewer, today)),
        "may_reply": may(viewer, "answer_for_state") and refusal_to_answer(event, today) is None,
        "may_write_letter": may(viewer, "write_letter", event),
        "may_link": may(viewer, "link_events", event),
        "may_add_document": may(viewer, "add_document", event),
    }
