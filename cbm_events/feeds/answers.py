"""A feed as it is answered: built when something has changed that its reader could see, else from memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from cbm_events.feeds.building import Chosen, Reader, build_feed
from cica_portal.common.audiences import Audience
from cica_portal.common.encodings import encode
from cica_portal.common.memory import answers
from cica_portal.common.models import AudienceChange
from cica_portal.common.zones import SECRETARIAT_ZONE, to_utc, today_in


@dataclass(frozen=True)
class Answer:
    """`number` is the reader's last one. `changed_at` is unknown where rows of one state alone may stand in it: these
    have no numbers.
    """

    body: bytes
    tag: str
    number: int
    changed_at: datetime | None
    about: str
    count: int


def answer_for(reader: Reader, query: str, choose: Callable[[], Chosen], *, now: datetime) -> Answer:
    """`query` names the filter for the memory; `choose` is asked only if nothing is remembered."""
    number, at = last_change(reader)
    today = today_in(SECRETARIAT_ZONE, now)
    key = key_of(reader, number, today, query)
    answer: Answer | None = answers.get(key)
    if answer is None:
        built = build_feed(reader, choose(), today=today)
        body, changed_at = built.text.encode(), None if reader.viewer.state else latest(at, today)
        answer = Answer(body, tag_of(body), number, changed_at, built.about, built.count)
        answers.put(key, answer, octets=len(body))
    return answer


def last_change(reader: Reader) -> tuple[int, datetime | None]:
    """The number after which nothing has changed, and when it was given. Read before the rows.

    A state's own rows have no number for it: for its liaisons every change of anything counts here. Nothing of that
    is to be seen, since the tag is made of the answer itself.
    """
    audience = Audience.SECRETARIAT if reader.viewer.state else reader.viewer.audience
    rows = AudienceChange.objects.filter(audience=audience).order_by("-number")
    return rows.values_list("number", "at").first() or (0, None)


def latest(at: datetime | None, today: date) -> datetime:
    """An event may also leave with the end of a day."""
    midnight = to_utc(today, time.min, SECRETARIAT_ZONE)
    return max(at, midnight) if at else midnight


def key_of(reader: Reader, number: int, today: date, query: str) -> str:
    state = reader.viewer.state.code if reader.viewer.state else ""
    parts = (reader.viewer.audience.value, state, number, today, reader.language, reader.alarm, query)
    return digest("\n".join(map(str, parts)).encode())


def tag_of(body: bytes) -> str:
    return f'"{digest(body)[:32]}"'


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def packed(answer: Answer, encoding: str) -> bytes:
    key = f"{encoding}:{answer.tag}"
    body: bytes | None = answers.get(key)
    if body is None:
        body = encode(answer.body, encoding)
        answers.put(key, body, octets=len(body))
    return body
