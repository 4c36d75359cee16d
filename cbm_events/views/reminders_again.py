"""One delivery sent once more on purpose, with a reason: for editors."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbm_events.forms.reminders import AgainForm
from cbm_events.permissions import may
from cbm_events.reminders.resending import refusal_to_repeat, repeat
from cbm_events.reminders.subjects.kinds import REMINDED
from cbm_events.views.ledger import lines_of, name_in
from cica_portal.common.access import require
from cica_portal.common.models import Delivery
from cica_portal.common.viewer import ViewerRequest
from members.models import User

NOT_ACCEPTED, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
def send_again(request: ViewerRequest, pk: int) -> HttpResponse:
    require(may(request.viewer, "send_reminder_again"))
    known = Delivery.objects.filter(subject_kind__in=REMINDED)
    delivery: Delivery = get_object_or_404(known, pk=pk)
    refusal = refusal_to_repeat(delivery, at=timezone.now())
    if request.method != "POST":
        return show(request, delivery, AgainForm(), refusal)
    form = AgainForm(request.POST)
    if refusal:
        return show(request, delivery, form, refusal, status=CONFLICT)
    if not form.is_valid():
        return show(request, delivery, form, refusal, status=NOT_ACCEPTED)
    return receive(request, delivery, form.cleaned_data["because"])


def receive(request: ViewerRequest, delivery: Delivery, because: str) -> HttpResponse:
    user = request.viewer.user
    assert isinstance(user, User), "an editor has signed in"
    if repeat(delivery=delivery, asked_by=user, because=because, at=timezone.now()):
        messages.success(request, _("It goes to %(name)s again.") % {"name": name_in(delivery, request)})
    else:
        messages.info(request, _("It waits to be sent already."))
    return redirect("cbm_events:reminders")


def show(
    request: ViewerRequest, delivery: Delivery, form: AgainForm, refusal: str | None, *, status: int = 200
) -> HttpResponse:
    context = {"line": lines_of([delivery], request)[0], "form": form, "refusal": refusal}
    return render(request, "cbm_events/reminder_again.html", context, status=status)
