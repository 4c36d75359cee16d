"""How a recipient switches these mails off from the mail itself (RFC 8058): an address that only he was sent."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import override

from cbm_events.models import Subscriber
from cbm_events.reminders.readers import Reader
from cbm_events.reminders.subscribing import end_token
from cica_portal.common import history
from members.models import User
from members.services import save_user

SIGNER = "cbm_events.reminders.off"
ATTEMPTS = 3
PLACE = "TOKEN"


def off_token(person: User) -> str:
    """It never ends, since old mails keep it, and opens nothing but this."""
    return _signed(settings.SECRET_KEY, person.public_id)


@lru_cache(maxsize=500)
def _signed(key: str, public_id: str) -> str:
    """Kept for a while: a mail says it in its head and in both languages."""
    return Signer(key=key, salt=SIGNER).sign(public_id)


def person_behind(token: str) -> User | None:
    try:
        public_id = Signer(salt=SIGNER).unsign(token)
    except BadSignature:
        return None
    return User.objects.filter(public_id=public_id).first()


def off_address(reader: Reader, language: str) -> str:
    """In this language."""
    if isinstance(reader, Subscriber):
        return _pattern(settings.PORTAL_URL, "unsubscribe", language).replace(PLACE, end_token(reader))
    return _pattern(settings.PORTAL_URL, "reminders_off", language).replace(PLACE, off_token(reader))


@lru_cache
def _pattern(portal: str, page: str, language: str) -> str:
    """Made once: many mails leave at once, each with an address of its own in both languages."""
    with override(language):
        return portal + reverse(f"cbm_events:{page}", args=[PLACE])


def letter_headers(reader: Reader, threads: Collection[str]) -> dict[str, str]:
    """How to switch off with one click; mails about one event alone stand together under it."""
    headers = {
        "List-Unsubscribe": f"<{off_address(reader, reader.language)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return headers | ({"References": f"<{next(iter(threads))}>"} if len(threads) == 1 else {})


def switch_off(person: User, *, act: history.Act) -> None:
    """Whatever else changes at the account at this moment; a second time changes nothing."""
    for attempt in range(ATTEMPTS):
        if not person.wants_reminders:
            return
        person.wants_reminders = False
        try:
            save_user(user=person, act=act)
        except history.StaleVersion:
            if attempt == ATTEMPTS - 1:
                raise
            person = User.objects.get(pk=person.pk)
