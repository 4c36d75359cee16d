"""Who an e-mail and a password belong to, and who a session belongs to."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.backends import BaseBackend
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from members.models import User
from members.models.users import SECOND_FACTORS


class EmailBackend(BaseBackend):
    """Neither the answer nor its time tells whether there is an account. Partners have tokens, not passwords."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **other: Any
    ) -> User | None:
        """Django says "username", allauth "email"; both mean the address."""
        address = other.get("email") or username
        if not address or password is None:
            return None
        user = User.objects.filter(email__iexact=address).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.may_sign_in else None

    def get_user(self, user_id: int) -> User | None:
        """Asked at every request: a closed account, another role or a lost second factor acts at once."""
        factors = Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=SECOND_FACTORS)
        known = {"has_second_factor": Exists(factors)}
        user = User.objects.annotate(**known).select_related("state").filter(pk=user_id).first()
        return user if user is not None and user.may_sign_in else None
