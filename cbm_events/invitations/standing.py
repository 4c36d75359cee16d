"""Who is invited to an event, what the calendar of each was sent, and what it should be sent now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from cbm_events.invitations.keys import CANCEL, KIND, REQUEST, Telling, telling_of
from cbm_events.models import Event, Participation, Status
from cbm_events.participation.answers import OPEN
from cbm_events.participation.standings import standings
from cica_portal.common.models import Delivery
from cica_portal.common.viewer import Viewer
from members.models import User

State = Delivery.State
# The event changed before the mail left; what is to be said now is owed anew.
OVERTAKEN = "The event has changed since."
COUNTS = (State.PLANNED, State.SENT, State.UNKNOWN)
INVITED = frozenset({Participation.Answer.AWAITED, Participation.Answer.TAKES_PART})


def invited_states(event: Event) -> set[int]:
    """States whose reply is awaited or that take part; who sent regrets is left in peace."""
    known = standings(event.participations.order_by("as_of", "id"))
    return {state for state, standing in known.items() if standing.answer in INVITED}


def liaisons_of(states: Collection[int]) -> list[User]:
    people = User.objects.filter(role=User.Role.LIAISON, is_active=True, state__in=states).select_related("state")
    return list(people.order_by("state__name_en", "name", "pk"))


def deliveries_about(keys: Collection[str]) -> dict[str, dict[int, list[Delivery]]]:
    """Of each event, of each person, the first one first."""
    found: dict[str, dict[int, list[Delivery]]] = defaultdict(lambda: defaultdict(list))
    rows = Delivery.objects.filter(subject_kind=KIND, subject_key__in=keys, recipient__isnull=False)
    for row in rows.order_by("id"):
        found[row.subject_key][row.recipient_id or 0].append(row)
    return found


def stands(event: Event, viewer: Viewer) -> bool:
    """Whether it can stand in the calendar of this reader as an invitation."""
    return event.is_exact and event.status in OPEN and viewer.audience in event.audiences()


def wanted(event: Event, viewer: Viewer, sent: Iterable[Delivery], today: date) -> Telling | None:
    """What the calendar of somebody who was invited should be told now; None if it knows, or if it is all over."""
    if event.status == Status.HELD or (event.latest is not None and event.latest < today):
        return None
    told = [telling_of(row.rule_key) for row in sent if row.state in COUNTS]
    if stands(event, viewer):
        request = Telling(REQUEST, event.sequence)
        return None if request in told else request
    has_entry = bool(told) and told[-1].method == REQUEST
    return Telling(CANCEL, event.sequence) if has_entry else None


def was_invited(sent: Iterable[Delivery]) -> bool:
    """Whether something reached him, or was overtaken on its way."""
    return any(row.state in COUNTS or row.reason == OVERTAKEN for row in sent)
