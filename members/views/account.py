"""A person's own account: in which language and by which clock the portal speaks, and how the person signs in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from cica_portal.common.history import Act, StaleVersion
from cica_portal.common.models import Door
from cica_portal.common.viewer import ViewerRequest
from members.forms import PreferencesForm
from members.models import User
from members.permissions import may
from members.services import save_user

NOT_ACCEPTED, CONFLICT = 422, 409


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: ViewerRequest) -> HttpResponse:
    user = get_object_or_404(User, pk=request.user.pk)
    if request.method == "POST":
        return receive(request, user)
    return show(request, PreferencesForm(instance=user))


def receive(request: ViewerRequest, user: User) -> HttpResponse:
    form = PreferencesForm(request.POST, instance=user)
    if not form.is_valid():
        return show(request, form, status=NOT_ACCEPTED)
    act = Act(door=Door.PAGE, at=timezone.now(), actor=user)
    try:
        save_user(user=form.instance, act=act, version=form.cleaned_data["seen_version"])
    except StaleVersion:
        messages.warning(request, _("Your account was changed elsewhere in the meantime. Choose again."))
        return show(request, PreferencesForm(instance=User.objects.get(pk=user.pk)), status=CONFLICT)
    with override(user.language):
        messages.success(request, _("Saved."))
        return redirect(reverse("members:account"))


def show(request: ViewerRequest, form: PreferencesForm, *, status: int = 200) -> HttpResponse:
    allowed = {f"may_{action}": may(request.viewer, action) for action in ("invite", "issue_token")}
    context = {"form": form, "account": form.instance} | allowed
    return render(request, "members/account.html", context, status=status)
