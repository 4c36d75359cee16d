"""Addresses that mail servers keep refusing: for administrators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cbm_events.forms.reminders import LiftForm
from cbm_events.permissions import may
from cica_portal.common.access import require
from cica_portal.common.history import Act, StaleVersion
from cica_portal.common.mailing.flags import lift
from cica_portal.common.models import AddressFlag, Change, Door
from cica_portal.common.viewer import ViewerRequest
from members.models import User

NOT_ACCEPTED = 422
SHOWN_LIFTED = 50


@dataclass(frozen=True)
class FlagLine:
    """A flag, whose address it is now (nobody's after a correction), and who lifted it why."""

    flag: AddressFlag
    person: User | None
    lifted: Change | None


@require_safe
def flagged_addresses(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "see_flagged_addresses"))
    flags = AddressFlag.objects.visible_to(request.viewer)
    lifted = flags.exclude(ended_at=None).order_by("-ended_at", "-id")
    context = {"standing": lines_of(list(flags.standing())), "lifted": lines_of(list(lifted[:SHOWN_LIFTED]))}
    return render(request, "cbm_events/flagged_addresses.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lift_flag(request: ViewerRequest, public_id: str) -> HttpResponse:
    require(may(request.viewer, "see_flagged_addresses"))
    flag = get_object_or_404(AddressFlag.objects.visible_to(request.viewer).standing(), public_id=public_id)
    form = LiftForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"line": lines_of([flag])[0], "form": form}
        return render(request, "cbm_events/flag_lift.html", context, status=NOT_ACCEPTED if form.is_bound else 200)
    act = Act(door=Door.PAGE, at=timezone.now(), actor=request.viewer.user, reason=form.cleaned_data["because"])
    try:
        lift(flag, act=act)
    except StaleVersion:
        messages.info(request, _("Somebody else has lifted the flag in the meantime."))
    else:
        messages.success(request, _("%(address)s gets mail again.") % {"address": flag.address})
    return redirect("cbm_events:flagged_addresses")


def lines_of(flags: Sequence[AddressFlag]) -> list[FlagLine]:
    people = User.objects.annotate(lower=Lower("email")).filter(lower__in=[flag.address for flag in flags])
    by_address = {person.email.lower(): person for person in people.select_related("state")}
    changes = Change.objects.filter(
        kind=AddressFlag.record_kind, subject_id__in=[flag.public_id for flag in flags], action=Change.Action.UPDATED
    ).select_related("actor")
    lifted = {change.subject_id: change for change in changes}
    return [FlagLine(flag, by_address.get(flag.address), lifted.get(flag.public_id)) for flag in flags]
