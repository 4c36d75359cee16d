"""SMTP that knows how far a message has come: until the final dot nothing has been sent, after it perhaps.

RFC 5321, section 6.1: a client that gets no answer to the final dot cannot know whether the server took
the message. Only there is the outcome unknown; before it every failure is safe to repeat.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.core.mail.utils import DNS_NAME

from cica_portal.common.mailing.messages import Message
from cica_portal.common.mailing.transports import Outcome, Result, ServerDown

DOT = b".\r\n"
MAIL_TAKEN, RECIPIENT_TAKEN, DATA_WANTED = frozenset({250}), frozenset({250, 251}), frozenset({354})
# RFC 3463: x.7.x is the server's policy, x.5.x the protocol, x.3.x the server itself; none of them is the address.
NOT_THE_ADDRESS = re.compile(rb"5\.[357]\.\d+\b")
ABOUT_ADDRESS = {550, 551, 552, 553, 554, 556}
# Commands that may each wait for their timeout: connect, greeting, TLS, sign-in, MAIL, RCPT, DATA, text, dot.
STEPS = 12


class SmtpTransport:
    """One connection for a whole sweep; opened anew when the server has closed it."""

    repeats_show = True

    def __init__(self) -> None:
        self.timeout = settings.EMAIL_TIMEOUT
        self.lease = timedelta(seconds=STEPS * self.timeout + 60)
        self.connection: smtplib.SMTP | None = None

    def open(self) -> None:
        self._connected()

    def begin(self, message: Message, *, until: float) -> Result | None:
        connection = self._connected()
        try:
            refusal = self._announce(connection, message)
            if refusal:
                return refusal
            connection.send(dot_stuffed(message.content))
            if time.monotonic() > until:
                raise TimeoutError("the lease ended before the message was handed over")
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Result(Outcome.TEMPORARY, describe(error), lost=True)
        return self._end_text(connection)

    def finish(self) -> Result:
        assert self.connection is not None, "a message is on its way"
        try:
            code, reply = self.connection.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Result(Outcome.UNKNOWN, describe(error), lost=True)
        if code == 421:
            self._drop()
        if 200 <= code < 300:
            return Result(Outcome.ACCEPTED, said(code, reply))
        return refused(code, reply) if 400 <= code < 600 else Result(Outcome.UNKNOWN, said(code, reply))

    def close(self) -> None:
        if self.connection:
            with suppress(OSError, smtplib.SMTPException):
                self.connection.quit()
        self._drop()

    def _announce(self, connection: smtplib.SMTP, message: Message) -> Result | None:
        """Sender, recipient and DATA; returns what the server had against it.

        A server that can take them together gets them together (RFC 2920): one answer is waited for, not three.
        """
        commands = [f"MAIL FROM:<{message.sender}>", f"RCPT TO:<{message.recipient}>", "DATA"]
        together = connection.has_extn("pipelining")
        if together:
            connection.send("".join(f"{without_break(command)}\r\n" for command in commands))
        expected = zip(commands, (MAIL_TAKEN, RECIPIENT_TAKEN, DATA_WANTED), strict=True)
        for place, (command, wanted) in enumerate(expected, start=1):
            if not together:
                connection.putcmd(command)
            code, reply = connection.getreply()
            if code not in wanted:
                self._hear_out(connection, code, behind=len(commands) - place if together else 0)
                is_refused = wanted is RECIPIENT_TAKEN and is_about_address(code, reply)
                return replace(refused(code, reply), is_refused=is_refused)
        return None

    def _hear_out(self, connection: smtplib.SMTP, code: int, *, behind: int) -> None:
        """Forget the message, after the answers to what was sent behind the refused command."""
        with suppress(OSError, smtplib.SMTPException):
            for _answer in range(behind if code != 421 else 0):
                if connection.getreply()[0] in DATA_WANTED:
                    code = 421  # It waits for a text although it has refused: it gets none.
        self._forget_message(connection, code)

    def _end_text(self, connection: smtplib.SMTP) -> Result | None:
        """The final dot: only from here on the message may have been sent without our knowing."""
        try:
            connection.send(DOT)
        except OSError as error:
            self._drop()
            return Result(Outcome.UNKNOWN, describe(error), lost=True)
        return None

    def _forget_message(self, connection: smtplib.SMTP, code: int) -> None:
        if code == 421:
            self._drop()
            return
        try:
            connection.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _connected(self) -> smtplib.SMTP:
        if self.connection is None:
            try:
                self.connection = connect(self.timeout)
            except (OSError, smtplib.SMTPException) as error:
                raise ServerDown(describe(error)) from error
        return self.connection

    def _drop(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None


def connect(timeout: float) -> smtplib.SMTP:
    """A connection that is greeted, encrypted and signed in as the settings say."""
    place, name = (settings.EMAIL_HOST, settings.EMAIL_PORT), DNS_NAME.get_fqdn()
    tls = ssl.create_default_context() if settings.EMAIL_USE_SSL or settings.EMAIL_USE_TLS else None
    connection = (
        smtplib.SMTP_SSL(*place, local_hostname=name, timeout=timeout, context=tls)
        if settings.EMAIL_USE_SSL
        else smtplib.SMTP(*place, local_hostname=name, timeout=timeout)
    )
    try:
        if settings.EMAIL_USE_TLS:
            connection.starttls(context=tls)
        if settings.EMAIL_HOST_USER:
            connection.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        connection.ehlo_or_helo_if_needed()
        # Without this the dot, a small packet after a large one, waits for the server's delayed acknowledgement.
        assert connection.sock is not None
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        connection.close()
        raise
    return connection


def without_break(command: str) -> str:
    """Raises ValueError for what would be two commands, as smtplib does for a single one."""
    if "\r" in command or "\n" in command:
        raise ValueError("a command holds a line break")
    return command


def dot_stuffed(content: bytes) -> bytes:
    """The text as it goes over the wire, lines ending in CRLF: a dot doubled at a line's beginning, no final dot."""
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def is_about_address(code: int, reply: bytes) -> bool:
    """Whether a refusal of the recipient is final and means the address, not the sender or the server."""
    return code in ABOUT_ADDRESS and not NOT_THE_ADDRESS.match(reply)


def refused(code: int, reply: bytes) -> Result:
    return Result(Outcome.PERMANENT if 500 <= code < 600 else Outcome.TEMPORARY, said(code, reply), lost=code == 421)


def said(code: int, reply: bytes) -> str:
    return f"{code} {' '.join(reply.decode(errors='replace').split())}"


def describe(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return said(error.smtp_code, text if isinstance(text, bytes) else str(text).encode())
    return f"{type(error).__name__}: {error}"
