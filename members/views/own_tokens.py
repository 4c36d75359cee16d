"""A person's own tokens: issued after a fresh sign-in or confirmation, shown once, replaced, revoked."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cica_portal.common import history
from cica_portal.common.access import require
from cica_portal.common.viewer import ViewerRequest
from members.accounts.token_forms import OwnTokenForm
from members.accounts.tokens import replace_token
from members.models import ApiToken, User
from members.permissions import may
from members.views.account_tokens import NOT_ACCEPTED, act_of, issue, revoke_and_say

PAGE = "members:own_tokens"


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: ViewerRequest) -> HttpResponse:
    """The token is on the page that answers the form, and on no page after it."""
    require(may(request.viewer, "issue_own_token"))
    act = act_of(request)
    if request.method != "POST":
        return show(request, act)
    if must_confirm(request):
        return to_confirmation()
    form = OwnTokenForm(request.POST, user=owner_of(request), at=act.at)
    text = issue(form, act) if form.is_valid() else ""
    if not text:
        return show(request, act, status=NOT_ACCEPTED, form=form)
    return show(request, act, issued=form.instance, text=text)


@login_required
@never_cache
@require_POST
def replace(request: ViewerRequest, public_id: str) -> HttpResponse:
    require(may(request.viewer, "issue_own_token"))
    token, act = own_token(request, public_id), act_of(request)
    if must_confirm(request):
        return to_confirmation()
    try:
        again, text = replace_token(token=token, act=act)
    except (ValidationError, history.StaleVersion):
        messages.warning(request, _("This token has changed in the meantime. Look at it again."))
        return redirect(PAGE)
    return show(request, act, issued=again, text=text, replaced=token)


@login_required
@require_POST
def revoke(request: ViewerRequest, public_id: str) -> HttpResponse:
    revoke_and_say(request, own_token(request, public_id))
    return redirect(PAGE)


def own_token(request: ViewerRequest, public_id: str) -> ApiToken:
    own = ApiToken.objects.filter(user=owner_of(request), grant=ApiToken.Grant.OWN)
    token: ApiToken = get_object_or_404(own.select_related("user__state"), public_id=public_id)
    return token


def owner_of(request: ViewerRequest) -> User:
    return get_object_or_404(User.objects.select_related("state"), pk=request.user.pk)


def must_confirm(request: ViewerRequest) -> bool:
    """A token outlives the session: who leaves a browser open leaves no tokens to be made."""
    needed: bool = is_reauthentication_required(request, app="account")
    return needed


def to_confirmation() -> HttpResponse:
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: reverse(PAGE)})}")


def show(request: ViewerRequest, act: history.Act, *, status: int = 200, **context: Any) -> HttpResponse:
    owner = owner_of(request)
    own = ApiToken.objects.filter(user=owner, grant=ApiToken.Grant.OWN).select_related("user__state")
    rows = [(token, token.standing(act.at), token.can_be_replaced(act.at)) for token in own]
    defaults: dict[str, Any] = {"form": OwnTokenForm(user=owner, at=act.at), "rows": rows}
    defaults["confirm"] = to_confirmation()["Location"] if must_confirm(request) else ""
    return render(request, "members/own_tokens.html", defaults | context, status=status)
