"""The words of a notice, in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cbm_events.models import Event, Status
from cbm_events.notices.differences import CALLED_OFF, is_by_new_zone_rules
from cbm_events.reminders.wording import NAMES, when_lines, where_line, without_links
from cica_portal.common.fuzzy import narrows


@dataclass(frozen=True)
class Notice:
    """An event before the changes and now; `reason` is the published one, often empty."""

    before: Event
    after: Event
    reason: str


@dataclass(frozen=True)
class Row:
    """One fact. `old` is empty where nothing changed."""

    label: str
    old: Sequence[str]
    new: Sequence[str]


@dataclass(frozen=True)
class Part:
    """One notice in the mail. `title_language` may be the other one."""

    heading: str
    title: str
    title_language: str
    foreign: str
    reason: str
    rows: Sequence[Row]
    url: str
    is_sample: bool


def write_part(notice: Notice, zone: str, labels: Mapping[str, str], language: str) -> Part:
    event = notice.after
    return Part(
        heading=heading(notice),
        title=without_links(event.title),
        title_language=event.title_language,
        foreign="" if event.title_language == language else NAMES[event.title_language],
        # What the portal itself gives as a reason is stored in English and known to the catalogue.
        reason=without_links(_(notice.reason)) if notice.reason else "",
        rows=[row for row in fact_rows(notice, zone, labels, language) if row.old or row.new],
        url=settings.PORTAL_URL + reverse("cbm_events:detail", args=[event.public_id]),
        is_sample=event.is_sample,
    )


def mail_subject(parts: Sequence[Part]) -> str:
    if len(parts) == 1:
        return f"{parts[0].heading}: {parts[0].title}"
    return ngettext("%(count)s event has changed", "%(count)s events have changed", len(parts)) % {"count": len(parts)}


def heading(notice: Notice) -> str:
    before, after = notice.before, notice.after
    if after.status == Status.CANCELLED:
        return pgettext("the event", "Cancelled")
    if after.status == Status.POSTPONED and before.status != Status.POSTPONED:
        return pgettext("the event", "Postponed")
    if before.status in CALLED_OFF and after.status not in CALLED_OFF:
        return pgettext("the event", "Takes place after all")
    if narrows(before.period, after.period):
        return narrowing_words(after)
    if is_by_new_zone_rules(before, after):
        return pgettext("the event", "Same local time, new difference from UTC")
    if (before.period, before.starts_at, before.ends_at) != (after.period, after.starts_at, after.ends_at):
        return pgettext("the event", "Moved")
    return pgettext("the event", "Another place or format")


def narrowing_words(event: Event) -> str:
    return pgettext("the event", "Exact days") if event.is_exact else pgettext("the event", "Dates closer known")


def fact_rows(notice: Notice, zone: str, labels: Mapping[str, str], language: str) -> list[Row]:
    """When, where and in which format; what has changed with its old words."""
    before, after = notice.before, notice.after
    new_days = when_lines(after, zone, labels, language)
    if after.status == Status.POSTPONED:
        new_days = [_("New dates are not known yet")]
    return [
        compared(_("When"), when_lines(before, zone, labels, language), new_days),
        *offset_rows(before, after),
        compared(_("Where"), one_line(where_line(before)), one_line(where_line(after))),
        compared(_("Format"), one_line(str(before.get_mode_display())), one_line(str(after.get_mode_display()))),
    ]


def offset_rows(before: Event, after: Event) -> list[Row]:
    if not is_by_new_zone_rules(before, after):
        return []
    return [compared(_("Difference from UTC"), [f"UTC{before.utc_offset}"], [f"UTC{after.utc_offset}"])]


def compared(label: str, old: Sequence[str], new: Sequence[str]) -> Row:
    if old == new:
        return Row(label, [], new)
    return Row(label, old or [_("not said")], new or [_("not said")])


def one_line(text: str) -> list[str]:
    return [text] if text else []
