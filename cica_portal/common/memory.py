"""What a process keeps in its own memory: whole answers, the least used of which go when there is no more room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

# What an entry takes beside its octets, roughly.
OVERHEAD = 2_000


class Memory:
    """Values that nobody changes, by key; `octets` bounds what all of them take."""

    def __init__(self, *, octets: int) -> None:
        self.room = octets
        self.lock = Lock()
        self.clear()

    def clear(self) -> None:
        self.entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self.taken = 0

    def get(self, key: Hashable) -> Any:
        with self.lock:
            if key not in self.entries:
                return None
            self.entries.move_to_end(key)
            return self.entries[key][0]

    def put(self, key: Hashable, value: Any, *, octets: int) -> None:
        with self.lock:
            self.drop(key)
            self.entries[key] = value, octets + OVERHEAD
            self.taken += octets + OVERHEAD
            while self.taken > self.room:
                self.drop(next(iter(self.entries)))

    def drop(self, key: Hashable) -> None:
        _value, octets = self.entries.pop(key, (None, 0))
        self.taken -= octets


answers = Memory(octets=48_000_000)
