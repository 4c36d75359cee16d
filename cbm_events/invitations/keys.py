"""What the ledger calls an invitation: the method of RFC 5546 and the SEQUENCE of the event that it tells."""

from __future__ import annotations

from typing import NamedTuple

KIND = "invitation"
REQUEST, CANCEL = "REQUEST", "CANCEL"


class Telling(NamedTuple):
    """One message to one calendar."""

    method: str
    sequence: int

    @property
    def key(self) -> str:
        return f"{self.method.lower()}-{self.sequence}"


def telling_of(key: str) -> Telling:
    method, _dash, sequence = key.partition("-")
    return Telling(method.upper(), int(sequence))
