"""Member states: all of them, and one with what it does and organises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cica_portal.common.viewer import Viewer, ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.duties import duties_of
from members.forms import AsOfForm
from members.models import ExternalParty, MemberState
from members.permissions import may
from members.terms import say_attested, say_term

Standing = ExternalParty.Standing
SHOWN_EVENTS = 10
PARTY_GROUPS = ((Standing.OBSERVER, _("Observers")), (Standing.PARTNER, _("Partner organisations")))


@dataclass(frozen=True)
class Party:
    """An observer or partner, and since when it is one as far as known."""

    name: str
    since: str


@dataclass(frozen=True)
class PartyGroup:
    title: str | Promise
    parties: list[Party]


@require_safe
def state_list(request: ViewerRequest) -> HttpResponse:
    language = get_language() or "en"
    parties = ExternalParty.objects.visible_to(request.viewer).in_order(language)
    groups = [
        PartyGroup(title, [Party(row.name, since(row)) for row in parties if row.standing == standing])
        for standing, title in PARTY_GROUPS
    ]
    states = MemberState.objects.visible_to(request.viewer).in_order(language)
    context = {
        "states": states,
        "party_groups": groups,
        "may_overlook_holidays": may(request.viewer, "see_holiday_overview"),
    }
    return render(request, "members/state_list.html", context)


def since(party: ExternalParty) -> str:
    if party.since_on:
        return say_term(party.since_on, None)
    return gettext("since %(day)s") % {"day": say_attested(party.since_text)} if party.since_text else ""


@require_safe
def state(request: ViewerRequest, code: str) -> HttpResponse:
    found = get_object_or_404(MemberState.objects.visible_to(request.viewer), code=code)
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    form = AsOfForm(request.GET if request.GET.get("as_of") else None, initial={"as_of": today})
    duties = duties_of(found, form.day_or(today))
    context = {
        "state": found,
        "form": form,
        "duties": duties,
        "is_today": duties.day == today,
        "shows_long_name": may(request.viewer, "see_long_names"),
        "sees_holidays": may(request.viewer, "see_holidays"),
        **events_of(found, request.viewer, today),
    }
    return render(request, "members/state.html", context)


def events_of(found: MemberState, viewer: Viewer, today: date) -> dict[str, Any]:
    """Events that the state organises, and those that others organise in it."""
    seen = found.events.model._default_manager.visible_to(viewer).with_parties()
    organised = seen.of_state(found, "organiser", "co_organiser")
    hosted = seen.hosted_by(found).exclude(pk__in=organised.values("pk"))
    return {
        "ahead": organised.ahead(today)[:SHOWN_EVENTS],
        "past": organised.past(today)[:SHOWN_EVENTS],
        "hosted": hosted.order_by("-sort_on", "-id")[:SHOWN_EVENTS],
    }
