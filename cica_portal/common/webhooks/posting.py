"""One message on its way: over TLS to an address that was checked, without redirects, within a bounded time."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from threading import Timer
from urllib.parse import urlsplit

from django.utils.translation import gettext_noop

from cica_portal.common.webhooks.addresses import Forbidden, checked_address

# Seconds to connect and between two bytes; for all of it together.
PAUSE, LONGEST = 5.0, 15.0
PRIVATE = gettext_noop("The address leads into a private network.")
UNREACHABLE = gettext_noop("The receiver could not be reached.")
UNTRUSTED = gettext_noop("The certificate of the receiver is not good.")
NO_ANSWER = gettext_noop("The receiver did not answer in time.")
BAD_ANSWER = gettext_noop("The receiver gave no answer of HTTP.")


@dataclass(frozen=True)
class Answer:
    """The status that the receiver gave, or why there is none."""

    status: int | None = None
    error: str = ""

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        return self.status == 410


class Pinned(HTTPConnection):
    """A connection to the address that was checked; the name stays that of the receiver, for TLS and Host.

    So a name that means another address a moment later leads nowhere else.
    """

    def __init__(self, host: str, port: int, *, is_tls: bool) -> None:
        super().__init__(host, port, timeout=PAUSE)
        self.is_tls = is_tls

    def connect(self) -> None:
        plain = socket.create_connection((checked_address(self.host, self.port), self.port), PAUSE)
        self.sock = plain
        if self.is_tls:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)

    def cut(self) -> None:
        """From another thread: whatever the receiver does, the wait ends."""
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send it once. A redirect is an answer like any other; of the rest of the answer nothing is read."""
    try:
        return _post(url, body, headers)
    except Forbidden:
        return Answer(error=PRIVATE)
    except ssl.SSLCertVerificationError:
        return Answer(error=UNTRUSTED)
    except TimeoutError:
        return Answer(error=NO_ANSWER)
    except (HTTPException, UnicodeError):
        return Answer(error=BAD_ANSWER)
    except OSError:
        return Answer(error=UNREACHABLE)


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    parts = urlsplit(url)
    is_tls = parts.scheme == "https"
    host = (parts.hostname or "").encode("idna").decode()
    connection = Pinned(host, parts.port or (443 if is_tls else 80), is_tls=is_tls)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    timer = Timer(LONGEST, connection.cut)
    timer.start()
    try:
        with closing(connection):
            connection.request("POST", path, body, dict(headers) | {"Connection": "close"})
            return Answer(status=connection.getresponse().status)
    finally:
        timer.cancel()
