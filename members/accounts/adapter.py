"""How allauth behaves here: no sign-up, mails by the ledger, changes by the history, guessing slowed down."""

from __future__ import annotations

from typing import Any, ClassVar

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from cica_portal.common import history
from cica_portal.common.models import Door
from members.accounts import known_browsers, lockout, notices
from members.accounts.landing import landing_address
from members.accounts.sessions import end_sessions, forget_session, signed_in_recently
from members.models import User
from members.services import save_user

logger = structlog.get_logger(__name__)

Text = str | Promise


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Text]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This e-mail and password do not belong to an account that can sign in. Check both."
        ),
        "too_many_login_attempts": _("Too many tries went wrong. Wait five minutes, then try again."),
        "rate_limited": _("Too many tries went wrong. Wait five minutes, then try again."),
        "incorrect_password": _("This is not your password. Enter it again."),
        "enter_current_password": _("This is not your present password. Enter it again."),
        "incorrect_code": _("This code is not right, or no longer. Enter the one that is shown now."),
        "invalid_password_reset": _("This link has been used or is out of date."),
    }

    # No open door ----------------------------------------------------------------------------------------------------

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only this host, whatever else the portal answers to."""
        hosts = {self.request.get_host()}
        return url_has_allowed_host_and_scheme(url, allowed_hosts=hosts, require_https=self.request.is_secure())

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages only, but for the one address that a script asks for a passkey's challenge."""
        match = request.resolver_match
        return match is not None and match.url_name == "mfa_login_webauthn" and super().is_ajax(request)

    # Signing in ------------------------------------------------------------------------------------------------------

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The narrow limit is for one account as tried from one address: it keeps nobody else out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}|{self.get_client_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        email = credentials["email"]
        is_stranger = not known_browsers.is_known(request, email)
        try:
            super().pre_authenticate(request, **credentials)
            if is_stranger and lockout.must_wait(email, at=timezone.now()):
                raise self.validation_error("too_many_login_attempts")
        except Exception:
            logger.warning("sign_in_refused")
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        if not known_browsers.is_known(request, credentials["email"]):
            lockout.count_failure(credentials["email"], at=timezone.now())
        logger.warning("sign_in_failed")

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """A passkey of somebody who may no longer sign in gets the answer of a wrong one."""
        if user.may_sign_in:
            return None
        messages.error(request, str(self.error_messages["email_password_mismatch"]))
        return HttpResponseRedirect(reverse("members:sign_in"))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        wanted = kwargs.pop("redirect_url") or get_next_redirect_url(request)
        response = super().post_login(request, user, redirect_url=landing_address(user, wanted), **kwargs)
        known_browsers.remember(request, response, user.email)
        logger.info("signed_in", user=user.public_id)
        return response

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            logger.info("signed_out", user=request.user.public_id)
        forget_session(request.session.session_key)
        super().logout(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just signed in has just shown who he is."""
        return not signed_in_recently(self.request, at=timezone.now())

    # Writing ---------------------------------------------------------------------------------------------------------

    def set_password(self, user: User, password: str) -> None:
        """A new password, by its owner; everybody who knew the old one is signed out."""
        row = User.objects.get(pk=user.pk)
        save_user(user=row, password=password, act=history.Act(door=Door.PAGE, at=timezone.now(), actor=row))
        user.password, user.version, user.password_set_at = row.password, row.version, row.password_set_at
        end_sessions(row, except_key=self.request.session.session_key)
        logger.info("password_changed", user=row.public_id)

    # Mails -----------------------------------------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every mail of the portal is a row of the ledger; allauth's own letters are none."""
        raise NotImplementedError(f"{template_prefix} has no letter in the ledger")

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        notices.queue_notice(user, what=template_prefix.rpartition("/")[2], at=timezone.now())
