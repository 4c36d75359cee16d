"""Letters that tell the other side of a step: mail and delivery are written with the step, so each goes once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Q

from cbm_events.reminders.wording import Part, why_you
from cica_portal.common.mailing.ledger import queue_mail
from cica_portal.common.mailing.letters import Letter
from cica_portal.common.models import Delivery
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import User


def queue_step(row: Any, step: str, *, to: Q, template: str, context: dict[str, Any], at: datetime) -> None:
    """Write them into the ledger, within the transaction of the step; `row` is what the step was taken on."""
    for person in User.objects.filter(to).order_by("pk"):
        mail = queue_mail(recipient=person, template=template, at=at, context=context)
        Delivery.objects.create(
            subject_kind=row.record_kind, subject_key=row.public_id, rule_key=step, recipient=person,
            occurrence=today_in(SECRETARIAT_ZONE, at), due_at=at, planned_at=at, mail=mail,
        )  # fmt: skip


def letter_to(person: User, write_part: Callable[[str], Part]) -> Letter:
    """`write_part` is given the language."""

    def words(language: str) -> dict[str, Any]:
        part = write_part(language)
        return {"part": part, "subject": f"{part.heading}: {part.title}", "why": why_you(person)}

    return Letter(words=words)
