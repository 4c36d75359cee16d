"""The kinds of rows that reminders can be about."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbm_events.models import ReminderRule
from cbm_events.reminders.subjects.base import Subjects
from cbm_events.reminders.subjects.events import Events
from cbm_events.reminders.subjects.plans import Plans
from cbm_events.reminders.subjects.silence import SilenceProcedures

KINDS: tuple[type[Subjects], ...] = (Events, Plans, SilenceProcedures)
# As the ledger names them.
REMINDED = tuple(kind.kind for kind in KINDS)


def kind_of(rule: ReminderRule) -> type[Subjects]:
    return next(kind for kind in KINDS if rule.anchor in kind.anchors)


def about(kind: type[Subjects], rules: Iterable[ReminderRule]) -> list[ReminderRule]:
    """Those of the rules that are about this kind."""
    return [rule for rule in rules if rule.anchor in kind.anchors]


def check_rule(rule: ReminderRule) -> None:
    """Raises ValidationError where the rule names people who have nothing to do with it, or comes too late."""
    kind = kind_of(rule)
    if rule.recipients not in kind.recipients:
        raise ValidationError({"recipients": str(kind.whom)}, code="recipients")
    if kind.is_before_only and rule.side == ReminderRule.Side.AFTER:
        raise ValidationError({"side": _("Choose “before”: nothing is sent after this deadline.")}, code="side")
