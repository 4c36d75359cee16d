"""Annual plans: until when states propose what is to stand in one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbm_events.models import Plan, PlanStage, ReminderRule
from cbm_events.reminders import reasons
from cbm_events.reminders.schedule import LATE, ONE_DAY, is_before
from cbm_events.reminders.subjects.base import Days, Subjects
from cbm_events.reminders.wording import About, Reminder
from cica_portal.common.audiences import Audience
from cica_portal.common.date_words import day_words
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, to_utc

Recipients = ReminderRule.Recipients
COLLECTING = frozenset({PlanStage.DRAFT, PlanStage.CIRCULATED})


class Plans(Subjects):
    """Member states are told until when proposals are collected, and nothing else of a draft."""

    kind = Plan.record_kind
    anchors = frozenset({ReminderRule.Anchor.SUBMISSION})
    recipients = frozenset({Recipients.ALL_STATES, Recipients.EDITORS})
    whom = gettext_lazy("A rule of this kind goes to the liaisons of all member states or to the editors.")

    @classmethod
    def all(cls) -> QuerySet[Any]:
        return Plan.objects.all()

    @classmethod
    def near(cls, rules: Collection[ReminderRule], days: Days) -> Q:
        return Q(cls.spoken_of(rules, days), stage__in=COLLECTING)

    def seen_by(self, audience: Audience) -> set[int]:
        return set() if audience == Audience.PUBLIC else {plan.pk for plan in self.rows.values()}

    def refusal(self, rule: ReminderRule, row: Plan) -> str | None:
        if row.submissions_due is None:
            return reasons.NO_DEADLINE
        return None if row.stage in COLLECTING else reasons.ADOPTED

    def states(self, rule: ReminderRule, row: Plan, day: date) -> Collection[int]:
        return ()

    def last_moment(self, rule: ReminderRule, row: Plan) -> datetime:
        assert row.submissions_due is not None, "refusal has looked"
        end = to_utc(row.submissions_due + ONE_DAY, time(0), SECRETARIAT_ZONE)
        return end if is_before(rule) else end + rule.days * ONE_DAY + LATE

    @classmethod
    def words(cls, reminder: Reminder, zone: str, labels: Mapping[str, str], language: str) -> About:
        day = {"day": day_words(reminder.day, language)}
        is_open = reminder.days_left >= 0
        return About(
            heading=_("Proposals until %(day)s") % day if is_open else _("Proposals were due on %(day)s") % day,
            title=str(reminder.about),
            title_language=language,
            rows=[(_("Proposals until"), [day["day"]])],
            url=settings.PORTAL_URL + reverse("cbm_events:proposals"),
            link=_("Proposals"),
            button=_("Open the proposals"),
            is_sample=reminder.about.is_sample,
        )

    @classmethod
    def to_try(cls, rule: ReminderRule, viewer: Viewer, today: date) -> QuerySet[Any]:
        return Plan.objects.visible_to(viewer).exclude(submissions_due=None).order_by("-year", "is_sample")

    @classmethod
    def label(cls, row: Plan) -> str:
        return str(row)
