"""Writes the notices of one person from the rows as they are when the mail leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cbm_events.models import Event
from cbm_events.notices.differences import as_it_was, concerns_an_open_event, earlier_values, is_news, told_values
from cbm_events.notices.keys import first_batch
from cbm_events.notices.wording import Notice, mail_subject, write_part
from cbm_events.reminders import reasons
from cbm_events.reminders.switching_off import letter_headers, off_address
from cbm_events.reminders.wording import why_you
from cbm_events.times import zone_labels
from cica_portal.common.mailing.letters import Letter, Withdrawn
from cica_portal.common.models import Change, Delivery, Mail
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import User

State = Delivery.State


class Pointless(Exception):
    """A notice that has nothing to tell any more, and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def write_notices(mail: Mail, *, at: datetime) -> Letter:
    """One part for each event that is not as it was; raises Withdrawn when none is."""
    assert mail.recipient_id is not None, "a notice has a recipient"
    person = User.objects.select_related("state").get(pk=mail.recipient_id)
    waiting = list(mail.deliveries.filter(state=State.PLANNED).order_by("due_at", "id"))
    notices, left_out = [], {}
    for row in waiting:
        try:
            notices.append(notice_to(person, row, at=at))
        except Pointless as end:
            state = State.EXPIRED if end.reason == reasons.OVER else State.SUPERSEDED
            left_out[row.pk] = (state, end.reason)
    if not notices:
        first = next(iter(left_out.values()), (None, ""))
        raise Withdrawn(first[1], left_out)
    headers = letter_headers(person, {notice.after.uid for notice in notices})
    return Letter(words=lambda language: _words(notices, person, language), headers=headers, left_out=left_out)


def notice_to(person: User, row: Delivery, *, at: datetime) -> Notice:
    """Raises Pointless."""
    viewer = Viewer(person.audience)
    if not person.wants_reminders:
        raise Pointless(reasons.UNWANTED)
    event = Event.objects.select_related("country").filter(public_id=row.subject_key).first()
    if event is None:
        raise Pointless(reasons.GONE)
    if not Event.objects.visible_to(viewer).filter(pk=event.pk).exists():
        raise Pointless(reasons.HIDDEN)
    changes = _changes(row)
    before, after = earlier_values(event, changes), told_values(event)
    if not is_news(before, after):
        raise Pointless(reasons.TAKEN_BACK)
    if not concerns_an_open_event(before, after, today=today_in(SECRETARIAT_ZONE, at)):
        raise Pointless(reasons.OVER)
    return Notice(as_it_was(event, before), event, _reason(changes, viewer))


def _changes(row: Delivery) -> list[Change]:
    """Those that the notice is about, newest first: from the one that it began with."""
    history = Change.objects.of(Event.record_kind, row.subject_key)
    first = history.filter(batch=first_batch(row.rule_key)).last()
    return list(history.filter(pk__gte=first.pk)) if first else []


def _reason(changes: Sequence[Change], viewer: Viewer) -> str:
    """The last published one that this reader may see."""
    shown = set(Change.objects.visible_to(viewer).filter(pk__in=[change.pk for change in changes]))
    return next((change.reason for change in changes if change.reason and change in shown), "")


def _words(notices: Sequence[Notice], person: User, language: str) -> Mapping[str, Any]:
    timed = any(event.starts_at for notice in notices for event in (notice.before, notice.after))
    labels = zone_labels() if timed else {}
    parts = [write_part(notice, person.zone, labels, language) for notice in notices]
    off_url = off_address(person, language)
    return {"parts": parts, "subject": mail_subject(parts), "why": why_you(person), "off_url": off_url}
