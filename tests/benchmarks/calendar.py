"""The month page, with a thousand events and with a hundred thousand: what lies outside the month costs nothing."""

from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cbm_events.models import Event
from tests.benchmarks.harness import Bench
from tests.cast import build_world

FEW, MANY, IN_MONTH = 1_000, 100_000, 40
ADDRESS = "/calendar/2026/6/"


def measure(bench: Bench) -> None:
    build_world()
    fill(FEW)
    few, queries = time_page(bench, f"{FEW:,} events")
    fill(MANY - FEW)
    many, queries_of_many = time_page(bench, f"{MANY:,} events")
    bench.limit("queries with many, less those with few", queries_of_many - queries, at_most=0)
    bench.limit("time with many by time with few", many / few, at_most=1.25)


def fill(count: int) -> None:
    """The same forty events in June 2026 each time they are missing, all others in other years."""
    first = Event.objects.count()
    events = [made(first + number) for number in range(count)]
    Event.objects.bulk_create(events, batch_size=2_000)


def made(number: int) -> Event:
    elsewhere = date(2000, 1, 1) + timedelta(days=number % 9_000)
    day = date(2026, 6, 1 + number % 28) if number < IN_MONTH else elsewhere
    event = Event(title_en=f"Event {number}", kind="training", earliest=day, latest=day, visibility="public")
    event.derive()
    return event


def time_page(bench: Bench, name: str) -> tuple[float, int]:
    bench.rows_are_ready()
    client = Client()
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as queries:
        client.get(ADDRESS)
    figure = bench.time(f"month page, {name}", lambda: client.get(ADDRESS), runs=20)
    return figure.median, len(queries)
