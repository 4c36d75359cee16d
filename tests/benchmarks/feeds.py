"""A full feed beside the icalendar package and a bare server: cold, unchanged, and one event changed."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.test import Client
from icalendar import Calendar
from icalendar import Event as Component

from cbm_events.feeds.renderings import keep_renderings
from cbm_events.feeds.selection import MOST_EVENTS
from cbm_events.models import Event, EventRendering
from cica_portal.common import history
from cica_portal.common.memory import answers
from tests.benchmarks.harness import Bench
from tests.benchmarks.serving import bare_served, fetch_often, portal_served, read
from tests.cast import World, build_world
from tests.factories import NOW, event_values, make_act

ADDRESS = "/feeds/events.ics"
TIMES_ICALENDAR, OF_BARE = 20, 0.5
MANY = 300
SUMMARY = "Representatives of the member states exchange views and share experience of early warning. " * 3


def measure(bench: Bench) -> None:
    with time_machine.travel(NOW, tick=True):
        compare(bench)


def compare(bench: Bench) -> None:
    build(build_world())
    assert keep_renderings(now=NOW) >= MOST_EVENTS * 2
    bench.rows_are_ready()
    client = Client()
    body = client.get(ADDRESS).content
    bench.note(f"{body.count(b'BEGIN:VEVENT')} events, {len(body):,} octets")
    works = {
        "the portal, nothing remembered": lambda: client.get(ADDRESS),
        "the icalendar package, on each request": with_icalendar,
    }
    figures = bench.compare(works, runs=5, count=MOST_EVENTS, before=answers.clear)
    portal, package = figures.values()
    bench.limit("times icalendar", portal.per_second / package.per_second, at_least=TIMES_ICALENDAR)
    compare_unchanged(bench)
    EventRendering.objects.all().delete()
    bench.time("the portal, nothing kept", lambda: client.get(ADDRESS), runs=3, before=answers.clear)


def compare_unchanged(bench: Bench) -> None:
    with portal_served() as port:
        full = read(fetch_often(port, ADDRESS, times=1))
        compare_with_bare(bench, port, "the same octets", {})
        compare_with_bare(bench, port, "304", {"If-None-Match": full.headers["ETag"]})


def compare_with_bare(bench: Bench, port: int, words: str, headers: dict[str, str]) -> None:
    """Over HTTP, one worker of gunicorn beside another that sends the same octets and does nothing else."""
    with bare_served(fetch_often(port, ADDRESS, times=1, headers=headers)) as bare_port:
        works = {
            f"the portal, unchanged: {words}": lambda: fetch_often(port, ADDRESS, times=MANY, headers=headers),
            f"a bare server: {words}": lambda: fetch_often(bare_port, ADDRESS, times=MANY, headers=headers),
        }
        portal, bare = bench.compare(works, runs=5, count=MANY).values()
    bench.limit(f"of the bare server: {words}", portal.per_second / bare.per_second, at_least=OF_BARE)


def build(world: World) -> None:
    """So many events as a feed takes, each with its history."""
    days = (NOW.date() + timedelta(days=number % 600 - 200) for number in range(MOST_EVENTS))
    rows = [event(world, day, number) for number, day in enumerate(days)]
    with history.batch(make_act()) as batch:
        batch.create(*rows)


def event(world: World, day: date, number: int) -> Event:
    values = {
        "title_en": f"Expert meeting on early warning, part {number}", "title_ru": f"Встреча экспертов, часть {number}",
        "summary_en": SUMMARY, "city_en": "Astana", "country": world.kaz, "visibility": "public",
        "dimension": world.dimensions["ECO"], "area": world.areas["ECO-SME"],
        "start_time": time(9), "end_time": time(17), "zone": "Asia/Almaty",
    }  # fmt: skip
    row = Event(**event_values(earliest=day, **values))
    row.derive()
    return row


def with_icalendar() -> bytes:
    """The same facts as a careful developer would write them with the package."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//CICA Secretariat//CICA portal//EN")
    for row in Event.objects.filter(visibility="public").with_parties().in_order():
        calendar.add_component(component_of(row))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def component_of(row: Any) -> Component:
    component = Component()
    component.add("uid", row.uid)
    for name in ("dtstamp", "created", "last-modified"):
        component.add(name, row.created_at)
    component.add("sequence", row.sequence)
    component.add("dtstart", row.starts_at.astimezone(ZoneInfo(row.zone)))
    component.add("dtend", row.ends_at.astimezone(ZoneInfo(row.zone)))
    component.add("summary", row.title)
    component.add("description", row.summary)
    component.add("location", f"{row.city}, {row.country.name}")
    component.add("categories", [row.dimension.short, row.area.name])
    component.add("status", "TENTATIVE")
    component.add("transp", "OPAQUE")
    component.add("url", f"http://127.0.0.1:8000/events/{row.public_id}/")
    return component
