"""The ledger of reminders: who gets what and when, what went, and what did not and why."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from cbm_events.models import ReminderRule
from cbm_events.permissions import may
from cbm_events.reminders.subjects.kinds import REMINDED
from cbm_events.views.ledger import PARTS, found_in, lines_of, part_in, rows_of, table_of, text_in
from cica_portal.common.access import require
from cica_portal.common.mailing.trouble import failed_mails, trouble
from cica_portal.common.models import Delivery, Mail
from cica_portal.common.spreadsheets import csv_lines
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

State = Delivery.State
PAGE, OTHER_MAILS = 50, 50
ONE_DAY = timedelta(days=1)


@require_safe
def reminders(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "see_reminder_ledger"))
    now, text, part, found = timezone.now(), text_in(request), part_in(request), found_in(request)
    page = Paginator(rows_of(found, part), PAGE).get_page(request.GET.get("page"))
    context = {
        "part": part,
        "parts": [(part, found.filter(state__in=part.states).count()) for part in PARTS],
        "page": page,
        "lines": lines_of(list(page.object_list), request),
        "text": text,
        "query": urlencode({"show": part.name, "q": text}) + "&",
        "rules": ReminderRule.objects.visible_to(request.viewer),
        "trouble": trouble(now),
        "other_mails": other_failed_mails(request, now) if part.name == "trouble" else [],
    }
    allowed = {
        "may_send_again": may(request.viewer, "send_reminder_again"),
        "may_stop": may(request.viewer, "stop_sending"),
        "may_edit_rules": may(request.viewer, "edit_reminder_rule"),
        "may_see_subscribers": may(request.viewer, "see_subscribers"),
        "may_see_flags": may(request.viewer, "see_flagged_addresses"),
    }
    return render(request, "cbm_events/reminders.html", context | allowed | opening(now))


@require_safe
def reminders_export(request: ViewerRequest) -> StreamingHttpResponse:
    """The part of the ledger that the page shows, whole, for spreadsheets."""
    require(may(request.viewer, "see_reminder_ledger"))
    part = part_in(request)
    name = f"cica-reminders-{part.name}-{today_in(SECRETARIAT_ZONE, timezone.now())}.csv"
    return StreamingHttpResponse(
        csv_lines(table_of(rows_of(found_in(request), part), request)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def other_failed_mails(request: ViewerRequest, now: datetime) -> list[Mail]:
    """Invitations, letters about proposals and the like: what hangs on no delivery, for administrators."""
    if not may(request.viewer, "see_flagged_addresses"):
        return []
    return list(failed_mails(now).filter(deliveries=None)[:OTHER_MAILS])


def opening(now: datetime) -> dict[str, Any]:
    """What the first sentence says: what goes within a day, and what has failed in the last one."""
    rows = Delivery.objects.filter(subject_kind__in=REMINDED)
    soon = rows.filter(state=State.PLANNED, due_at__lte=now + ONE_DAY).order_by("due_at")
    failed = rows.filter(state__in=[State.FAILED, State.UNKNOWN], settled_at__gte=now - ONE_DAY)
    return {"soon": soon.count(), "next": soon.first(), "failed": failed.count()}
