"""The words of an invitation, of its change and of its end, in the language that is active."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbm_events.invitations.keys import REQUEST, Telling
from cbm_events.invitations.replies import reply_address
from cbm_events.models import Event, Status
from cbm_events.reminders.switching_off import off_address
from cbm_events.reminders.wording import NAMES, Part, when_lines, where_line, why_you, without_links
from cbm_events.times import zone_labels
from cica_portal.common.date_words import day_words
from members.models import User


def words_of(event: Event, person: User, telling: Telling, language: str, *, is_first: bool) -> Mapping[str, Any]:
    """Of an event that the reader may no longer see nothing is said but that the invitation is over."""
    part = part_of(event, person, telling, language, is_first=is_first) if sees(event, person) else None
    heading = part.heading if part else _("An invitation no longer holds")
    return {
        "part": part,
        "heading": heading,
        "subject": f"{heading}: {part.title}" if part else heading,
        "is_request": telling.method == REQUEST,
        "why": why_you(person),
        "off_url": off_address(person, language),
    }


def sees(event: Event, person: User) -> bool:
    return person.audience in event.audiences()


def part_of(event: Event, person: User, telling: Telling, language: str, *, is_first: bool) -> Part:
    is_request = telling.method == REQUEST
    return Part(
        heading=heading(event, is_request=is_request, is_first=is_first),
        title=without_links(event.title),
        title_language=event.title_language,
        foreign="" if event.title_language == language else NAMES[event.title_language],
        intro=advice(event, person) if is_request else "",
        intro_language=language,
        rows=[row for row in fact_rows(event, person, language) if row[1]],
        url=reply_address(person, event, language) if is_request else "",
        is_sample=event.is_sample,
    )


def heading(event: Event, *, is_request: bool, is_first: bool) -> str:
    if is_request:
        return pgettext("the event", "Invitation") if is_first else pgettext("the event", "Invitation changed")
    if event.status == Status.CANCELLED:
        return pgettext("the event", "Cancelled")
    if event.status == Status.POSTPONED:
        return pgettext("the event", "Postponed")
    return pgettext("the event", "Days no longer known")


def advice(event: Event, person: User) -> str:
    assert person.state is not None, "a liaison speaks for a state"
    return _("Please reply for %(state)s on the page. Replies that a calendar program sends are not read.") % {
        "state": person.state.name
    }


def fact_rows(event: Event, person: User, language: str) -> Iterator[tuple[str, Sequence[str]]]:
    labels = zone_labels() if event.starts_at else {}
    yield _("When"), when_lines(event, person.zone, labels, language)
    yield _("Where"), [line for line in [where_line(event)] if line]
    if event.nomination_deadline:
        yield _("Nominations until"), [day_words(event.nomination_deadline, language)]
