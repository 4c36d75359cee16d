"""Setting up and removing a second factor: allauth's views, each as one act of the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cica_portal.common import history
from cica_portal.common.models import Door
from members.accounts.factors import describe
from members.accounts.sessions import end_sessions
from members.models import User

if TYPE_CHECKING:
    from django.views.generic import FormView as Base
else:
    Base = object

logger = structlog.get_logger(__name__)


class FactorChange(Base):
    """What changes the second factor of a person.

    Sessions that began without it end: who had the password only must not get further by it.
    """

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        user = get_object_or_404(User, pk=self.request.user.pk)
        before = describe(user)
        with history.batch(history.Act(door=Door.PAGE, at=timezone.now(), actor=user)) as batch:
            batch.edit(user)
            response = super().form_valid(form)
            user.second_factor = describe(user)
            user.save(update_fields=["second_factor"])
        if user.second_factor != before:
            end_sessions(user, except_key=self.request.session.session_key)
        logger.info("second_factor_changed", user=user.public_id, before=before, after=user.second_factor)
        return response


class ActivateApp(FactorChange, app.ActivateTOTPView):
    pass


class DeactivateApp(FactorChange, app.DeactivateTOTPView):
    pass


class AddKey(FactorChange, keys.AddWebAuthnView):
    pass


class RemoveKey(FactorChange, keys.RemoveWebAuthnView):
    pass


class NewCodes(codes.GenerateRecoveryCodesView):
    """The factor stays; the codes printed before open nothing any more."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        logger.info("recovery_codes_made", user=self.request.user.public_id)
        return response
