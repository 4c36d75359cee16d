"""Subscriptions, and events of every kind that they show or do not show."""

from cbm_events.feeds.subscriptions import issue_feed
from cbm_events.models import Feed
from members.models import User
from tests.cast import World
from tests.factories import make_act, make_event, state_role


def address_of(user: User, **values) -> str:
    feed = Feed(user=user, **{"name": f"Phone {Feed.objects.count()}"} | values)
    return f"/feed/{issue_feed(feed=feed, act=make_act(actor=user))}.ics"


def events_of_all_kinds(world: World) -> dict[str, str]:
    """UIDs by what each event is."""
    rows = {
        "public": make_event(visibility="public"),
        "members": make_event(visibility="member_states", roles=[state_role(world.kaz)]),
        "staff": make_event(visibility="secretariat"),
        "own proposal": make_event(visibility="secretariat", status="proposed", roles=[state_role(world.kaz)]),
    }
    return {name: event.uid for name, event in rows.items()}
