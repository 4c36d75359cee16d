"""The sign-in form, sent."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from members.models import User
from tests.factories import PASSWORD


def enter(browser: Client, user: User, *, password: str = PASSWORD, **data: str) -> HttpResponse:
    response: Any = browser.post("/sign-in/", {"email": user.email, "password": password, **data})
    return response
