"""What a siege has shown, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from cica_portal.common.models import Delivery, Mail
from tests.chaos.reckoning import STATEMENTS, Reckoning
from tests.chaos.siege import Siege

SHOWN = 10


def table(siege: Siege, reckoning: Reckoning) -> Iterator[str]:
    yield from block("deliveries", Counter(Delivery.objects.values_list("state", flat=True)))
    yield from block("mails", Counter(Mail.objects.values_list("state", flat=True)))
    yield from block("at the mail server", at_the_server(siege, reckoning))
    yield from block("SMTP faults", faults(siege))
    yield from block("killed with -9", siege.keeper.kills | {"programs started": siege.keeper.starts})
    yield from block("broker and database", siege.house.mishaps)
    yield from block("edits", siege.editors.done)
    yield from block("web answers", answers(siege))
    yield ""
    for statement in STATEMENTS:
        found = reckoning.broken[statement]
        yield f"  {'held' if not found else f'BROKEN {len(found)} times':<18} {statement}."
        yield from (f"      {words}" for words in found[:SHOWN])


def block(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    words = ", ".join(f"{name} {times:,}" for name, times in sorted(counts.items()))
    yield f"  {title + ':':<22} {words or 'none'}"


def at_the_server(siege: Siege, reckoning: Reckoning) -> dict[str, int]:
    times = Counter(len(attempts) for attempts in reckoning.taken.values())
    sent = [mail for mail in reckoning.mails.values() if mail.state == Mail.State.SENT]
    missing = sum(1 for mail in sent if not reckoning.taken[mail.message_id])
    early = sum(1 for attempt in reckoning.book if attempt.began < siege.ended)
    counts = {"begun": len(reckoning.book), "of these before the calm": early}
    counts |= {"taken once": times[1], "taken twice": times[2], "missing": missing}
    return counts | {"taken more often": sum(number for often, number in times.items() if often > 2)}


def faults(siege: Siege) -> dict[str, int]:
    return {f"{step} {fault}": times for (step, fault), times in siege.weather.seen.items()}


def answers(siege: Siege) -> dict[str, int]:
    return {f"{path} {status or 'none'}": times for (path, status), times in siege.visitor.answers.items()}
