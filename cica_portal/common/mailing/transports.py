"""How a message leaves: what became of it, and the outbox of files."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Protocol

from cica_portal.common.mailing.messages import Message


class Outcome(Enum):
    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Result:
    """What became of one message, in the server's words.

    `lost`: the connection broke. `is_refused`: the server does not take mail for this address, now or later.
    """

    outcome: Outcome
    detail: str = ""
    lost: bool = False
    is_refused: bool = False


class ServerDown(Exception):
    """There is nobody to hand mail to; no mail is to blame."""


class Transport(Protocol):
    """`lease` outlasts the slowest message. `repeats_show`: the reader sees it when a message comes twice."""

    lease: timedelta
    repeats_show: bool

    def open(self) -> None:
        """Raises ServerDown."""

    def begin(self, message: Message, *, until: float) -> Result | None:
        """Hand over one message; past `until` (monotonic seconds) it must not leave any more. Raises ServerDown.

        None: it is on its way, and `finish` waits for what becomes of it.
        """

    def finish(self) -> Result: ...

    def close(self) -> None: ...


class OutboxTransport:
    """One file a Message-ID, written whole or not at all: the same mail again replaces its own file."""

    lease = timedelta(seconds=30)
    repeats_show = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    def begin(self, message: Message, *, until: float) -> Result | None:
        path = outbox_path(self.folder, message.message_id)
        part = path.with_name(f".{path.stem}.{os.getpid()}.part")
        part.write_bytes(message.content)
        part.replace(path)
        return None

    def finish(self) -> Result:
        return Result(Outcome.ACCEPTED)

    def close(self) -> None: ...


def outbox_path(folder: Path, message_id: str) -> Path:
    return folder / f"{re.sub(r'[^A-Za-z0-9.@-]', '', message_id).lstrip('.')}.eml"
