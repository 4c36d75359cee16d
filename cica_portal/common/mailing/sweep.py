"""One pass over the mails that are due. Any number of passes may run at once, or be killed at any point."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from cica_portal.common.mailing import claims, flags, ledger, stops
from cica_portal.common.mailing.desk import Desk
from cica_portal.common.mailing.letters import Withdrawn
from cica_portal.common.mailing.messages import Message, compose
from cica_portal.common.mailing.registry import kind_of
from cica_portal.common.mailing.rendering import Rendered
from cica_portal.common.mailing.smtp import SmtpTransport
from cica_portal.common.mailing.transports import OutboxTransport, Outcome, Result, ServerDown, Transport
from cica_portal.common.models import Mail

logger = logging.getLogger(__name__)

# So many are claimed, read and rendered together.
CHUNK = 200
# What was read for them is too old after so many seconds: the rest goes back and is read anew.
FRESH = 5
# A pass ends after so many seconds, well before the time limit of a task; the next one goes on.
LONGEST = 60
# A server that breaks the connection so often is left alone until the next pass.
MOST_LOST = 2


def send_due_mail(*, now: datetime, transport: Transport | None = None) -> int:
    """Send what is due; returns how many mails the server (or the outbox) took."""
    transport = transport or configured_transport()
    claims.give_back_abandoned(at=now, repeats_show=transport.repeats_show)
    ledger.settle_sent_deliveries(at=now)
    if not Mail.objects.due(now).exists() or stops.is_stopped():
        return 0
    with closing(transport):
        return Sweep(transport, now).run()


def configured_transport() -> Transport:
    return OutboxTransport(settings.PORTAL_OUTBOX_DIR) if settings.PORTAL_OUTBOX_DIR else SmtpTransport()


@dataclass(frozen=True)
class Prepared:
    """A claimed mail that is ready to leave."""

    mail: Mail
    rendered: Rendered
    message: Message


@dataclass
class Sweep:
    """Time goes on while a pass runs: `now` is when it began.

    `accepted` is the mail that the server took last; its row is settled together with the next hand-over.
    """

    transport: Transport
    now: datetime
    sender: str = field(default_factory=lambda: f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(6)}")
    began: float = field(default_factory=time.monotonic)
    accepted: Mail | None = None
    sent: int = 0
    lost: int = 0

    def run(self) -> int:
        try:
            self.transport.open()
            while self.goes_on() and not stops.is_stopped() and (mails := self.claim()):
                self.send_chunk(mails)
        except ServerDown as error:
            logger.error("mail_server_down: %s", error)
            Mail.objects.due(self.at()).order_by().update(last_error=str(error)[:500])
        return self.sent

    def at(self) -> datetime:
        return self.now + timedelta(seconds=time.monotonic() - self.began)

    def goes_on(self) -> bool:
        return time.monotonic() - self.began < LONGEST and self.lost < MOST_LOST

    def claim(self) -> list[Mail]:
        """The next mails that no other sender was faster to take."""
        while due := list(Mail.objects.due(self.at()).values_list("pk", flat=True)[:CHUNK]):
            if mails := claims.claim(due, at=self.at(), sender=self.sender, lease=self.transport.lease):
                return mails
        return []

    def send_chunk(self, mails: Sequence[Mail]) -> None:
        fresh_until, upcoming = time.monotonic() + FRESH, self.prepared(mails)
        try:
            one = next(upcoming, None)
            while one and time.monotonic() < fresh_until and self.goes_on():
                one = self.send_one(one, upcoming)
        finally:
            self.settle_accepted()
            ledger.settle_sent_deliveries(at=self.at())
            claims.give_back([mail.pk for mail in mails], sender=self.sender)

    def prepared(self, mails: Sequence[Mail]) -> Iterator[Prepared]:
        """Each mail written from the rows as they now are; what cannot be written is settled here."""
        desk = Desk(mails, self.at())
        for mail in mails:
            try:
                rendered = desk.write(mail)
                ready = Prepared(mail, rendered, compose(mail, rendered, at=self.at()))
            except Withdrawn as end:
                self.withdraw(mail, end)
            except Exception as error:
                # A row that cannot be rendered waits and is looked at; the others go on.
                logger.exception("mail_not_rendered: %s", mail.message_id)
                ledger.postpone(mail, at=self.at(), reason=f"{type(error).__name__}: {error}")
            else:
                yield ready

    def withdraw(self, mail: Mail, end: Withdrawn) -> None:
        """An earlier attempt may have reached the reader: then nobody can say that the mail was withdrawn."""
        state = Mail.State.UNKNOWN if mail.doubts else Mail.State.WITHDRAWN
        ledger.settle(mail, state=state, at=self.at(), reason=end.reason, left_out=end.left_out)

    def send_one(self, one: Prepared, upcoming: Iterator[Prepared]) -> Prepared | None:
        """Returns the next one, which is written while the server is busy with this one."""
        until = time.monotonic() + self.transport.lease.total_seconds()
        with transaction.atomic():
            was_mine = self.end_accepted()
            is_mine = claims.hand_over(one.mail, subject=one.rendered.subject, at=self.at(), lease=self.transport.lease)
        self.accepted, self.sent = None, self.sent + was_mine
        if not is_mine:
            return next(upcoming, None)
        result = self.begin(one, until)
        try:
            return next(upcoming, None)
        finally:
            self.take_note(one, result or self.transport.finish())

    def settle_accepted(self) -> None:
        was_mine = self.end_accepted()
        self.accepted, self.sent = None, self.sent + was_mine

    def end_accepted(self) -> bool:
        """Whether there was a mail that the server took, and its claim was still held."""
        return self.accepted is not None and claims.settle_sent(self.accepted, at=self.at())

    def begin(self, one: Prepared, until: float) -> Result | None:
        try:
            return self.transport.begin(one.message, until=until)
        except ServerDown as error:
            none = F("attempts") - 1
            ledger.settle(one.mail, state=Mail.State.QUEUED, at=self.at(), reason=str(error), attempts=none)
            raise
        except Exception as error:
            logger.exception("mail_not_sent: %s", one.mail.message_id)
            return Result(Outcome.TEMPORARY, f"{type(error).__name__}: {error}")

    def take_note(self, one: Prepared, result: Result) -> None:
        mail, at, left_out = one.mail, self.at(), one.rendered.left_out
        self.lost += result.lost
        match result.outcome:
            case Outcome.ACCEPTED if not left_out:
                self.accepted = mail
            case Outcome.ACCEPTED:
                self.sent += ledger.settle(mail, state=Mail.State.SENT, at=at, left_out=left_out, sent_at=at)
            case Outcome.PERMANENT:
                refused = result.is_refused
                ledger.fail(mail, at=at, reason=result.detail, left_out=left_out, is_refused=refused)
                if refused:
                    flags.note_refusal(mail.address, said=result.detail, at=at)
            case Outcome.UNKNOWN:
                again = kind_of(mail.template).repeat_when_unknown
                ledger.doubt(mail, at=at, reason=result.detail, again=again, left_out=left_out)
            case Outcome.TEMPORARY:
                ledger.postpone(mail, at=at, reason=result.detail)
