"""Where a mail's "switch off" leads: looking changes nothing, the button or one click in a mail program does."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cbm_events.reminders.switching_off import person_behind, switch_off
from cica_portal.common.history import Act
from cica_portal.common.models import Door
from cica_portal.common.viewer import ViewerRequest


# A mail program has no token of a page; the signed address, which only the recipient was sent, stands for it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reminders_off(request: ViewerRequest, token: str) -> HttpResponse:
    person = person_behind(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        switch_off(person, act=Act(door=Door.PAGE, at=timezone.now(), actor=person))
    is_off = request.method == "POST" or not person.wants_reminders
    return render(request, "cbm_events/reminders_off.html", {"is_off": is_off})
