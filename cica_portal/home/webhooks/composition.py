"""The kinds of the API for the sweep of webhooks, and the mail when a receiver was disabled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cica_portal.api_urls import RESOURCES
from cica_portal.common.mailing.ledger import queue_mails
from cica_portal.common.mailing.letters import Letter, Withdrawn
from cica_portal.common.models import Mail, WebhookReceiver
from cica_portal.common.webhooks.ledger import Source
from cica_portal.common.webhooks.sweep import Composition
from members.accounts.letters import absolute
from members.models import User

TEMPLATE = "webhook_disabled"
WORKS_AGAIN = gettext_noop("The receiver is enabled again.")


def composition() -> Composition:
    sources = {resource.kind: Source(resource.name, resource.path) for resource in RESOURCES}
    return Composition(sources=sources, tell_disabled=tell_administrators)


def tell_administrators(receiver: WebhookReceiver, at: datetime) -> None:
    administrators = [user for user in User.objects.filter(role=User.Role.ADMINISTRATOR) if user.may_sign_in]
    queue_mails(recipients=administrators, template=TEMPLATE, at=at, context={"receiver": receiver.public_id})


def write_disabled(mail: Mail, *, at: datetime) -> Letter:
    receiver = WebhookReceiver.objects.filter(public_id=mail.context["receiver"]).first()
    if receiver is None or receiver.disabled_at is None:
        raise Withdrawn(WORKS_AGAIN)
    return Letter(words=lambda language: disabled_words(receiver))


def disabled_words(receiver: WebhookReceiver) -> Mapping[str, Any]:
    named = {"name": receiver.name, "partner": receiver.owner.name}
    return {
        "heading": _("A receiver of webhooks was disabled"),
        "paragraphs": [
            _("“%(name)s” of %(partner)s hears nothing any more.") % named,
            _(receiver.disabled_reason),
            _("What it has not taken is kept. Once it is enabled, everything is sent in order."),
        ],
        "url": absolute(reverse("webhook", args=[receiver.public_id])),
        "button": _("Open the receiver"),
        "closing": _("Ask the partner to look at its program first."),
    }
