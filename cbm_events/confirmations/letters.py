"""Who is told of an answer that waits or goes back, and in which words.

What is done is told by the notice of change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cbm_events.models import ConfirmationAnswer, Event
from cbm_events.models.confirmations import Standing, Wish
from cbm_events.reminders import reasons
from cbm_events.reminders.step_letters import letter_to, queue_step
from cbm_events.reminders.wording import NAMES, Part, without_links
from cica_portal.common.fuzzy import describe
from cica_portal.common.mailing.letters import Letter, Withdrawn
from cica_portal.common.models import Mail
from cica_portal.common.viewer import Viewer
from members.models import User

TEMPLATE = "confirmation_answer"
SETTLED = gettext_noop("The answer has been settled meanwhile.")


def queue_letters(row: ConfirmationAnswer, *, at: datetime) -> None:
    context = {"answer": row.public_id, "standing": str(row.standing)}
    queue_step(row, str(row.standing), to=recipients_of(row), template=TEMPLATE, context=context, at=at)


def recipients_of(row: ConfirmationAnswer) -> Q:
    """The side that did not take the step."""
    if row.standing == Standing.RETURNED:
        return Q(is_active=True, role=User.Role.LIAISON, state=row.state_id)
    return Q(is_active=True, role=User.Role.EDITOR)


def write_letter(mail: Mail, *, at: datetime) -> Letter:
    """The answer as it is now; raises Withdrawn when it has been settled otherwise or its reader may not see it."""
    rows = ConfirmationAnswer.objects.select_related("state", "event__country")
    assert mail.recipient_id is not None, "a letter about an answer has a recipient"
    row = rows.get(public_id=mail.context["answer"])
    person = User.objects.select_related("state").filter(recipients_of(row), pk=mail.recipient_id).first()
    if person is None or row.standing != mail.context["standing"]:
        raise Withdrawn(SETTLED)
    if not Event.objects.visible_to(Viewer(person.audience)).filter(pk=row.event_id).exists():
        raise Withdrawn(reasons.HIDDEN)
    return letter_to(person, lambda language: write_part(row, language))


def write_part(row: ConfirmationAnswer, language: str) -> Part:
    event = row.event
    return Part(
        heading=heading(row, language),
        title=without_links(event.title),
        title_language=event.title_language,
        foreign="" if event.title_language == language else NAMES[event.title_language],
        intro=advice(row),
        intro_language=language,
        rows=[line for line in fact_rows(row, language) if any(line[1])],
        url=settings.PORTAL_URL + reverse("cbm_events:detail", args=[event.public_id]),
        is_sample=event.is_sample,
    )


def heading(row: ConfirmationAnswer, language: str) -> str:
    if row.standing == Standing.RETURNED:
        return _("Your answer is returned for consultation")
    names = {"state": row.state.name}
    if row.wish == Wish.CANCEL:
        return _("%(state)s asks to cancel an event") % names
    text = _("%(state)s asks to move an event") if row.wish == Wish.MOVE else _("%(state)s asks to confirm an event")
    return text % names


def advice(row: ConfirmationAnswer) -> str:
    """What the reader can do now."""
    if row.standing == Standing.RETURNED:
        return _("Read the reply, and answer anew where you agree.")
    return _("Do as asked on the page of the event, or return it for consultation with a reply.")


def fact_rows(row: ConfirmationAnswer, language: str) -> list[tuple[str, Sequence[str]]]:
    return [
        (_("Dates now"), [row.event.when(language)]),
        (_("Dates asked for"), [describe(row.period, language) if row.period else ""]),
        (_("Reason"), [without_links(row.reason)]),
        (_("Message to the Secretariat"), [without_links(line) for line in row.comment.splitlines()]),
        (_("Reply of the Secretariat"), [without_links(line) for line in row.reply.splitlines()]),
    ]
