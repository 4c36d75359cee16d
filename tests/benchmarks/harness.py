"""Times functions and holds what comes out against limits."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

Work = Callable[[], object]
WIDTH = 52


@dataclass(frozen=True)
class Figure:
    """How long each call took, in seconds; `count` things were done in one."""

    seconds: Sequence[float]
    count: int = 1

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def per_second(self) -> float:
        return self.count / self.median

    def percentile(self, percent: int) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]

    def __str__(self) -> str:
        spread = f"{in_words(min(self.seconds))} to {in_words(max(self.seconds))}, {len(self.seconds)} runs"
        rate = f"  {self.per_second:>10,.0f}/s" if self.count > 1 or self.median < 1 else ""
        return f"{in_words(self.median):>10}{rate:<14}  ({spread})"


@dataclass
class Bench:
    say: Callable[[str], None] = print
    broken: list[str] = field(default_factory=list)

    def time(self, label: str, work: Work, *, runs: int = 5, count: int = 1, before: Work | None = None) -> Figure:
        """Time one function; `before` runs before each call and is not timed."""
        return self.compare({label: work}, runs=runs, count=count, before=before)[label]

    def compare(
        self, works: Mapping[str, Work], *, runs: int = 5, count: int = 1, before: Work | None = None
    ) -> dict[str, Figure]:
        """Time functions by turns. The first turn warms up and does not count, unless there is one turn only."""
        seconds: dict[str, list[float]] = {label: [] for label in works}
        for _turn in range(runs + (runs > 1)):
            for label, work in works.items():
                if before:
                    before()
                seconds[label].append(timed(work))
        figures = {label: Figure(times[1:] or times, count) for label, times in seconds.items()}
        for label, figure in figures.items():
            self.say(f"  {label:<{WIDTH}} {figure}")
        return figures

    def limit(
        self, words: str, value: float, *, at_most: float | None = None, at_least: float | None = None, unit: str = ""
    ) -> None:
        """Hold a figure or a ratio against a limit."""
        held = (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
        bound = f"at most {at_most:g}" if at_most is not None else f"at least {at_least:g}"
        verdict = "held" if held else "NOT HELD"
        self.say(f"  {words:<{WIDTH}} {value:>10.2f} {unit:<4} {bound}{f' {unit}' if unit else ''}: {verdict}")
        if not held:
            self.broken.append(words)

    def note(self, words: str) -> None:
        self.say(f"  {words}")

    def rows_are_ready(self) -> None:
        """After many rows were written: the planner of the database gets to know them."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def timed(work: Work) -> float:
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_words(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.3g} ms" if seconds >= 0.001 else f"{seconds * 1_000_000:.3g} µs"
