"""What the form of an event or a proposal would be refused for, and who might be named in it, while somebody types.

Nothing is stored here: the same forms judge that judge when it is saved.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cbm_events.forms.entries import bind_entry
from cbm_events.forms.proposals import ProposalForm
from cbm_events.forms.suggestions import suggestions_for
from cbm_events.models import Event, Proposal
from cbm_events.permissions import may
from cbm_events.views.drafts import drafted_row
from cica_portal.common.access import require
from cica_portal.common.viewer import Viewer, ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in


@require_POST
def check(request: ViewerRequest, kind: str, public_id: str) -> HttpResponse:
    """The messages of each input, as the page shows them after a save."""
    row = drafted_row(request.viewer, kind, public_id)
    filled = forms_of(kind, row, request.POST, request.viewer)
    fields = [bound for form in filled for bound in form if not bound.is_hidden]
    return render(request, "cbm_events/entry_checks.html", {"fields": fields})


def forms_of(kind: str, row: Any, data: QueryDict, viewer: Viewer) -> Iterable[forms.BaseForm]:
    """The forms as they were sent, judged."""
    if kind == Proposal.record_kind:
        offered_by: dict[str, Any] = {"state": viewer.state, "author": viewer.user}
        proposal = ProposalForm(data, instance=row or Proposal(**offered_by))
        proposal.is_valid()
        return [proposal]
    entry = bind_entry(row or Event(), data)
    entry.is_valid()
    return [entry.form, *entry.parties.forms]


@require_safe
def suggestions(request: ViewerRequest) -> HttpResponse:
    """States that coordinate the area or dimension, or chair the body, that are chosen in the form."""
    require(may(request.viewer, "add_event"))
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    context = {"suggestions": suggestions_for(request.GET, today)}
    return render(request, "cbm_events/event_form_suggestions.html", context)
