"""Programs that ask the API with a token."""

from datetime import timedelta
from typing import Any

from django.test import Client

from members.accounts.tokens import issue_token
from members.models import ApiToken, User
from tests import factories


def issue(user: User, administrator: User, /, **values: Any) -> str:
    """The text of a new token of this partner, as the program is given it."""
    defaults = {"name": f"Program {factories.number('program')}", "expires_on": factories.TODAY + timedelta(days=30)}
    return issue_token(token=ApiToken(user=user, **defaults | values), act=factories.make_act(actor=administrator))


def bearer(text: str, **options: Any) -> Client:
    return Client(headers={"Authorization": f"Bearer {text}"}, **options)
