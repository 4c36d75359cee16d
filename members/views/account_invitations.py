"""Inviting people, for administrators."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cica_portal.common import history
from cica_portal.common.access import require
from cica_portal.common.models import Door
from cica_portal.common.viewer import ViewerRequest
from members.accounts import invitations
from members.accounts.invitation_forms import InviteForm
from members.models import Invitation
from members.permissions import may

NOT_ACCEPTED = 422
SHOWN = 200
NEVER = -1


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_list(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "invite"))
    if request.method != "POST":
        return show(request, InviteForm())
    form = InviteForm(request.POST)
    if form.is_valid() and send(request, form):
        messages.success(request, _("Invited: %(email)s.") % {"email": form.instance.email})
        return redirect("members:account_invitations")
    return show(request, form, status=NOT_ACCEPTED)


def send(request: ViewerRequest, form: InviteForm) -> bool:
    try:
        invitations.invite(invitation=form.instance, act=act_of(request))
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def show(request: ViewerRequest, form: InviteForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    found = Invitation.objects.visible_to(request.viewer).select_related("state")[:SHOWN]
    rows = [(invitation, invitation.standing(now)) for invitation in found]
    return render(request, "members/account_invitations.html", {"form": form, "rows": rows}, status=status)


@require_POST
def send_again(request: ViewerRequest, public_id: str) -> HttpResponse:
    return act_on(request, public_id, invitations.send_again, _("Sent again: %(email)s."))


@require_POST
def withdraw(request: ViewerRequest, public_id: str) -> HttpResponse:
    return act_on(request, public_id, invitations.withdraw, _("Withdrawn: %(email)s."))


def act_on(request: ViewerRequest, public_id: str, service: Callable[..., None], done: str) -> HttpResponse:
    require(may(request.viewer, "invite"))
    invitation = get_object_or_404(Invitation.objects.visible_to(request.viewer), public_id=public_id)
    try:
        service(invitation=invitation, act=act_of(request), version=seen_version(request))
    except (history.StaleVersion, invitations.InvitationGoneError):
        messages.warning(request, _("This invitation has changed in the meantime. Look at it again."))
    else:
        messages.success(request, done % {"email": invitation.email})
    return redirect("members:account_invitations")


def seen_version(request: ViewerRequest) -> int:
    """The one that the page showed; what is no number was never shown."""
    found = re.fullmatch("[1-9][0-9]{0,8}", request.POST.get("version", ""))
    return int(found[0]) if found else NEVER


def act_of(request: ViewerRequest) -> history.Act:
    return history.Act(door=Door.PAGE, at=timezone.now(), actor=request.viewer.user)
