"""Tokens of partners, for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cica_portal.common import history
from cica_portal.common.access import require
from cica_portal.common.models import Door
from cica_portal.common.viewer import ViewerRequest
from members.accounts.token_forms import OwnTokenForm, PartnerForm, TokenForm
from members.accounts.tokens import issue_token, replace_token, revoke_token
from members.models import ApiToken
from members.permissions import may
from members.services import save_user

NOT_ACCEPTED = 422
SHOWN = 500


@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: ViewerRequest) -> HttpResponse:
    """The token is on the page that answers the form, and on no page after it."""
    require(may(request.viewer, "issue_token"))
    act = act_of(request)
    if request.method != "POST":
        return show(request, act)
    form = TokenForm(request.POST, at=act.at)
    text = issue(form, act) if form.is_valid() else ""
    if not text:
        return show(request, act, status=NOT_ACCEPTED, form=form, token_form=form)
    return show(request, act, issued=form.instance, text=text)


def issue(form: TokenForm | OwnTokenForm, act: history.Act) -> str:
    try:
        return issue_token(token=form.instance, act=act)
    except ValidationError as error:
        form.add_error(None, error)
        return ""


@require_POST
def enter_partner(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "issue_token"))
    act = act_of(request)
    form = PartnerForm(request.POST)
    if not (form.is_valid() and store(form, act)):
        return show(request, act, status=NOT_ACCEPTED, form=form, partner_form=form)
    messages.success(request, _("Entered: %(name)s. Now issue a token.") % {"name": form.instance.name})
    return redirect("members:account_tokens")


def store(form: PartnerForm, act: history.Act) -> bool:
    try:
        save_user(user=form.instance, act=act)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@require_POST
def revoke(request: ViewerRequest, public_id: str) -> HttpResponse:
    require(may(request.viewer, "issue_token"))
    token = get_object_or_404(ApiToken.objects.visible_to(request.viewer), public_id=public_id)
    revoke_and_say(request, token)
    return redirect("members:account_tokens")


def revoke_and_say(request: ViewerRequest, token: ApiToken) -> None:
    try:
        revoke_token(token=token, act=act_of(request))
    except history.StaleVersion:
        messages.warning(request, _("This token has changed in the meantime. Look at it again."))
    else:
        messages.success(request, _("Revoked: %(token)s. It opens nothing any more.") % {"token": token})


@never_cache
@require_POST
def replace(request: ViewerRequest, public_id: str) -> HttpResponse:
    """The new token is on the page that answers, and on no page after it."""
    require(may(request.viewer, "issue_token"))
    partners = ApiToken.objects.visible_to(request.viewer).exclude(grant=ApiToken.Grant.OWN)
    token, act = get_object_or_404(partners.select_related("user"), public_id=public_id), act_of(request)
    try:
        again, text = replace_token(token=token, act=act)
    except (ValidationError, history.StaleVersion):
        messages.warning(request, _("This token has changed in the meantime. Look at it again."))
        return redirect("members:account_tokens")
    return show(request, act, issued=again, text=text, replaced=token)


def show(request: ViewerRequest, act: history.Act, *, status: int = 200, **context: Any) -> HttpResponse:
    found = ApiToken.objects.visible_to(request.viewer).select_related("user__state")[:SHOWN]
    defaults = {"token_form": TokenForm(at=act.at), "partner_form": PartnerForm()}
    rows = {"rows": [(token, token.standing(act.at), token.can_be_replaced(act.at)) for token in found]}
    return render(request, "members/account_tokens.html", defaults | rows | context, status=status)


def act_of(request: ViewerRequest) -> history.Act:
    return history.Act(door=Door.PAGE, at=timezone.now(), actor=request.viewer.user)
