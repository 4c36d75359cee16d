"""The mail server of the siege: it keeps a book of every message that was begun."""

from __future__ import annotations

import re
import socket
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from time import monotonic

from django.utils import timezone

from tests.chaos.weather import Weather
from tests.mail.smtp_server import DROP, ScriptedServer, Session

EVENT_PAGE = re.compile(r"/events/([0-9A-Za-z]+)/")
# A mail is in both languages, so each event is named by two addresses.
LANGUAGES = 2


@dataclass
class Attempt:
    """One message from MAIL on. `at_dot` is the fault after the final dot, `seconds` how long its answer took.

    A connection that broke in the text may have broken for the sender after the dot: it writes faster than we read.
    """

    began: datetime
    recipient: str = ""
    message_id: str = ""
    events: Counter[str] = field(default_factory=Counter)
    reached_dot: bool = False
    at_dot: str = ""
    broke_in_text: bool = False
    seconds: float = 0
    taken: bool = False

    def read(self, content: bytes) -> None:
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(("plain",))
        assert body is not None
        named = Counter(EVENT_PAGE.findall(body.get_content()))
        self.message_id, self.reached_dot = str(message["Message-ID"]), True
        self.events = Counter({event: times // LANGUAGES for event, times in named.items()})


class Sink(ScriptedServer):
    def __init__(self, weather: Weather, port: int = 0) -> None:
        self.weather, self.book = weather, list[Attempt]()
        super().__init__(port=port)
        self.script.sleep = 4

    def session(self, peer: socket.socket) -> Session:
        return BookedSession(self, peer)


class BookedSession(Session):
    server: Sink
    attempt: Attempt

    def answer(self, step: str, content: bytes = b"") -> str | None:
        if step == "MAIL":
            self.attempt = Attempt(timezone.now())
            self.server.book.append(self.attempt)
        fault = self.server.weather.draw(step, self.recipient)
        if step == "TEXT":
            self.attempt.recipient, self.attempt.broke_in_text = self.recipient, fault == DROP
        if step == "DOT":
            self.attempt.at_dot = fault
            self.attempt.read(content)
        return self.server.weather.carry_out(fault)

    def step(self, name: str, content: bytes = b"") -> bool:
        began = monotonic()
        is_good = super().step(name, content)
        if name == "DOT":
            self.attempt.seconds = monotonic() - began
        return is_good

    def keep(self, content: bytes) -> None:
        self.attempt.taken = True
