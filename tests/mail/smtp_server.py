"""An SMTP server that does at each step what a test has written down, and keeps what it took."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default

# What the script may answer at a step instead of a reply line.
DROP = "drop"
HANG = "hang"
# At the final dot: takes the message and then breaks the connection, or answers when it is too late.
TAKE_AND_DROP = "take and drop"
TAKE_AND_SLEEP = "take and sleep"

GOOD = {"CONNECT": "220 ready", "EHLO": "250 scripted", "DATA": "354 go on", "QUIT": "221 bye"}


@dataclass
class Script:
    """`answer(step, recipient, number)` returns a reply line, one of the words above, or None for a good reply.

    Steps: CONNECT EHLO MAIL RCPT DATA TEXT DOT RSET QUIT; `number` counts the messages begun.
    """

    answer: Callable[[str, str, int], str | None] = lambda step, recipient, number: None
    sleep: float = 1
    # Takes commands together; wants a text although it has refused the recipient.
    is_pipelining: bool = False
    is_careless: bool = False


@dataclass
class ScriptedServer:
    script: Script = field(default_factory=Script)
    taken: list[bytes] = field(default_factory=list)
    connections: int = 0
    begun: int = 0
    port: int = 0

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Listen: at first anywhere, after a stop where it was."""
        self.socket = socket.create_server(("127.0.0.1", self.port))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, args=(self.socket,), daemon=True).start()

    def accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                peer, _address = listening.accept()
                self.connections += 1
                threading.Thread(target=self.session(peer).run, daemon=True).start()

    def session(self, peer: socket.socket) -> Session:
        return Session(self, peer)

    def stop(self) -> None:
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    @property
    def message_ids(self) -> list[str]:
        return [str(message_from_bytes(raw, policy=default)["Message-ID"]) for raw in self.taken]

    @property
    def recipients(self) -> list[str]:
        return [str(message_from_bytes(raw, policy=default)["To"]) for raw in self.taken]


class Stop(Exception):
    pass


@dataclass
class Session:
    server: ScriptedServer
    peer: socket.socket
    recipient: str = ""
    is_refused: bool = False

    def run(self) -> None:
        self.lines = self.peer.makefile("rb")
        # Each answer by itself would else wait for the client to acknowledge the one before.
        self.peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self.peer, suppress(Stop, OSError):
            self.step("CONNECT")
            while line := self.lines.readline():
                self.handle(line.decode().strip())

    def handle(self, line: str) -> None:
        verb = line.split(" ")[0].split(":")[0].upper()
        if verb == "MAIL":
            self.server.begun += 1
        if verb == "RCPT":
            self.recipient = line.partition("<")[2].rstrip(">")
        if verb == "DATA" and self.is_refused and not self.server.script.is_careless:
            self.peer.sendall(b"503 no recipient\r\n")
            return
        is_good = self.step(verb)
        if is_good and verb == "DATA":
            self.take()
        if verb in {"MAIL", "RCPT"}:
            self.is_refused = not is_good or (verb == "RCPT" and self.is_refused)
        if verb == "QUIT":
            raise Stop

    def answer(self, step: str, content: bytes = b"") -> str | None:
        return self.server.script.answer(step, self.recipient, self.server.begun)

    def take(self) -> None:
        if self.answer("TEXT") == DROP:
            self.lines.readline()
            raise Stop
        content = []
        while (line := self.lines.readline()) != b".\r\n":
            if not line:
                raise Stop
            content.append(line[1:] if line.startswith(b".") else line)
        self.step("DOT", b"".join(content))

    def step(self, name: str, content: bytes = b"") -> bool:
        """Answer by the script; True if the answer is good."""
        answer = self.answer(name, content)
        if answer == HANG:
            time.sleep(self.server.script.sleep)
            raise Stop
        if answer == DROP:
            raise Stop
        is_good = answer in {None, TAKE_AND_DROP, TAKE_AND_SLEEP} or str(answer).startswith(("2", "3"))
        if name == "DOT" and is_good:
            self.keep(content)
        if answer == TAKE_AND_DROP:
            raise Stop
        if answer == TAKE_AND_SLEEP:
            time.sleep(self.server.script.sleep)
            answer = None
        self.peer.sendall(f"{answer or self.good(name)}\r\n".encode())
        return is_good

    def good(self, name: str) -> str:
        if name == "EHLO" and self.server.script.is_pipelining:
            return "250-scripted\r\n250 PIPELINING"
        return GOOD.get(name, "250 fine")

    def keep(self, content: bytes) -> None:
        self.server.taken.append(content)


if __name__ == "__main__":
    # A server by itself, which takes everything: says its port, ends with its input.
    print(ScriptedServer(Script(is_pipelining=True)).port, flush=True)
    sys.stdin.read()
