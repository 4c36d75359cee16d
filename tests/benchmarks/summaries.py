"""A summary of a hundred thousand events: its figures beside the bare statement, and its files in both languages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import Any

import psutil
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cbm_events.models import Event, EventRole, YearlySummary
from cbm_events.reports.editions import edition_report
from cbm_events.reports.files import FILES
from cbm_events.summaries.editions import request_summary, run_waiting_summaries
from cbm_events.summaries.figures import figures_of, read_cells
from cica_portal.common.audiences import Audience
from tests.benchmarks.harness import Bench, timed
from tests.cast import World, build_world
from tests.factories import NOW, make_act

EVENTS, FIRST, LAST = 100_000, 2000, 2025
PORTION = 2_000
KINDS, MODES, STATUSES = ("forum", "seminar", "training"), ("in_person", "online", ""), ("held", "held", "planned")
MEGABYTE = 1 << 20


def measure(bench: Bench) -> None:
    apart(fill)
    bench.rows_are_ready()
    edition = request_summary(year=FIRST, last_year=LAST, audience=Audience.PUBLIC, act=make_act())
    weigh(bench, f"building with {EVENTS:,} events", run_waiting_summaries, now=NOW)
    bench.rows_are_ready()
    edition.refresh_from_db()
    assert edition.state == YearlySummary.State.DONE, edition.error
    statement = statement_of(edition)
    works = {"bare statement": lambda: run(statement), "figures of the edition": lambda: figures_of(edition)}
    times = bench.compare(works, runs=5)
    ratio = times["figures of the edition"].median / times["bare statement"].median
    bench.limit("figures by the bare statement", ratio, at_most=2)
    seconds = weigh(bench, "all files in both languages", print_all, edition.pk)
    bench.limit("all files in both languages", seconds, at_most=10, unit="s")
    for name in FILES:
        bench.time(f"{name} alone", partial(printed, edition, name), runs=1)


def weigh(bench: Bench, label: str, work: Callable[..., object], *given: Any, **named: Any) -> float:
    seconds, peak = apart(work, *given, **named)
    bench.note(f"{label}: {seconds:.1f} s")
    bench.limit(f"{label}, memory", peak, at_most=500, unit="MB")
    return seconds


def apart(work: Callable[..., object], *given: Any, **named: Any) -> tuple[float, float]:
    """Seconds and megabytes of a function in a process of its own, before this one has threads of the compiler."""
    connection.close()
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        return pool.submit(weighed, work, given, named).result()


def weighed(work: Callable[..., object], given: Iterable[Any], named: Mapping[str, Any]) -> tuple[float, float]:
    with watched() as memory:
        seconds = timed(lambda: work(*given, **named))
    connection.close()
    return seconds, memory.peak


def statement_of(edition: YearlySummary) -> str:
    """The one statement that reads the groups of the figures."""
    with CaptureQueriesContext(connection) as queries:
        read_cells(edition)
    (query,) = queries
    return str(query["sql"])


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.fetchall()


def print_all(pk: int) -> None:
    edition = YearlySummary.objects.get(pk=pk)
    for language in ("en", "ru"):
        with translation.override(language):
            report = edition_report(edition)
            for file in FILES.values():
                assert sum(map(len, file.portions(report)))


def printed(edition: YearlySummary, name: str) -> None:
    with translation.override("ru"):
        for _portion in FILES[name].portions(edition_report(edition)):
            pass


@dataclass
class Memory:
    """The most that the process had while it was watched, in megabytes."""

    peak: float = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        process = psutil.Process()
        while not self.stop.wait(0.02):
            self.peak = max(self.peak, process.memory_info().rss / MEGABYTE)


@contextmanager
def watched() -> Iterator[Memory]:
    memory = Memory()
    thread = threading.Thread(target=memory.watch, daemon=True)
    thread.start()
    try:
        yield memory
    finally:
        memory.stop.set()
        thread.join()


def fill() -> None:
    world = build_world()
    made = maker(world)
    numbers = iter(range(EVENTS))
    states = list(world.states.values())
    while portion := list(islice(numbers, PORTION)):
        events = Event.objects.bulk_create([made(number) for number in portion])
        EventRole.objects.bulk_create(
            EventRole(event=event, party="state", state=states[event.pk % len(states)], role="organiser")
            for event in events
        )


def maker(world: World) -> Callable[[int], Event]:
    areas, dimensions = list(world.areas.values()), list(world.dimensions.values())
    days = (date(LAST, 12, 31) - date(FIRST, 1, 1)).days

    def made(number: int) -> Event:
        area = areas[number % len(areas)] if number % 3 else None
        day = date(FIRST, 1, 1) + timedelta(days=number * 7 % days)
        event = Event(
            title_en=f"Event {number}", title_ru=f"Мероприятие {number}", kind=KINDS[number % 3], visibility="public",
            earliest=day, latest=day, mode=MODES[number % 2], status=STATUSES[number % 7 % 3],
            city_en="" if number % 2 else "Astana",
            dimension=area.dimension if area else dimensions[number % 5], area=area,
        )  # fmt: skip
        event.derive()
        return event

    return made
