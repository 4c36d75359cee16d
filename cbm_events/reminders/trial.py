"""A rule tried out on a real row: how its mail will read, on the page or sent to oneself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cbm_events.models import ReminderRule
from cbm_events.reminders.letters import reminder_words
from cbm_events.reminders.schedule import anchor_day
from cbm_events.reminders.subjects.kinds import kind_of
from cbm_events.reminders.wording import Reminder, why_you
from cica_portal.common.mailing.letters import Letter, Withdrawn
from cica_portal.common.mailing.rendering import Rendered, Renderer
from cica_portal.common.models import Mail
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import User
from members.viewers import viewer_for

TEMPLATE, REMINDER = "reminder_trial", "reminder"
SHOWN = 30
NOTHING_LEFT = gettext_noop("The rule, or what it was tried on, is not there any more.")


def rows_to_try(rule: ReminderRule, viewer: Viewer, today: date) -> list[Any]:
    """Events, or whatever the rule is about, to try it on."""
    return list(kind_of(rule).to_try(rule, viewer, today)[:SHOWN])


def specimen(rule: ReminderRule, row: Any, person: User, language: str) -> Rendered:
    """The mail as somebody who reads this language gets it on the day when it is due, the other language below."""
    reminder, mail = _on_its_day(rule, row), Mail(template=REMINDER, language=language)
    letter = Letter(words=lambda each: reminder_words([reminder], person.zone, each) | {"why": why_you(person)})
    return Renderer().render(mail, letter)


def write_trial(mail: Mail, *, at: datetime) -> Letter:
    """The mail that somebody sends to himself."""
    assert mail.recipient_id is not None, "a test has a recipient"
    person = User.objects.get(pk=mail.recipient_id)
    rule = ReminderRule.objects.filter(public_id=mail.context["rule"]).first()
    if rule is None:
        raise Withdrawn(NOTHING_LEFT)
    rows = kind_of(rule).to_try(rule, viewer_for(person), today_in(SECRETARIAT_ZONE, at))
    row = rows.filter(public_id=mail.context["about"]).first()
    if row is None:
        raise Withdrawn(NOTHING_LEFT)
    reminder = _on_its_day(rule, row)
    return Letter(words=lambda language: _trial_words(reminder, person, language))


def _trial_words(reminder: Reminder, person: User, language: str) -> Mapping[str, Any]:
    words = reminder_words([reminder], person.zone, language)
    return words | {"subject": _("Test: %(subject)s") % {"subject": words["subject"]}, "why": why_you(person)}


def _on_its_day(rule: ReminderRule, row: Any) -> Reminder:
    day = anchor_day(rule, row)
    assert day is not None, "it has the day that the rule counts from"
    return Reminder(rule, row, day, -rule.offset)
