"""A liaison's own calendar: what its state organises, supports, coordinates and is invited to, and what is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from cbm_events.models import Event, EventRole, Participation
from cbm_events.news import News, news_since
from cbm_events.querysets import EventQuerySet
from cbm_events.times import with_times
from cica_portal.common.viewer import Viewer
from cica_portal.home.boards.liaison import Deadline, deadlines_for
from members.models import Coordination, MemberState, User

# Who looks again after longer is told of this time.
LONGEST_LOOK = timedelta(days=90)
ROLE = EventRole.Role


@dataclass(frozen=True)
class Mine:
    """`since` is None for somebody who has not marked anything as seen yet."""

    state: MemberState
    news: News | None
    since: datetime | None
    deadlines: list[Deadline]
    organised: list[Event]
    supported: list[Event]
    coordinated: list[Event]
    invited: list[Event]


def news_for(user: User, viewer: Viewer, at: datetime, today: date) -> tuple[News | None, datetime | None]:
    if user.looked_at is None:
        return None, None
    since = max(user.looked_at, at - LONGEST_LOOK)
    return news_since(since, viewer=viewer, today=today), since


def own_calendar(state: MemberState, user: User, viewer: Viewer, at: datetime, today: date) -> Mine:
    seen = Event.objects.visible_to(viewer)
    ahead = seen.with_parties().ahead(today)
    organised = list(ahead.of_state(state, ROLE.ORGANISER))
    supported = without(ahead.of_state(state, ROLE.CO_ORGANISER, ROLE.HOST, ROLE.ASSISTING, ROLE.CHAIR), organised)
    coordinated = without(coordinated_by(state, ahead, today), organised, supported)
    invited = without(ahead.filter(invites(state)), organised, supported, coordinated)
    with_times([*organised, *supported, *coordinated, *invited], viewer)
    news, since = news_for(user, viewer, at, today)
    return Mine(
        state=state, news=news, since=since, deadlines=deadlines_for(state, viewer, today, at),
        organised=organised, supported=supported, coordinated=coordinated, invited=invited,
    )  # fmt: skip


def without(events: EventQuerySet, *shown: list[Event]) -> list[Event]:
    """Each event stands once, where the state has most to do with it."""
    known = {event.pk for group in shown for event in group}
    return [event for event in events if event.pk not in known]


def coordinated_by(state: MemberState, events: EventQuerySet, today: date) -> EventQuerySet:
    duties = Coordination.objects.as_of(today).filter(state=state)
    areas = duties.exclude(area=None).values("area")
    dimensions = duties.exclude(dimension=None).values("dimension")
    return events.filter(Q(area__in=areas) | Q(dimension__in=dimensions))


def invites(state: MemberState) -> Exists:
    return Exists(Participation.objects.filter(event=OuterRef("pk"), state=state))
