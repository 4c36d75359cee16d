"""What the ledger calls a delivery: a rule's identifier, or "notice-" with the act that began it.

A delivery that was sent again on purpose carries its number: "…-again-1".
"""

from __future__ import annotations

from uuid import UUID

NOTICE = "notice-"
AGAIN = "-again-"


def notice_key(batch: UUID) -> str:
    return f"{NOTICE}{batch.hex}"


def is_notice(key: str) -> bool:
    return key.startswith(NOTICE)


def first_batch(key: str) -> UUID:
    """The act whose change the notice tells first."""
    return UUID(base_of(key).removeprefix(NOTICE))


def again_key(key: str, number: int) -> str:
    return f"{base_of(key)}{AGAIN}{number}"


def base_of(key: str) -> str:
    """The rule or notice itself, however often it was sent."""
    return key.partition(AGAIN)[0]
