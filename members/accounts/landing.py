"""Where a person lands after signing in: on the wanted page of this portal, in the language that he prefers."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.translation import get_language_from_path, override

from members.models import User


def landing_address(user: User, wanted: str | None) -> str:
    """`wanted` is known to lead to this portal."""
    address = in_language(wanted or "", user.language)
    with override(user.language):
        return reverse("home") if not address or is_sign_in_page(address) else address


def in_language(address: str, language: str) -> str:
    """The same page in this language; what has one address only stays as it is."""
    with override(get_language_from_path(urlsplit(address).path) or settings.LANGUAGE_CODE):
        return translate_url(address, language)


def is_sign_in_page(address: str) -> bool:
    """Whether the address would bring a signed-in person back here, again and again."""
    return urlsplit(address).path.startswith(reverse("members:sign_in"))
