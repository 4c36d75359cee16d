"""Signing in and passwords: allauth's views at the portal's addresses."""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth_views
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from members.accounts.landing import landing_address
from members.models import User


class SignIn(allauth_views.LoginView):
    """The session gets a new identifier; who has a second factor is asked for it next."""

    def get_authenticated_redirect_url(self) -> str:
        return landing_address(self.request.user, self.get_next_url())


class SignOut(allauth_views.LogoutView):
    """By POST only."""

    http_method_names = ("post", "options")


class ForgottenPassword(allauth_views.PasswordResetView):
    """The same page, whoever asks and for whichever address."""


class ResetSent(allauth_views.PasswordResetDoneView):
    """Says the same to everybody."""


@method_decorator(never_cache, name="dispatch")
class NewPassword(allauth_views.PasswordResetFromKeyView):
    """The link of the mail: its secret moves from the address into the session, and no page hears of the address.

    The form keeps the usual policy: without a referrer a browser names no origin, and the form would be refused.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        if kwargs["key"] != self.reset_url_key:
            response["Referrer-Policy"] = "no-referrer"
        return response


class ResetDone(allauth_views.PasswordResetFromKeyDoneView):
    """The next step is signing in, with the second factor where there is one."""


class ConfirmPassword(allauth_views.ReauthenticateView):
    """Before a change to the account, for whoever has not just signed in."""


@method_decorator(login_required, name="dispatch")
class ChangePassword(allauth_views.PasswordChangeView):
    """Signs the person out everywhere else."""

    success_url = reverse_lazy("members:account")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User) and not request.user.has_usable_password():
            return redirect(reverse("account_reset_password"))
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response
