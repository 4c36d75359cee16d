"""Yearly summaries: the list of editions, one edition, its building, and the lists behind its numbers."""

from __future__ import annotations

from itertools import groupby

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cbm_events.forms.starts import is_public_id
from cbm_events.forms.summaries import SummaryRequestForm
from cbm_events.models import YearlySummary
from cbm_events.permissions import may
from cbm_events.summaries import editions
from cbm_events.summaries.composing import rule_of
from cbm_events.summaries.differences import differences_of, edition_before
from cbm_events.summaries.withdrawals import withdrawals_by_edition
from cbm_events.tasks import run_waiting_summaries
from cbm_events.views.summary_lists import list_context
from cbm_events.views.summary_page import head_context, summary_context
from cica_portal.common.access import require
from cica_portal.common.audiences import Audience
from cica_portal.common.history import Act
from cica_portal.common.models import Door
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

NOT_ACCEPTED = 422
PAGE_LENGTH = 100
State = YearlySummary.State


@require_safe
def summary_list(request: ViewerRequest) -> HttpResponse:
    return show_list(request, SummaryRequestForm(this_year=this_year()))


def show_list(request: ViewerRequest, form: SummaryRequestForm, *, status: int = 200) -> HttpResponse:
    found = list(
        YearlySummary.objects.visible_to(request.viewer).order_by("-last_year", "-year", "audience", "-edition")
    )
    withdrawn = withdrawals_by_edition(found)
    rows = [(row, withdrawn[row.pk]) for row in found]
    context = {
        "periods": [(period, list(group)) for period, group in groupby(rows, key=lambda row: row[0].period)],
        "form": form if may(request.viewer, "build_summary") else None,
    }
    return render(request, "cbm_events/summary_list.html", context, status=status)


@require_POST
def build(request: ViewerRequest) -> HttpResponse:
    """Writes the job; the queue only hears of it, and a sweep finds it if the queue does not."""
    require(may(request.viewer, "build_summary"))
    form = SummaryRequestForm(request.POST, this_year=this_year())
    if not form.is_valid():
        return show_list(request, form, status=NOT_ACCEPTED)
    chosen = form.cleaned_data
    try:
        summary = editions.request_summary(
            year=chosen["year"], last_year=chosen["last_year"], audience=Audience(chosen["audience"]), rule=form.rule,
            act=act_of(request),
        )  # fmt: skip
    except ValidationError as error:
        form.add_error(None, error)
        return show_list(request, form, status=NOT_ACCEPTED)
    transaction.on_commit(tell_the_queue, robust=True)
    return redirect("cbm_events:summary", summary.public_id)


def tell_the_queue() -> None:
    """A function with a name: Django writes it into the log when the broker is away."""
    run_waiting_summaries.apply_async(retry=False)


@require_safe
def summary(request: ViewerRequest, public_id: str) -> HttpResponse:
    edition = seen_edition(request, public_id)
    if edition.state != State.DONE:
        return never_cached(render(request, "cbm_events/summary_job.html", job_context(request, edition)))
    return render(request, "cbm_events/summary.html", summary_context(edition, request.viewer))


def job_context(request: ViewerRequest, edition: YearlySummary) -> dict[str, object]:
    return {"summary": edition, "may_cancel": is_under_way(edition) and may(request.viewer, "build_summary", edition)}


@never_cache
@require_safe
def progress(request: ViewerRequest, public_id: str) -> HttpResponse:
    """The part of the page that tells how far the job is; when it has ended the page is loaded anew."""
    edition = seen_edition(request, public_id)
    response = render(request, "cbm_events/summary/progress.html", job_context(request, edition))
    if not is_under_way(edition):
        response["HX-Refresh"] = "true"
    return response


@require_safe
def rows(request: ViewerRequest, public_id: str) -> HttpResponse:
    """The list behind a number, by the counting rule and as of the time of the edition."""
    edition = finished_edition(request, public_id)
    cut = request.GET.urlencode()
    shown = list_context(edition, cut)
    page = Paginator(shown.rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    context = head_context(edition, request.viewer) | {
        "list": shown,
        "page": page,
        "lines": [shown.line(row) for row in page],
        "rule": rule_of(edition),
    }
    return render(request, "cbm_events/summary_rows.html", context)


@require_safe
def differences(request: ViewerRequest, public_id: str) -> HttpResponse:
    edition = finished_edition(request, public_id)
    earlier = edition_before(edition, request.viewer)
    if earlier is None:
        raise Http404
    context = head_context(edition, request.viewer) | {"differences": differences_of(edition, earlier)}
    return render(request, "cbm_events/summary_differences.html", context)


def act_of(request: ViewerRequest) -> Act:
    return Act(door=Door.PAGE, at=timezone.now(), actor=request.viewer.user)


def seen_edition(request: ViewerRequest, public_id: str) -> YearlySummary:
    if not is_public_id(public_id):
        raise Http404
    found: YearlySummary = get_object_or_404(YearlySummary.objects.visible_to(request.viewer), public_id=public_id)
    return found


def finished_edition(request: ViewerRequest, public_id: str) -> YearlySummary:
    edition = seen_edition(request, public_id)
    if edition.state != State.DONE:
        raise Http404
    return edition


def is_under_way(edition: YearlySummary) -> bool:
    return edition.state in {State.WAITING, State.RUNNING}


def never_cached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def this_year() -> int:
    return today_in(SECRETARIAT_ZONE, timezone.now()).year
