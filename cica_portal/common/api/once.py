"""A request that is sent again under its Idempotency-Key is done once, also if the portal died in the middle.

What an act did is noted in the transaction of the act; the answer is kept after it. A second request with the key gets
that answer; while the first is under way it is told to wait, and if the first has died it goes on where that stopped.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from cica_portal.common.api.problems import ApiProblem
from cica_portal.common.models import Receipt
from cica_portal.common.text import new_public_id

# Longer than any request lives: whoever held a claim for so long is dead.
LEASE = timedelta(minutes=2)
KEPT_FOR = timedelta(hours=48)
KEPT_HEADERS = ("Content-Type", "ETag", "Location", "Cache-Control")
REPLAYED = "Idempotency-Replayed"
KEY = re.compile(r"[\x21-\x7e]{1,200}")
Outcomes = Mapping[str, Mapping[str, Any]]


@dataclass
class Once:
    """One attempt at a request; without a key nothing of it is kept."""

    receipt: Receipt | None = None
    outcomes: dict[str, Any] = field(default_factory=dict)

    def note(self, outcomes: Outcomes) -> None:
        """Within the transaction of the act. Raises ApiProblem where another attempt has taken over."""
        if self.receipt is None:
            return
        self.outcomes |= outcomes
        mine = Receipt.objects.filter(pk=self.receipt.pk, claim=self.receipt.claim, status=None)
        if not mine.update(outcomes=self.outcomes):
            raise ApiProblem(409)

    def noting(self, outcomes: Outcomes) -> Callable[[], None]:
        return partial(self.note, outcomes)

    def keep(self, response: HttpResponse, *, at: datetime) -> None:
        """Of what has done nothing no answer is kept: the same key may be tried with a better body."""
        if self.receipt is None:
            return
        mine = Receipt.objects.filter(pk=self.receipt.pk, claim=self.receipt.claim)
        if not self.outcomes:
            mine.delete()
            return
        headers = {name: response[name] for name in KEPT_HEADERS if name in response}
        mine.update(status=response.status_code, headers=headers, body=response.content.decode(), claimed_at=at)

    def give_up(self) -> None:
        """The next attempt need not wait."""
        if self.receipt is None:
            return
        mine = Receipt.objects.filter(pk=self.receipt.pk, claim=self.receipt.claim, status=None)
        with suppress(DatabaseError):
            if mine.filter(outcomes={}).delete()[0] == 0:
                mine.update(claimed_at=self.receipt.claimed_at - LEASE)


def fingerprint_of(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def key_in(header: str | None) -> str | None:
    """As the draft of the header writes it, in quotes, or bare."""
    if header is None:
        return None
    key = header.strip().removeprefix('"').removesuffix('"')
    if not KEY.fullmatch(key):
        detail = _("Idempotency-Key: give 1 to 200 characters without spaces, for example a UUID.")
        raise ApiProblem(400, detail=detail)
    return key


def begin(*, owner: str, key: str | None, fingerprint: str, at: datetime) -> Once | HttpResponse:
    """The attempt, or the answer that was given before. Raises ApiProblem."""
    if key is None:
        return Once()
    values = {"fingerprint": fingerprint, "claim": new_public_id(), "claimed_at": at}
    with suppress(IntegrityError), transaction.atomic():
        return Once(Receipt.objects.create(owner=owner, key=key, **values))
    stored = Receipt.objects.filter(owner=owner, key=key).first()
    if stored is None:
        raise ApiProblem(409, headers={"Retry-After": "1"})
    if stored.fingerprint != fingerprint:
        raise ApiProblem(422, detail=_("This Idempotency-Key was used for another request. Choose a new one."))
    return replay(stored) if stored.status else take_over(stored, at)


def take_over(stored: Receipt, at: datetime) -> Once:
    waits = stored.claimed_at + LEASE - at
    taken = Receipt.objects.filter(pk=stored.pk, claim=stored.claim, claimed_at=stored.claimed_at, status=None)
    claim = new_public_id()
    if waits > timedelta(0) or not taken.update(claim=claim, claimed_at=at):
        detail = _("A request with this Idempotency-Key is under way. Ask again when it is done.")
        raise ApiProblem(409, detail=detail, headers={"Retry-After": str(max(1, int(waits.total_seconds())))})
    stored.claim, stored.claimed_at = claim, at
    return Once(stored, dict(stored.outcomes))


def replay(stored: Receipt) -> HttpResponse:
    answer = HttpResponse(stored.body.encode(), status=stored.status, headers=dict(stored.headers))
    answer[REPLAYED] = "true"
    return answer


def forget_old_receipts(*, now: datetime) -> int:
    """Nobody sends a request again after so long; returns how many."""
    return Receipt.objects.filter(claimed_at__lt=now - KEPT_FOR).delete()[0]
