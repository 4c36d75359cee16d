"""What stands in place of each placeholder, from the event as it is now, in the language of the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import override

from cbm_events.correspondence.addressing import WITH_ARTICLE, addressee_words, ministry_words
from cbm_events.models import Event, EventRole, LetterTemplate, Mode, Status
from cbm_events.models.placeholders import PLACEHOLDERS, filled, placeholders_in
from cbm_events.times import zone_labels, zone_words
from cica_portal.common.date_words import day_words
from cica_portal.common.fuzzy import Period, Precision, describe, left_by_moves
from cica_portal.common.models import Change
from cica_portal.common.models.recorded import json_ready
from cica_portal.common.text import pick
from members.models import MemberState

# What is still to be written by hand.
GAP = "[…]"
DATES = ("earliest", "latest", "precision")
NOT_KNOWN = Period(None, None, Precision.UNKNOWN)
# A label and one placeholder, by themselves on a line.
FACT = re.compile(r"[^{}]{1,80}: \{([a-z_]+)\}")


@dataclass(frozen=True)
class Addressees:
    """Whom one letter goes to; `are_all` when it is every member state."""

    states: Sequence[MemberState]
    are_all: bool = False


@dataclass(frozen=True)
class FilledLetter:
    """`gaps`: what the text asks for and the event does not say, in the language of the page."""

    subject: str
    body: str
    addressee: str
    gaps: Sequence[str] = field(default=())


def fill(template: LetterTemplate, event: Event, addressees: Addressees) -> FilledLetter:
    words = event_words(event, template.language) | addressing_words(addressees, template.language)
    body = without_empty_facts(template.body, words)
    missing = [name for name in dict.fromkeys(placeholders_in(template.subject + body)) if not words[name]]
    printed = {name: text or GAP for name, text in words.items()}
    return FilledLetter(
        subject=filled(template.subject, printed),
        body=filled(body, printed),
        addressee=addressee_block(addressees, template.language),
        gaps=[str(PLACEHOLDERS[name]) for name in missing],
    )


def without_empty_facts(body: str, words: Mapping[str, str]) -> str:
    """A line that is only a label and a placeholder is left out where the event says nothing."""
    kept = []
    for line in body.splitlines():
        fact = FACT.fullmatch(line.strip())
        if fact is None or words[fact[1]]:
            kept.append(line.rstrip())
    return "\n".join(kept)


def addressing_words(addressees: Addressees, language: str) -> dict[str, str]:
    is_one = len(addressees.states) == 1 and not addressees.are_all
    return {
        "ministry": ministry_words(language, is_one=is_one),
        "addressee": addressee_words(addressees.states, language, are_all=addressees.are_all),
    }


def addressee_block(addressees: Addressees, language: str) -> str:
    """ "Ministry of Foreign Affairs of the Republic of Kazakhstan", as it stands beside the text."""
    words = addressing_words(addressees, language)
    with override(language):
        line = _("%(ministry)s of %(addressee)s") % words
    line = line.removeprefix("the ")
    return line[0].upper() + line[1:]


def event_words(event: Event, language: str) -> dict[str, str]:
    is_off = event.status == Status.POSTPONED
    with override(language):
        return {
            "event": pick(language, event.title_en, event.title_ru)[0],
            "kind": str(event.get_kind_display()),
            # What is postponed has the dates that were announced, and no new ones yet.
            "dates": describe(NOT_KNOWN, language) if is_off else event.when(language),
            "earlier_dates": event.when(language) if is_off else earlier_dates(event, language),
            "times": "" if is_off else times_words(event),
            "place": place_words(event),
            "mode": str(event.get_mode_display()) if event.mode else "",
            "organisers": organiser_words(event, language),
            "deadline": day_words(event.nomination_deadline, language) if event.nomination_deadline else "",
        }


def earlier_dates(event: Event, language: str) -> str:
    """The dates that the event was last moved from."""
    values = {name: json_ready(getattr(event, name)) for name in DATES}
    earlier = []
    for change in Change.objects.of(event.record_kind, event.public_id):
        values |= {name: change.before[name] for name in DATES if name in change.before}
        if set(DATES) & change.before.keys():
            earlier.append(_period(values))
    return next((describe(period, language) for period in left_by_moves(event.period, earlier)), "")


def _period(values: Mapping[str, str | None]) -> Period:
    column = Event._meta.get_field("earliest")
    earliest, latest = (column.to_python(values[name]) for name in ("earliest", "latest"))
    return Period(earliest, latest, Precision(values["precision"] or ""))


def times_words(event: Event) -> str:
    """ "10:00–17:30, local time (Astana)"."""
    if event.start_time is None or event.starts_at is None:
        return ""
    hours = "–".join(f"{clock:%H:%M}" for clock in (event.start_time, event.end_time) if clock)
    zone = zone_words(event.zone, zone_labels(), at=event.starts_at)
    return _("%(hours)s, local time (%(zone)s)") % {"hours": hours, "zone": zone}


def place_words(event: Event) -> str:
    if event.mode == Mode.ONLINE:
        return _("online")
    country = event.country.name if event.country else event.country_other
    return ", ".join(part for part in (event.venue, event.city, country) if part)


def organiser_words(event: Event, language: str) -> str:
    """Organisers, then co-organisers, with their institution and capacity; a declared lead first."""
    rows = [role for role in event.roles.all() if role.role in EventRole.ORGANISING]
    rows.sort(key=lambda row: (row.role != EventRole.Role.ORGANISER, not row.is_lead, row.party_name))
    return "; ".join("".join(_party(row, language)) for row in rows)


def _party(row: EventRole, language: str) -> Iterator[str]:
    takes_article = language == "en" and row.state is not None and WITH_ARTICLE.search(row.party_name)
    yield f"the {row.party_name}" if takes_article else row.party_name
    if row.institution and row.institution != row.party_name:
        yield f", {row.institution}"
    if row.capacity:
        yield f" ({row.get_capacity_display()})"
