"""Silence procedures: until when a member state can object."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbm_events.models import ReminderRule
from cbm_events.reminders import reasons
from cbm_events.reminders.subjects.base import Days, Subjects
from cbm_events.reminders.wording import About, Reminder
from cica_portal.common.audiences import Audience
from cica_portal.common.date_words import day_words
from cica_portal.common.viewer import Viewer
from councils.models import Objection, SilenceProcedure, SilenceStage
from councils.silence.addressees import addressed_states

Recipients = ReminderRule.Recipients


class SilenceProcedures(Subjects):
    """The member states of the body are told before the deadline; one that has objected is told no more."""

    kind = SilenceProcedure.record_kind
    anchors = frozenset({ReminderRule.Anchor.SILENCE})
    recipients = frozenset({Recipients.COUNCIL, Recipients.EDITORS})
    whom = gettext_lazy("A rule of this kind goes to the liaisons of members of the body or to the editors.")
    is_before_only = True

    @classmethod
    def all(cls) -> QuerySet[Any]:
        return SilenceProcedure.objects.select_related("council")

    @classmethod
    def near(cls, rules: Collection[ReminderRule], days: Days) -> Q:
        return Q(cls.spoken_of(rules, days), stage=SilenceStage.CIRCULATED)

    def seen_by(self, audience: Audience) -> set[int]:
        rows = SilenceProcedure.objects.visible_to(Viewer(audience)).filter(public_id__in=self.rows)
        return set(rows.values_list("pk", flat=True))

    def refusal(self, rule: ReminderRule, row: SilenceProcedure) -> str | None:
        if row.stage == SilenceStage.DRAFT or row.deadline_at is None:
            return reasons.NOT_CIRCULATED
        return None if row.stage == SilenceStage.CIRCULATED else reasons.SILENCE_OVER

    def states(self, rule: ReminderRule, row: SilenceProcedure, day: date) -> Collection[int]:
        bodies = [row.council for row in self.rows.values()]
        if day not in self._addressed:
            self._addressed[day] = addressed_states(bodies, day)
        return self._addressed[day][row.council_id] - self._objecting[row.pk]

    def last_moment(self, rule: ReminderRule, row: SilenceProcedure) -> datetime:
        assert row.deadline_at is not None, "refusal has looked"
        return row.deadline_at

    @classmethod
    def words(cls, reminder: Reminder, zone: str, labels: Mapping[str, str], language: str) -> About:
        row: SilenceProcedure = reminder.about
        day = day_words(reminder.day, language)
        return About(
            heading=_("Silence procedure until %(day)s") % {"day": day},
            title=row.subject,
            title_language=row.subject_language,
            rows=[
                (_("Body"), [row.council.name]),
                (_("Deadline"), [deadline_words(row, day, labels)]),
                (_("What silence means"), [_("A state that does not object by then is taken to agree.")]),
            ],
            url=settings.PORTAL_URL + reverse("councils:silence", args=[row.public_id]),
            link=_("Text and objections"),
            button=_("Open the text"),
            is_sample=row.is_sample,
        )

    @classmethod
    def has_hours(cls, row: SilenceProcedure) -> bool:
        return True

    @classmethod
    def to_try(cls, rule: ReminderRule, viewer: Viewer, today: date) -> QuerySet[Any]:
        return SilenceProcedure.objects.visible_to(viewer).with_parties().exclude(deadline_at=None)

    @classmethod
    def label(cls, row: SilenceProcedure) -> str:
        return row.subject

    @cached_property
    def _addressed(self) -> dict[date, dict[int, set[int]]]:
        return {}

    @cached_property
    def _objecting(self) -> dict[int, set[int]]:
        """States whose objection stands, by procedure."""
        found: dict[int, set[int]] = defaultdict(set)
        rows = Objection.objects.standing().filter(procedure__public_id__in=self.rows)
        for procedure_id, state_id in rows.values_list("procedure_id", "state_id"):
            found[procedure_id].add(state_id)
        return found


def deadline_words(row: SilenceProcedure, day: str, labels: Mapping[str, str]) -> str:
    clock = row.deadline_time.strftime("%H:%M") if row.deadline_time else ""
    return f"{day}, {clock} ({labels.get(row.zone, row.zone)})"
