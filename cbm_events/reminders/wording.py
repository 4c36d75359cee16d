"""The words of a reminder, in the language that is active."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cbm_events.models import Event, ReminderRule, Subscriber
from cbm_events.models.contents import EventContent
from cbm_events.times import shown_times
from cica_portal.common.date_words import day_words
from cica_portal.common.text import pick
from members.models import User

Anchor = ReminderRule.Anchor
NAMES = {"en": "in English", "ru": "по-русски"}
ZERO_WIDTH = "\u200b"
# The dot of a domain and the colon of a scheme; without them no reader sees an address.
LINK = re.compile(r"(?<=\w)\.(?=[^\W\d]{2})|:(?=//)")


@dataclass(frozen=True)
class Reminder:
    """`about` is an event or another row; `day` the one that the rule counts from; `days_left` until it.

    `days_left` is negative when the day is over.
    """

    rule: ReminderRule
    about: Any
    day: date
    days_left: int


Rows = Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class About:
    """What a reminder says of the row that it is about. `link` and `button` name the page behind `url`."""

    heading: str
    title: str
    title_language: str
    rows: Rows
    url: str
    link: str
    button: str
    is_sample: bool = False


@dataclass(frozen=True)
class Part:
    """One reminder in the mail. `title_language` and `intro_language` may be the other one."""

    heading: str
    title: str
    title_language: str
    foreign: str
    intro: str
    intro_language: str
    rows: Rows
    url: str
    is_sample: bool
    link: str = ""
    button: str = ""


def write_part(rule: ReminderRule, about: About, language: str) -> Part:
    intro, intro_language = pick(language, rule.intro_en, rule.intro_ru)
    return Part(
        heading=about.heading,
        title=without_links(about.title),
        title_language=about.title_language,
        foreign="" if about.title_language == language else NAMES[about.title_language],
        intro=without_links(intro),
        intro_language=intro_language,
        rows=[row for row in about.rows if row[1]],
        url=about.url,
        is_sample=about.is_sample,
        link=about.link,
        button=about.button,
    )


def about_event(reminder: Reminder, zone: str, labels: Mapping[str, str], language: str) -> About:
    event = reminder.about
    return About(
        heading=event_heading(reminder, language),
        title=event.title,
        title_language=event.title_language,
        rows=event_rows(reminder, zone, labels, language),
        url=settings.PORTAL_URL + reverse("cbm_events:detail", args=[event.public_id]),
        link=_("Event page"),
        button=_("Open the event page"),
        is_sample=event.is_sample,
    )


def mail_subject(parts: Sequence[Part]) -> str:
    if len(parts) == 1:
        return f"{parts[0].heading}: {parts[0].title}"
    return ngettext("%(count)s reminder", "%(count)s reminders", len(parts)) % {"count": len(parts)}


def event_heading(reminder: Reminder, language: str) -> str:
    """What is to come, in a few words that hold on the day of sending."""
    day = day_words(reminder.day, language)
    match reminder.rule.anchor, reminder.days_left >= 0:
        case Anchor.NOMINATION, True:
            return _("Nominations until %(day)s") % {"day": day}
        case Anchor.NOMINATION, False:
            return _("Nominations were due on %(day)s") % {"day": day}
        case Anchor.REPORT, True:
            return _("Report due on %(day)s") % {"day": day}
        case Anchor.REPORT, False:
            return _("Report was due on %(day)s") % {"day": day}
        case Anchor.CONFIRMATION, True:
            return _("To be confirmed by %(day)s") % {"day": day}
        case Anchor.CONFIRMATION, False:
            return _("Was to be confirmed by %(day)s") % {"day": day}
        case Anchor.END, True:
            return pgettext("the event", "Ends %(when)s") % {"when": in_days(reminder.days_left)}
        case Anchor.START, True:
            return pgettext("the event", "Begins %(when)s") % {"when": in_days(reminder.days_left)}
    return _("After the event")


def in_days(days: int) -> str:
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": days}


def event_rows(reminder: Reminder, zone: str, labels: Mapping[str, str], language: str) -> Rows:
    event = reminder.about
    rows: list[tuple[str, Sequence[str]]] = [
        (_("When"), when_lines(event, zone, labels, language)),
        (_("Where"), [line for line in [where_line(event)] if line]),
    ]
    if event.nomination_deadline and reminder.rule.anchor == Anchor.NOMINATION:
        rows.append((_("Nominations until"), [day_words(event.nomination_deadline, language)]))
    if event.report_due and reminder.rule.anchor == Anchor.REPORT:
        rows.append((_("Report due"), [day_words(event.report_due, language)]))
    if event.confirmation_due and reminder.rule.anchor == Anchor.CONFIRMATION:
        rows.append((_("To be confirmed by"), [day_words(event.confirmation_due, language)]))
    return rows


def when_lines(event: Event, zone: str, labels: Mapping[str, str], language: str) -> list[str]:
    """The days and hours where the event takes place, then the hours where the reader is, if they differ."""
    times = shown_times(event, zone, labels)
    if times is None:
        return [event.when(language)]
    lines = [f"{event.when(language)}, {times.local} ({times.place})"]
    return [*lines, f"{times.own} ({times.own_place})"] if times.own else lines


def where_line(event: EventContent) -> str:
    if event.mode == "online":
        return _("Online")
    country = event.country.name if event.country else event.country_other
    return without_links(", ".join(part for part in (event.venue, event.city, country) if part))


def why_you(person: User | Subscriber) -> str:
    if isinstance(person, Subscriber):
        return _("You receive this because you asked for reminders of public events.")
    if person.state:
        return _("You receive this as a liaison of %(state)s.") % {"state": person.state.name}
    return _("You receive this as an editor of the Secretariat.")


def without_links(text: str) -> str:
    """People's own words never become a link, not even in mail readers that make one of every address."""
    return LINK.sub(lambda found: found[0] + ZERO_WIDTH, text)
