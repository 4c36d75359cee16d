"""Accepting an invitation. Looking at the link changes nothing; only sending the form does."""

from __future__ import annotations

import structlog
from allauth.account.utils import perform_login
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from cica_portal.common.viewer import ViewerRequest
from members.accounts import invitations
from members.accounts.invitation_forms import AcceptForm
from members.models import Invitation, User

logger = structlog.get_logger(__name__)

SESSION_KEY = "invitation"
NOT_ACCEPTED, GONE = 422, 410


@never_cache
@require_safe
def link(request: ViewerRequest, token: str) -> HttpResponse:
    """The session keeps the hash of the secret, and no page hears of the address."""
    token_hash = invitations.hash_of(token)
    is_open = invitations.find_open(token_hash, at=timezone.now()) is not None
    if is_open:
        request.session[SESSION_KEY] = token_hash
    response = redirect("members:account_invitation") if is_open else gone(request)
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: ViewerRequest) -> HttpResponse:
    invitation = invitations.find_open(request.session.get(SESSION_KEY, ""), at=timezone.now())
    if invitation is None:
        return gone(request)
    if request.method != "POST":
        return show(request, AcceptForm(invitation=invitation), invitation)
    form = AcceptForm(request.POST, invitation=invitation)
    try:
        user = open_account(form, invitation) if form.is_valid() else None
    except invitations.InvitationGoneError:
        return gone(request)
    return enter(request, user) if user else show(request, form, invitation, status=NOT_ACCEPTED)


def open_account(form: AcceptForm, invitation: Invitation) -> User | None:
    """Raises InvitationGoneError when somebody else was first."""
    values = form.cleaned_data
    try:
        return invitations.accept(
            invitation=invitation, name=values["name"], password=values["password1"], at=timezone.now()
        )
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return None


def enter(request: ViewerRequest, user: User) -> HttpResponse:
    del request.session[SESSION_KEY]
    logger.info("invitation_accepted", user=user.public_id)
    response: HttpResponse = perform_login(request, user, email_verification="none")
    return response


def show(request: ViewerRequest, form: AcceptForm, invitation: Invitation, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "invitation": invitation}
    return render(request, "members/account_invitation.html", context, status=status)


def gone(request: ViewerRequest) -> HttpResponse:
    """One answer for a link that is unknown, used, withdrawn or out of date."""
    return render(request, "members/account_invitation_gone.html", status=GONE)
