"""Writes the mail by which a wish for reminders is confirmed. Its link is made when the mail leaves, and not kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbm_events.reminders.subscribing import LIFETIME, Wish, wish_token
from cica_portal.common.mailing.letters import Letter
from cica_portal.common.models import Mail
from members.models import Dimension, PriorityArea


def write_link(mail: Mail, *, at: datetime) -> Letter:
    wish = Wish(**mail.context)
    return Letter(words=lambda language: _words(wish))


def _words(wish: Wish) -> Mapping[str, Any]:
    days = LIFETIME.days
    return {
        "heading": _("Reminders of CICA events by e-mail"),
        "paragraphs": [
            _("Somebody, probably you, asked for reminders at this address: %(what)s.") % {"what": what_of(wish)},
            ngettext(
                "They begin when you confirm it on the page behind this link, within %(days)d day.",
                "They begin when you confirm it on the page behind this link, within %(days)d days.",
                days,
            )
            % {"days": days},
        ],
        "url": settings.PORTAL_URL + reverse("cbm_events:subscription_confirm", args=[wish_token(wish)]),
        "button": _("Look at it and confirm"),
        "closing": _("If it was not you, leave this mail unanswered: nothing happens without you."),
    }


def what_of(wish: Wish) -> str:
    """In the language that is active."""
    if wish.area:
        return _("public events of the area “%(name)s”") % {"name": _name(PriorityArea, wish.area)}
    if wish.dimension:
        return _("public events of the dimension “%(name)s”") % {"name": _name(Dimension, wish.dimension)}
    return _("all public events")


def _name(model: type[Dimension | PriorityArea], code: str) -> str:
    row = model._default_manager.filter(code=code).first()
    return row.name if row else code
