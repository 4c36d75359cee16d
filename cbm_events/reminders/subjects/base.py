"""What the planner and the letters ask of the rows that a reminder can be about."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from cbm_events.models import ReminderRule
from cbm_events.models.events import UID_DOMAIN
from cbm_events.reminders.schedule import FIELDS
from cbm_events.reminders.wording import About, Reminder
from cica_portal.common.audiences import Audience
from cica_portal.common.viewer import Viewer

Days = tuple[date, date]


class Subjects(ABC):
    """Rows of one kind, by their public identifiers.

    `anchors` are what a rule about this kind can count from, `recipients` whom it can name.
    """

    kind: ClassVar[str]
    anchors: ClassVar[frozenset[str]]
    recipients: ClassVar[frozenset[str]]
    # What is said of a rule that names others.
    whom: ClassVar[Any] = ""
    # Nothing is said once the day is over.
    is_before_only: ClassVar[bool] = False

    def __init__(self, rows: Iterable[Any], audiences: Collection[Audience]) -> None:
        self.rows: dict[str, Any] = {row.public_id: row for row in rows}
        self.visible = {audience: self.seen_by(audience) for audience in audiences}

    @classmethod
    @abstractmethod
    def all(cls) -> QuerySet[Any]:
        """Every row, with all that is read of it."""

    @classmethod
    @abstractmethod
    def near(cls, rules: Collection[ReminderRule], days: Days) -> Q:
        """Rows of which one of these rules may speak on one of these days."""

    @abstractmethod
    def seen_by(self, audience: Audience) -> set[int]:
        """Which of the rows this audience may be told of."""

    @abstractmethod
    def refusal(self, rule: ReminderRule, row: Any) -> str | None:
        """Why nobody is reminded of the row by this rule."""

    @abstractmethod
    def states(self, rule: ReminderRule, row: Any, day: date) -> Collection[int]:
        """The member states that the rule means."""

    @abstractmethod
    def last_moment(self, rule: ReminderRule, row: Any) -> datetime:
        """From here on the reminder would speak of the past."""

    @classmethod
    @abstractmethod
    def words(cls, reminder: Reminder, zone: str, labels: Mapping[str, str], language: str) -> About:
        """What the mail says of the row, in the language that is active; hours also in the reader's zone."""

    @classmethod
    def has_hours(cls, row: Any) -> bool:
        """Whether its words hang on the reader's zone."""
        return False

    @classmethod
    def thread(cls, row: Any) -> str:
        """Under which all mails about the row stand together."""
        return f"{cls.kind}-{row.public_id}@{UID_DOMAIN}"

    @classmethod
    @abstractmethod
    def to_try(cls, rule: ReminderRule, viewer: Viewer, today: date) -> QuerySet[Any]:
        """Rows on which the rule can be shown, the best first."""

    @classmethod
    @abstractmethod
    def label(cls, row: Any) -> str:
        """The row in a list of choices."""

    @classmethod
    def spoken_of(cls, rules: Iterable[ReminderRule], days: Days) -> Q:
        """Rows whose day, counted from as each rule does, is one of these."""
        found = Q(pk=None)
        for rule in rules:
            first, last = (day - timedelta(days=rule.offset) for day in days)
            found |= Q(**{f"{FIELDS[rule.anchor]}__range": (first, last)})
        return found
