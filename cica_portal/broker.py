"""Celery's queue in a folder, for a portal that needs no broker's server: kombu's own, made safe for two processes.

kombu writes a message and a binding in place, so that a reader may meet an empty file; the worker then ends over it.
Here a file appears whole or not at all, and what still cannot be read (a full disk, a power cut) is passed over:
a message is only a hint. For the same reason a folder that is gone or cannot be written stops nobody: it is said
once, made anew if that is possible, and what should have gone into it is left to the next sweep.
"""

import fcntl
import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any

from kombu.connection import Connection
from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.transport.virtual import BrokerState
from kombu.utils.json import dumps, loads

SCHEME = "folder"
QUEUE = "portal"
PARTS_OF_A_MESSAGE = {"body", "headers", "properties"}
logger = logging.getLogger(__name__)


def register() -> None:
    """Makes folder:// an address of a broker."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"


def write_whole(path: Path, value: Any) -> None:
    """The name with a leading dot is one that no reader takes for a message or a binding."""
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        draft.write_text(dumps(value), encoding="utf-8")
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


class Channel(filesystem.Channel):
    # There is one queue: a message whose binding is lost goes there, too.
    deadletter_queue = QUEUE  # type: ignore[assignment]  # kombu says None for "nowhere"

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # as kombu names it
        with self.connection.watching_folder():
            write_whole(Path(self.data_folder_out) / f"{time_ns()}_{uuid.uuid4()}.{queue}.msg", payload)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        with self.connection.watching_folder():
            while True:
                try:
                    payload = super()._get(queue)
                except (ValueError, ChannelError):
                    payload = None
                if isinstance(payload, dict) and payload.keys() >= PARTS_OF_A_MESSAGE:
                    return payload
                logger.warning("A message of the queue %s cannot be read and is passed over.", queue)
        raise Empty

    def _size(self, queue: str) -> int:
        size = 0
        with self.connection.watching_folder():
            size = super()._size(queue)
        return size

    def get_table(self, exchange: str) -> list[Any]:
        try:
            text = self._exchange_file(exchange).read_text(encoding="utf-8")
            return [filesystem.exchange_queue_t(*binding) for binding in loads(text)]
        except (OSError, ValueError, TypeError):
            return []

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        file = self._exchange_file(exchange)
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self.connection.watching_folder(), only_writer(self.control_folder):
            table = self.get_table(exchange)
            if binding not in table:
                write_whole(file, [binding, *table])


class Transport(filesystem.Transport):
    Channel = Channel
    has_lost_folder = False

    def __init__(self, client: Connection, **options: Any) -> None:
        super().__init__(client, **options)
        # kombu remembers for the whole process which queues are bound; here each connection looks into its folder.
        self.state = BrokerState()

    @contextmanager
    def watching_folder(self) -> Iterator[None]:
        """What the file system refuses is no error for the caller; it is logged when it begins and when it is over."""
        failed = False
        try:
            yield
        except OSError as error:
            failed = True
            if not self.has_lost_folder:
                logger.error("queue_folder_lost: %s; what is due is found by the next sweep after it is back.", error)
            self.make_folders()
        finally:
            if self.has_lost_folder and not failed:
                logger.warning("queue_folder_back: messages are stored and read again.")
            self.has_lost_folder = failed

    def make_folders(self) -> None:
        assert self.client is not None
        options = self.client.transport_options
        for name in ("data_folder_in", "control_folder"):
            try:
                Path(options[name]).mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError:
                return


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
