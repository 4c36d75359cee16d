"""Small words and marks that pages are made of. What they print is in templates/components/."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from babel.dates import format_date
from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal.common.date_words import (
    ListedDate,
    day_words,
    listed,
    moment_words,
    moment_words_short,
    month_name,
    month_words,
    page_language,
    same_month,
    weekdays,
)
from cica_portal.common.fuzzy import Period, Precision, describe
from cica_portal.common.text import pick
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

register = template.Library()

GOVERNING_BODIES = "gb"
IN_LANGUAGE = {"en": "in English", "ru": "по-русски"}


class Subject(Protocol):
    code: str
    key: str
    name: str


class Dated(Protocol):
    period: Period

    def status_on(self, day: date) -> str: ...
    def get_status_display(self) -> str: ...


# Dates --------------------------------------------------------------------------------------------


@register.filter
def long_date(day: date | None) -> str:
    """ "27 August 2024"."""
    return day_words(day, page_language()) if day else ""


@register.filter
def month_year(day: date) -> str:
    """ "August 2024"."""
    return month_words(day, page_language())


@register.filter
def month_alone(day: date) -> str:
    """ "August"."""
    return month_name(day, page_language())


@register.filter
def month_abbreviated(day: date) -> str:
    return month_name(day, page_language(), width="LLL")


@register.filter
def days_alone(period: Period) -> str:
    """ "27–28": what a column that names the month leaves to say; with the months where there are two."""
    first, last = period.earliest, period.latest
    if first is None or last is None or period.precision != Precision.DAY or not same_month(first, last):
        return days_short(period)
    return str(first.day) if first == last else f"{first.day}–{last.day}"


@register.filter
def sometime(period: Period) -> str:
    """ "Sometime in October 2023": a heading over events whose days are not known."""
    words = describe(period, page_language())
    if period.precision == Precision.HALF_YEAR:
        return pgettext("half-year", "Sometime in the %(period)s") % {"period": words}
    return _("Sometime in %(period)s") % {"period": words}


@register.filter
def weekday_short(day: date) -> str:
    return format_date(day, "ccc", locale=page_language())


@register.filter
def weekday_name(day: date) -> str:
    return format_date(day, "cccc", locale=page_language())


@register.filter
def weekday_day(day: date) -> str:
    """ "Tuesday 27 August"."""
    words = describe(Period(day, day, Precision.DAY), page_language(), with_year=False)
    return _("%(weekday)s %(day)s") % {"weekday": weekday_name(day), "day": words}


@register.filter
def days_short(period: Period) -> str:
    """ "27–28 Aug"."""
    return describe(period, page_language(), with_year=False, short=True)


@register.filter
def day_month_short(day: date) -> str:
    """ "27 Aug"."""
    return days_short(Period(day, day, Precision.DAY))


@register.filter
def weekdays_of(period: Period) -> str:
    """ "Tue–Wed"."""
    return weekdays(period.earliest, period.latest, page_language()) if period.earliest and period.latest else ""


@register.filter
def day_of_moment(at: datetime) -> str:
    """The day in Astana."""
    return long_date(today_in(SECRETARIAT_ZONE, at))


@register.filter
def moment(at: datetime | None) -> str:
    """ "6 August 2024, 17:20", in Astana."""
    return moment_words(at, page_language()) if at else ""


@register.filter
def moment_short(at: datetime) -> str:
    """ "6 Aug 2024, 17:20", in Astana."""
    return moment_words_short(at, page_language())


@register.filter
def period_words(period: Period) -> str:
    return describe(period, page_language())


@register.simple_tag
def listed_date(event: Dated, under: Period | None = None) -> ListedDate:
    """The two short lines before an event in a list; `under` is the period that its heading names."""
    return listed(event.period, page_language(), under=under or None)


@register.simple_tag
def source_date(event: Any) -> str:
    """The date in the words of the source, where it says more than the period does."""
    is_same = event.date_text.casefold() == describe(event.period, "en").casefold()
    return "" if event.is_exact or is_same else event.date_text


# Marks --------------------------------------------------------------------------------------------


@register.simple_tag
def dimension_chip(dimension: Subject | None) -> SafeString:
    """The code of a dimension in its colour; without one, that of governing bodies."""
    if dimension is None:
        return chip(GOVERNING_BODIES, pgettext("code of governing bodies", "GB"), _("Governing bodies"))
    return chip(dimension.key, dimension.code, dimension.name)


@register.simple_tag
def code_chip(code: str, name: str) -> SafeString:
    return chip(code.lower(), code, name)


def chip(key: str, code: str, name: str) -> SafeString:
    return format_html('<abbr class="dim" data-dim="{}" title="{}">{}</abbr>', key, name, code)


@register.simple_tag
def event_chip(event: Any) -> SafeString:
    """The dimension of an event. Without one it is named "GB" only if it is a meeting of a governing body."""
    if event.dimension is None and not event.is_statutory:
        return SafeString("")
    return dimension_chip(event.dimension)


@register.simple_tag
def state_code(state: Any, kind: str = "") -> SafeString:
    """Three letters with the name as title; `kind` is "lead" for an organiser, chair or coordinator."""
    classes = f"iso {kind}".strip()
    return format_html('<abbr class="{}" title="{}">{}</abbr>', classes, state.name, state.code)


@register.simple_tag
def status_mark(status: str, label: str) -> SafeString:
    return format_html('<span class="status" data-status="{}">{}</span>', status, label)


@register.simple_tag(takes_context=True)
def event_status(context: Context, event: Dated) -> SafeString:
    """The status of an event on this day, as mark and word."""
    status = event.status_on(context["today"])
    return status_mark(status, status_words(event, status))


@register.simple_tag(takes_context=True)
def event_status_key(context: Context, event: Dated) -> str:
    return event.status_on(context["today"])


@register.simple_tag(takes_context=True)
def event_status_words(context: Context, event: Dated) -> str:
    return status_words(event, event.status_on(context["today"]))


def status_words(event: Dated, status: str) -> str:
    return _("Under way") if status == "now" else str(event.get_status_display())


@register.simple_tag
def organiser_codes(event: Any) -> list[tuple[Any, str]]:
    """States that organise an event, alphabetically, organisers before co-organisers."""
    order = {"organiser": 0, "co_organiser": 1}
    roles = [role for role in event.roles.all() if role.state and role.role in order]
    roles.sort(key=lambda role: (order[role.role], not role.is_lead, role.state.name))
    return [(role.state, "lead" if role.role == "organiser" else "") for role in roles]


@register.filter
def translated(row: Any, name: str) -> str:
    """A field that is kept in both languages, in that of the page or else in the other."""
    return pick(page_language(), getattr(row, f"{name}_en"), getattr(row, f"{name}_ru"))[0]


@register.simple_tag
def other_language(language: str) -> SafeString:
    """A tag on text that is not in the language of the page: "по-русски", "in English"."""
    if language == page_language():
        return SafeString("")
    return format_html('<span class="tag" lang="{}">{}</span>', language, IN_LANGUAGE[language])


@register.simple_tag
def source_words(source: str) -> SafeString:
    """Sources as people read them, parted by " ; " in the row: an address is a link that shows its site."""
    return format_html_join("; ", "{}", ((one_source(part.strip()),) for part in source.split(" ; ")))


def one_source(source: str) -> SafeString:
    if not source.startswith(("https://", "http://")):
        return format_html("{}", source)
    site = urlsplit(source).hostname or source
    return format_html('<a href="{}" rel="external">{}</a>', source, site.removeprefix("www."))
