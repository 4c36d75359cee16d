"""What the mail server does wrong, and when: spells of calm and of storm, from a seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from time import sleep

from tests.mail.smtp_server import DROP, HANG, TAKE_AND_DROP, TAKE_AND_SLEEP

STEPS = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "TEXT", "DOT")
SLOW, KILL = "slow", "sender killed"
LATER, NEVER = "4xx", "5xx"
# What the sender must tell apart at the final dot: nothing was taken, or perhaps.
AT_DOT = (HANG, DROP, TAKE_AND_DROP, TAKE_AND_SLEEP, LATER, NEVER, SLOW, KILL)
FAULTS: dict[str, tuple[str, ...]] = {
    "CONNECT": (HANG, DROP, LATER, NEVER, SLOW),
    "EHLO": (HANG, DROP, LATER, NEVER, SLOW),
    "MAIL": (HANG, DROP, LATER, NEVER, SLOW),
    "RCPT": (HANG, DROP, LATER, SLOW),
    "DATA": (HANG, DROP, LATER, NEVER, SLOW, KILL),
    "TEXT": (DROP, SLOW, KILL),
    "DOT": AT_DOT,
}
# The chance of a fault at a step of a connection, and at a step of a message.
CALM, STORM = (0.05, 0.004), (0.3, 0.04)
SLOWEST = 1.5
REFUSALS = {LATER: "451 4.3.0", NEVER: "554 5.7.1"}
NO_MAILBOX = "550 5.1.1 no such mailbox"


@dataclass
class Weather:
    """Answers at each step; every fault of a step comes by turns, so that none is left out in a long run."""

    random: Random
    dead: frozenset[str] = frozenset()
    kill_sender: Callable[[], object] = lambda: None
    chances: tuple[float, float] = (0, 0)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    serial: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.decks: dict[str, list[str]] = {step: [] for step in STEPS}

    def calm(self) -> None:
        self.chances = CALM

    def storm(self) -> None:
        self.chances = STORM

    def clear(self) -> None:
        self.chances = (0, 0)

    def draw(self, step: str, recipient: str) -> str:
        """The fault of this step, mostly none."""
        fault = NO_MAILBOX if step == "RCPT" and recipient in self.dead else self._next(step)
        if fault:
            self.seen[step, NEVER if fault == NO_MAILBOX else fault] += 1
        return fault

    def carry_out(self, fault: str) -> str | None:
        """The answer in terms of the server. Refusals carry a number, by which a reason in the ledger is traced."""
        if fault == SLOW:
            sleep(self.random.uniform(0.2, SLOWEST))
        if fault == KILL:
            self.kill_sender()
        if fault in {"", SLOW, KILL}:
            return None
        if fault in {LATER, NEVER}:
            return f"{REFUSALS[fault]} refused, number {next(self.serial)}"
        return fault

    def _next(self, step: str) -> str:
        if step not in FAULTS or self.random.random() >= self.chances[step not in {"CONNECT", "EHLO"}]:
            return ""
        deck = self.decks[step]
        if not deck:
            deck += self.random.sample(FAULTS[step], len(FAULTS[step]))
        return deck.pop()
