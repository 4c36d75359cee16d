"""Owes invitations: once by an act of an editor, then by a sweep whenever the event is no longer what was sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cbm_events.invitations.keys import KIND, Telling
from cbm_events.invitations.standing import deliveries_about, invited_states, liaisons_of, stands, wanted, was_invited
from cbm_events.models import Event
from cica_portal.common import history
from cica_portal.common.audiences import Audience
from cica_portal.common.mailing.ledger import queue_mail
from cica_portal.common.models import Change, Delivery, Mail
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import User

TEMPLATE = "event_invitation"
# So long after the last change: what is put right at once is told once.
REST = timedelta(minutes=10)
MEMBERS = Viewer(Audience.MEMBER_STATES)


def refusal_to_invite(event: Event, at: datetime) -> str | None:
    """Why nobody can be invited to it now, in words for people, or None."""
    if not stands(event, MEMBERS):
        return _("Only a planned or confirmed event with exact days that the member states see has invitations.")
    if event.earliest is not None and event.earliest <= today_in(SECRETARIAT_ZONE, at):
        return _("The event has begun.")
    return None


def invite(*, event: Event, act: history.Act) -> int:
    """Send an invitation to each liaison of an invited state who gets mails and has none; returns how many go.

    Raises ValidationError.
    """
    refusal = refusal_to_invite(event, act.at)
    if refusal:
        raise ValidationError(refusal, code="closed")
    people = [person for person in liaisons_of(invited_states(event)) if person.wants_reminders]
    sent = deliveries_about([event.public_id])[event.public_id]
    return owe_all(event, people, sent, at=act.at, asked_by=act.actor)


def follow_up(*, now: datetime) -> int:
    """Tell those who were invited what has become of their events; returns how many mails are owed."""
    keys = Delivery.objects.filter(subject_kind=KIND).values("subject_key")
    not_over = Q(latest__gte=today_in(SECRETARIAT_ZONE, now)) | Q(latest=None)
    restless = Change.objects.filter(kind=Event.record_kind, at__gt=now - REST).values("subject_id")
    events = list(Event.objects.filter(not_over, public_id__in=keys).exclude(public_id__in=restless))
    known = deliveries_about([event.public_id for event in events])
    people = mailable({pk for rows in known.values() for pk in rows})
    owed = 0
    for event in events:
        sent = {pk: rows for pk, rows in known[event.public_id].items() if pk in people and was_invited(rows)}
        owed += owe_all(event, [people[pk] for pk in sent], sent, at=now)
    return owed


def mailable(pks: Collection[int]) -> dict[int, User]:
    liaisons = User.objects.filter(role=User.Role.LIAISON, is_active=True, wants_reminders=True)
    return liaisons.select_related("state").in_bulk(pks)


def owe_all(
    event: Event,
    people: Collection[User],
    sent: Mapping[int, list[Delivery]],
    *,
    at: datetime,
    asked_by: User | None = None,
) -> int:
    today, owed = today_in(SECRETARIAT_ZONE, at), 0
    for person in people:
        telling = wanted(event, Viewer(person.audience), sent.get(person.pk, []), today)
        owed += telling is not None and owe(event, person, telling, at=at, asked_by=asked_by)
    return owed


def owe(event: Event, person: User, telling: Telling, *, at: datetime, asked_by: User | None) -> bool:
    """The mail and its line in the ledger, both or neither; False if another was faster."""
    context = {"event": event.public_id, "telling": telling.key}
    try:
        with transaction.atomic():
            mail: Mail = queue_mail(recipient=person, template=TEMPLATE, at=at, context=context)
            Delivery.objects.create(
                subject_kind=KIND, subject_key=event.public_id, rule_key=telling.key, recipient=person,
                occurrence=event.created_at.date(), due_at=at, planned_at=at, mail=mail, asked_by=asked_by,
            )  # fmt: skip
    except IntegrityError:
        return False
    return True
