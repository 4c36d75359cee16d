"""What the person who looks was sent, and will get."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cbm_events.reminders.subjects.kinds import REMINDED
from cbm_events.views.ledger import Line, lines_of
from cica_portal.common.date_words import moment_words, page_language
from cica_portal.common.models import Delivery
from cica_portal.common.viewer import ViewerRequest

State = Delivery.State
SHOWN, PAGE = 200, 50


@dataclass(frozen=True)
class OwnLine:
    """`when` is in the reader's own zone. Why an event that he does not see was not told is not told either."""

    line: Line
    when: str

    @property
    def reason(self) -> str:
        delivery = self.line.delivery
        is_shown = self.line.subject is not None and delivery.state in {State.SUPERSEDED, State.EXPIRED}
        return delivery.reason if is_shown else ""


@login_required
@require_safe
def own_reminders(request: ViewerRequest) -> HttpResponse:
    own = Delivery.objects.filter(recipient=request.user.pk, subject_kind__in=REMINDED).select_related("mail")
    settled = own.exclude(state=State.PLANNED).order_by("-settled_at", "-id")
    page = Paginator(settled, PAGE).get_page(request.GET.get("page"))
    context = {
        "coming": own_lines(own.open().order_by("due_at", "id")[:SHOWN], request),
        "settled": own_lines(page.object_list, request),
        "page": page,
        "query": "",
    }
    return render(request, "cbm_events/own_reminders.html", context)


def own_lines(rows: Iterable[Delivery], request: ViewerRequest) -> list[OwnLine]:
    return [OwnLine(line, when(line.delivery, request)) for line in lines_of(list(rows), request)]


def when(delivery: Delivery, request: ViewerRequest) -> str:
    at = delivery.settled_at or delivery.due_at
    return moment_words(at, page_language(), zone=request.user.zone)  # type: ignore[union-attr]
