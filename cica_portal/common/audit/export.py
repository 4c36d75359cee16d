"""The log as lines of a table: one for each field that changed, the newest act first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from cica_portal.common.audit.acts import subjects_of
from cica_portal.common.audit.subjects import Subjects
from cica_portal.common.audit.wording import action_words, lines_of
from cica_portal.common.models import Change
from cica_portal.common.querysets import ChangeQuerySet
from cica_portal.common.zones import SECRETARIAT_ZONE

CHUNK = 500
Row = list[str]


def table_of(changes: ChangeQuerySet, language: str) -> Iterator[Row]:
    """Read in small parts, so that the whole is never in memory and no query stays open."""
    with override(language):
        yield headings()
    edge = None
    while True:
        rest = changes.filter(id__lt=edge) if edge else changes
        rows = list(rest.select_related("actor").order_by("-id")[:CHUNK])
        if not rows:
            return
        with override(language):
            lines = list(_lines(rows, subjects_of(rows)))
        yield from lines
        edge = rows[-1].pk


def headings() -> Row:
    return [
        _("Astana time"),
        pgettext("column", "By"),
        _("Door"),
        _("Act"),
        _("Kind"),
        _("Identifier"),
        pgettext("column", "Record"),
        _("Action"),
        _("Field"),
        _("Before"),
        _("After"),
        _("Reason"),
        _("Internal note"),
        _("Who sees it"),
    ]


def _lines(changes: Iterable[Change], subjects: Subjects) -> Iterator[Row]:
    for change in changes:
        subject = subjects.subject(change.kind, change.subject_id, change.before | change.after)
        at = change.at.astimezone(ZoneInfo(SECRETARIAT_ZONE)).isoformat(sep=" ", timespec="seconds")
        head = [
            at, change.actor.name if change.actor else "", str(change.get_door_display()), str(change.batch),
            subject.label, subject.id, subject.title, action_words(change.action),
        ]  # fmt: skip
        tail = [change.reason, change.note, str(change.get_visibility_display())]
        for line in lines_of(change.kind, change.before, change.after, subjects):
            yield [*head, line.label, line.before, line.after, *tail]
