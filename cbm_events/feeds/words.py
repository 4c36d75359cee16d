"""What people read of an event in their calendars, in the language that is active."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbm_events.models import Event, EventRole, Kind, Mode, Status
from cbm_events.reminders.wording import NAMES
from cica_portal.common.date_words import page_language
from cica_portal.common.fuzzy import Precision

# A calendar is no archive: of a longer description the beginning, the rest on the event's page.
LONGEST = 1000
CALLED_OFF = frozenset({Status.CANCELLED, Status.POSTPONED})


def title_words(event: Event) -> str:
    """The title, with what a calendar cannot show otherwise: not sure, no days, off."""
    title = event.title + language_mark(event.title_language)
    if event.precision == Precision.UNKNOWN:
        title = _("%(title)s (days to be confirmed)") % {"title": title}
    elif not event.is_exact:
        title = _("%(title)s (%(period)s, days not known)") % {"title": title, "period": event.when()}
    return marked(event.status, title)


def marked(status: str, title: str) -> str:
    """Some programs show the status, some the title only."""
    match status:
        case Status.CANCELLED:
            return pgettext("calendar", "Cancelled: %(title)s") % {"title": title}
        case Status.POSTPONED:
            return pgettext("calendar", "Postponed: %(title)s") % {"title": title}
        case Status.PROPOSED:
            return pgettext("calendar", "Proposed: %(title)s") % {"title": title}
    return title


def language_mark(language: str) -> str:
    return "" if language == page_language() else f" ({NAMES[language]})"


def description_words(event: Event) -> str:
    facts = "\n".join(f"{label}: {text}" for label, text in fact_lines(event) if text)
    parts = [sample_words(event), facts, summary_words(event), f"{_('Event page')}: {event_address(event)}"]
    return "\n\n".join(part for part in parts if part)


def fact_lines(event: Event) -> Iterator[tuple[str, str]]:
    yield _("Kind"), str(Kind(event.kind).label)
    yield _("Dimension"), event.dimension.name if event.dimension else ""
    yield _("Priority area"), event.area.name if event.area else ""
    yield _("Council or body"), event.council.name if event.council else ""
    yield _("Organisers"), parties_in(event, EventRole.Role.ORGANISER)
    yield _("Co-organisers"), parties_in(event, EventRole.Role.CO_ORGANISER)
    yield _("Format"), str(Mode(event.mode).label) if event.mode else ""
    yield _("When"), day_words(event)


def parties_in(event: Event, role: EventRole.Role) -> str:
    """A declared lead first, then states and the rest, each alphabetically."""
    rows = [row for row in event.roles.all() if row.role == role]
    rows.sort(key=lambda row: (not row.is_lead, row.party != EventRole.Party.STATE, row.party_name))
    return ", ".join(row.party_name for row in rows)


def day_words(event: Event) -> str:
    """What the dates of the calendar entry do not say by themselves."""
    if event.status == Status.POSTPONED:
        return _("New dates are not known yet")
    if not event.is_exact:
        return event.when()
    if event.start_time and not event.end_time and event.earliest != event.latest:
        return _("%(days)s, opens at %(hour)s") % {"days": event.when(), "hour": f"{event.start_time:%H:%M}"}
    return ""


def summary_words(event: Event) -> str:
    if not event.summary:
        return ""
    return shortened(event.summary) + language_mark(event.summary_language)


def shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    beginning, _space, _rest = text[:LONGEST].rpartition(" ")
    return f"{beginning or text[:LONGEST]}…"


def sample_words(event: Event) -> str:
    return _("This is a sample event.") if event.is_sample else ""


def place_words(event: Event) -> str:
    if event.mode == Mode.ONLINE:
        return _("Online")
    country = event.country.name if event.country else event.country_other
    return ", ".join(part for part in (event.venue, event.city, country) if part)


def category_words(event: Event) -> list[str]:
    """What a program may colour or filter by: dimension, area, body, kind."""
    named = [
        event.dimension.short if event.dimension else "",
        *(row.name for row in (event.area, event.council) if row),
    ]
    return [name for name in [*named, str(Kind(event.kind).label)] if name]


def event_address(event: Event) -> str:
    return settings.PORTAL_URL + reverse("cbm_events:detail", args=[event.public_id])
