"""Pages of 100 events over HTTP, two workers, beside plain DRF and PostgreSQL's own JSON: cold, last, unchanged."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import psutil
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cbm_events.api.entries import keep_for
from cbm_events.models import Event, EventRole
from cica_portal.common.api.cursors import write_cursor
from cica_portal.common.audiences import Audience
from cica_portal.common.models import AudienceChange, AudienceSequence
from tests.benchmarks.harness import Bench
from tests.benchmarks.serving import BARE, PORTAL, environment_for, fetch_often, read, served
from tests.cast import World, build_world
from tests.factories import NOW, event_values

ADDRESS = "/api/v1/events/"
# With a cookie of its own nothing that is remembered is given to the reader.
COLD = {"Cookie": "other=1"}
FEW, MANY, AT_ONCE, LAST = 10_000, 100_000, 5_000, 100
TIMES, FEW_TIMES, RUNS = 100, 12, 9
WARM, HAMMERED = 5_000, 100_000
DATABASE = (*BARE[:-1], "tests.benchmarks.peer_database:application")
PLAIN = (*BARE[:-1], "django.core.wsgi:get_wsgi_application()")
SUMMARY = "Representatives of the member states exchange views and share experience of early warning. " * 3


@dataclass(frozen=True)
class Ports:
    portal: int
    plain: int
    database: int


def measure(bench: Bench) -> None:
    if connection.vendor != "postgresql":
        bench.note("This one is for PostgreSQL.")
        return
    world = build_world()
    with all_served() as ports:
        for count in (FEW, MANY):
            fill(world, count)
            bench.rows_are_ready()
            compare(bench, ports, count)
        hammer(bench, ports.portal)


@contextmanager
def all_served() -> Iterator[Ports]:
    """Three servers of two workers each, of which one works at a time."""
    with ExitStack() as stack:
        environment = environment_for(Path(stack.enter_context(TemporaryDirectory())))
        environment |= {"PORTAL_API_LIMIT_ADDRESS": "0", "SECRET_KEY": settings.SECRET_KEY}
        plain = environment | {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.plain_settings"}
        start = [(PORTAL, environment), (PLAIN, plain), (DATABASE, environment)]
        yield Ports(
            *(
                stack.enter_context(served(("--workers", "2", "--max-requests", "0", *words), said))
                for words, said in start
            )
        )


def compare(bench: Bench, ports: Ports, count: int) -> None:
    bench.note(f"{count:,} events")
    after = position_before_last()
    first = f"{ADDRESS}?limit=100"
    last = f"{first}&{urlencode({'cursor': write_cursor(after, scope='events?')})}"
    check_the_same(ports, first, last, after)
    page = partial(fetch_often, times=TIMES)
    works = {
        "the portal, cold": lambda: page(ports.portal, first, headers=COLD),
        "the portal, cold, last page": lambda: page(ports.portal, last, headers=COLD),
        "PostgreSQL's json_agg": lambda: page(ports.database, "/"),
    }
    cold, at_end, database = bench.compare(works, runs=RUNS, count=TIMES).values()
    slower = {
        "plain DRF": lambda: fetch_often(ports.plain, "/events/", times=FEW_TIMES),
        "plain DRF, last page": lambda: fetch_often(ports.plain, f"/events/?page={count // 100}", times=FEW_TIMES),
    }
    plain, _plain_at_end = bench.compare(slower, runs=RUNS, count=FEW_TIMES).values()
    bench.limit("times plain DRF", cold.per_second / plain.per_second, at_least=5)
    bench.limit("of json_agg", cold.per_second / database.per_second, at_least=1)
    bench.limit("last page by first page", at_end.per_second / cold.per_second, at_least=0.9)
    tag = {"If-None-Match": read(fetch_often(ports.portal, first, times=1)).headers["ETag"]}
    repeated = {
        "the portal, unchanged: the same octets": lambda: page(ports.portal, first, times=TIMES * 10),
        "the portal, unchanged: 304": lambda: page(ports.portal, first, times=TIMES * 10, headers=tag),
    }
    for words, figure in bench.compare(repeated, runs=RUNS, count=TIMES * 10).items():
        bench.limit(f"times cold, {words.partition(': ')[2]}", figure.per_second / cold.per_second, at_least=10)
    bench.limit("queries of a cold page", queries_of(first), at_most=3)
    bench.limit("queries of the last page", queries_of(last), at_most=3)


def check_the_same(ports: Ports, first: str, last: str, after: tuple[date, str]) -> None:
    """The portal and the database give the same entries, and the plain API as many."""
    at_end = f"/?{urlencode({'day': after[0], 'key': after[1]})}"
    for address, same in ((first, "/"), (last, at_end)):
        ours, theirs = (results(port, path) for port, path in ((ports.portal, address), (ports.database, same)))
        assert len(ours) == 100
        assert ours == theirs, [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]][:1]
    assert len(results(ports.plain, "/events/")) == 100


def results(port: int, path: str) -> list[Any]:
    found: list[Any] = json.loads(read(fetch_often(port, path, times=1, headers=COLD)).body)["results"]
    return found


def position_before_last() -> tuple[date, str]:
    rows = Event.objects.order_by("-sort_on", "-public_id").values_list("sort_on", "public_id")
    position: tuple[date, str] = rows[LAST]
    return position


def queries_of(address: str) -> int:
    client = Client(headers=COLD)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def hammer(bench: Bench, port: int) -> None:
    """The memory of both workers once every thread has answered often, and after many more requests."""
    page = partial(fetch_often, port, f"{ADDRESS}?limit=100")
    page(times=WARM, headers=COLD)
    page(times=WARM)
    before = octets_of_workers()
    for _part in range(10):
        page(times=HAMMERED // 20, headers=COLD)
        page(times=HAMMERED // 20)
    after = octets_of_workers()
    bench.note(f"{before / 1e6:.0f} MB before, {after / 1e6:.0f} MB after {HAMMERED:,} requests")
    bench.limit("memory after by memory before", after / before, at_most=1.05)


def octets_of_workers() -> int:
    """Of all three servers; two of them do nothing meanwhile."""
    return sum(process.memory_full_info().uss for process in psutil.Process(os.getpid()).children(recursive=True))


def fill(world: World, count: int) -> None:
    """So many public events, each with two parties and its number, and written for the public."""
    for start in range(Event.objects.count(), count, AT_ONCE):
        events = Event.objects.bulk_create(made(world, number) for number in range(start, start + AT_ONCE))
        parties = ((world.kaz, "organiser"), (world.tur, "co_organiser"))
        EventRole.objects.bulk_create(
            EventRole(event=event, party="state", state=state, role=role) for event in events for state, role in parties
        )
        tell(events)
    cache.clear()
    keep_for(Audience.PUBLIC)


def tell(events: list[Event]) -> None:
    sequence, _is_new = AudienceSequence.objects.get_or_create(audience=Audience.PUBLIC)
    sequence.last += 1
    sequence.save()
    AudienceChange.objects.bulk_create(
        AudienceChange(audience="public", number=sequence.last, kind="event", subject_id=event.public_id, at=NOW)
        for event in events
    )


def made(world: World, number: int) -> Event:
    values: Mapping[str, Any] = {
        "title_en": f"Expert meeting on early warning, part {number}", "title_ru": f"Встреча экспертов, часть {number}",
        "summary_en": SUMMARY, "city_en": "Astana", "country": world.kaz, "visibility": "public",
        "dimension": world.dimensions["ECO"], "area": world.areas["ECO-SME"],
        "start_time": time(9), "end_time": time(17), "zone": "Asia/Almaty",
    }  # fmt: skip
    row = Event(**event_values(earliest=date(2000, 1, 1) + timedelta(days=number % 9_000), **values))
    row.derive()
    return row
