"""One siege of one house, with Django set up for its database."""

from __future__ import annotations

import logging
import shutil
from datetime import timedelta
from random import Random

import django

django.setup()

from tests.chaos.house import BASE, DATABASE_CRASHED, House  # noqa: E402
from tests.chaos.keeper import Keeper  # noqa: E402
from tests.chaos.reckoning import Reckoning  # noqa: E402
from tests.chaos.siege import Siege  # noqa: E402
from tests.chaos.sink import Sink  # noqa: E402
from tests.chaos.table import table  # noqa: E402
from tests.chaos.weather import Weather  # noqa: E402


def run(house: House, *, minutes: timedelta, random: Random) -> bool:
    """True if anything was broken. What later passes of this process would log is told by the ledger."""
    logging.disable(logging.CRITICAL)
    weather = Weather(Random(random.random()))
    sink = Sink(weather, port=house.mail_port)
    keeper = Keeper(house.programs(), BASE, house.folder / "portal.log")
    siege = Siege(house, sink, weather, keeper, random, minutes, say)
    try:
        siege.run()
    finally:
        keeper.stop()
        sink.stop()
        kept = BASE / "var" / f"chaos-{house.name}.log"
        kept.parent.mkdir(exist_ok=True)
        say(f"What the portal wrote: {shutil.copy(keeper.log, kept)}")
    reckoning = Reckoning(
        siege.world, sink.book, siege.editors.absences, siege.last, keeper.kills, siege.visitor.answers,
        database_crashed=bool(house.mishaps[DATABASE_CRASHED]),
    )  # fmt: skip
    is_whole = reckoning.run()
    for line in table(siege, reckoning):
        print(line)
    for words in siege.broken:
        print(f"  The siege itself broke: {words}")
    return not is_whole or bool(siege.broken)


def say(words: str) -> None:
    print(f"  {words}", flush=True)
