"""Planning 10,000 reminders, and looking at them again when nothing has changed."""

from datetime import date, time, timedelta

from cbm_events.models import Event, EventRole, ReminderRule
from cbm_events.reminders.planner import plan_reminders
from cica_portal.common.models import Delivery
from members.models import User
from tests.benchmarks.harness import Bench
from tests.factories import NOW, event_values, make_rule, make_state

STATES, LIAISONS, EVENTS, RULES = 28, 3, 40, 3
DELIVERIES = STATES * LIAISONS * EVENTS * RULES
LIMIT = 3


def measure(bench: Bench) -> None:
    build()
    bench.rows_are_ready()

    def plan() -> None:
        planned = plan_reminders(now=NOW).planned
        assert planned == DELIVERIES, planned

    first = bench.time(
        f"planning {DELIVERIES:,} deliveries", plan, runs=3, count=DELIVERIES, before=Delivery.objects.all().delete
    )
    bench.time("planning again, nothing to do", lambda: plan_reminders(now=NOW), runs=3, count=DELIVERIES)
    bench.limit(f"planning {DELIVERIES:,} deliveries", first.median, at_most=LIMIT, unit="s")


def build() -> None:
    """Forty events within the horizon, of which three rules remind three liaisons of each of 28 states."""
    states = [make_state() for _number in range(STATES)]
    User.objects.bulk_create(
        User(
            email=f"liaison{number}@example.org",
            name=f"Liaison {number}",
            role="liaison",
            state=states[number % STATES],
        )
        for number in range(STATES * LIAISONS)
    )
    days = (NOW.date() + timedelta(days=35 + number % 20) for number in range(EVENTS))
    events = Event.objects.bulk_create(event(day, number) for number, day in enumerate(days))
    EventRole.objects.bulk_create(
        EventRole(event=row, party="state", state=states[number % STATES], role="organiser")
        for number, row in enumerate(events)
    )
    for days_before in (1, 7, 30):
        make_rule(days=days_before, recipients=ReminderRule.Recipients.ALL_STATES)


def event(day: date, number: int) -> Event:
    row = Event(**event_values(earliest=day, title_en=f"Seminar {number}", start_time=time(9), zone="Asia/Almaty"))
    row.derive()
    return row
