"""The course of a siege: all at once for some minutes, then calm, then the reckoning."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random

from django.core.management import call_command
from django.db import connection
from django.db.models import Min
from django.utils import timezone

from cbm_events.reminders.gathering import send_due_deliveries
from cbm_events.reminders.planner import plan_reminders
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.models import Delivery, Mail
from tests.chaos.edits import Editors
from tests.chaos.house import House
from tests.chaos.keeper import Keeper
from tests.chaos.sink import Sink
from tests.chaos.visitors import Visitor
from tests.chaos.weather import Weather
from tests.chaos.world import World, build_world

# How often each is killed, by weight. Without a program the portal stands still, without a child it goes on.
CHILDREN = {"worker child": 3, "web child": 1}
PROGRAMS = {"worker": 3, "beat": 2, "web": 2, "serve": 1, "everything": 1}
# Seconds between two kills, two changes of the weather, two failures of the broker.
EVERY = {"child": (10, 35), "program": (25, 60), "weather": (3, 12), "broker": (15, 40)}
STARTS_WITHIN = 120
# A killed sender's claim ends after its lease.
CALM = timedelta(seconds=150)
LATEST = timedelta(hours=24)
MOST_PASSES = 500
ONE_SECOND = timedelta(seconds=1)
WAITING = (Mail.State.QUEUED, Mail.State.SENDING)


@dataclass
class Siege:
    """Everything of one run; `ended` is when the last fault was over, `last` the clock of the last pass."""

    house: House
    sink: Sink
    weather: Weather
    keeper: Keeper
    random: Random
    length: timedelta
    say: Callable[[str], None]
    over: threading.Event = field(default_factory=threading.Event)
    broken: list[str] = field(default_factory=list)

    def run(self) -> None:
        self.say("the database is made ...")
        call_command("migrate", verbosity=0)
        self.keeper.start()
        self.wait_until_it_answers()
        self.world: World = build_world(at=timezone.now() + timedelta(seconds=20), length=self.length)
        self.editors = Editors(self.world, Random(self.random.random()))
        self.visitor = Visitor(f"http://127.0.0.1:{self.house.web_port}")
        self.weather.dead = self.world.dead
        self.say(f"everything at once for {self.length.total_seconds():.0f} seconds ...")
        self.besiege()
        self.ended = timezone.now()
        self.say("calm: what waits is sent ...")
        self.settle()
        self.keeper.stop()
        self.say("later passes: what waits for another try ...")
        self.pass_later()

    def wait_until_it_answers(self) -> None:
        visitor, deadline = Visitor(f"http://127.0.0.1:{self.house.web_port}"), time.monotonic() + STARTS_WITHIN
        while visitor.status_of("/healthz") != 200:
            if time.monotonic() > deadline:
                raise RuntimeError(f"the portal did not start:\n{self.keeper.log.read_text(errors='replace')}")
            time.sleep(0.5)

    def besiege(self) -> None:
        self.weather.kill_sender = partial(self.keeper.kill_all, "worker child")
        self.weather.calm()
        works = (
            self.editors.work, self.visitor.ask, self.kill_children, self.kill_programs, self.change_weather,
            self.break_broker,
        )  # fmt: skip
        threads = [threading.Thread(target=self.watched, args=(work,), daemon=True) for work in works]
        for thread in threads:
            thread.start()
        self.over.wait(self.length.total_seconds() + 20)
        self.over.set()
        for thread in threads:
            thread.join()
        self.weather.clear()
        self.editors.close()

    def watched(self, work: Callable[[threading.Event], None]) -> None:
        """An error of the siege itself ends it: a quiet siege proves nothing."""
        try:
            work(self.over)
        except Exception as error:
            self.broken.append(f"{work.__qualname__}: {type(error).__name__}: {error}")
            self.over.set()

    def kill_children(self, over: threading.Event) -> None:
        random = Random(self.random.random())
        while not over.wait(random.uniform(*EVERY["child"])):
            self.keeper.kill(random.choices(list(CHILDREN), list(CHILDREN.values()))[0], random)

    def kill_programs(self, over: threading.Event) -> None:
        random = Random(self.random.random())
        while not over.wait(random.uniform(*EVERY["program"])):
            role = random.choices(list(PROGRAMS), list(PROGRAMS.values()))[0]
            if role == "everything":
                self.keeper.kill_all(role)
            else:
                self.keeper.kill(role, random)

    def change_weather(self, over: threading.Event) -> None:
        random = Random(self.random.random())
        spells = (self.weather.calm, self.weather.storm, self.refuse_connections)
        while not over.wait(random.uniform(*EVERY["weather"])):
            random.choice(spells)()

    def refuse_connections(self) -> None:
        self.weather.seen["CONNECT", "refused"] += 1
        self.sink.stop()
        self.over.wait(4)
        self.sink.start()

    def break_broker(self, over: threading.Event) -> None:
        random = Random(self.random.random())
        while not over.wait(random.uniform(*EVERY["broker"])):
            self.house.fail(random)

    def settle(self) -> None:
        """The portal itself does what is due, and what killed senders held."""
        connection.close()
        deadline = time.monotonic() + CALM.total_seconds()
        while time.monotonic() < deadline:
            time.sleep(2)
            now = timezone.now()
            if (
                not Delivery.objects.due(now).exists()
                and not Mail.objects.filter(state__in=WAITING, not_before__lte=now + timedelta(seconds=30)).exists()
            ):
                return

    def pass_later(self) -> None:
        moment: datetime | None = timezone.now()
        for _pass in range(MOST_PASSES):
            if moment is None or moment > self.ended + LATEST:
                return
            self.last = moment
            plan_reminders(now=moment)
            send_due_deliveries(now=moment)
            send_due_mail(now=moment)
            moment = next_moment(moment)


def next_moment(now: datetime) -> datetime | None:
    """When something that waits may go."""
    waiting = Mail.objects.filter(state__in=WAITING)
    moments = [
        waiting.filter(state=Mail.State.QUEUED).aggregate(at=Min("not_before"))["at"],
        waiting.filter(state=Mail.State.SENDING).aggregate(at=Min("lease_until"))["at"],
        Delivery.objects.open().filter(mail=None).aggregate(at=Min("due_at"))["at"],
    ]
    found = [moment for moment in moments if moment is not None]
    return max(now, min(found)) + ONE_SECOND if found else None
