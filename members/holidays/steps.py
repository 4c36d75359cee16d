"""What people do with holidays: enter, edit, confirm, remove.

Each raises ValidationError for bad values and history.StaleVersion when somebody else saved first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cica_portal.common import history
from members.models import Holiday

# People correct the estimate of a moon, not the year's calendar.
FARTHEST_CORRECTION = 7


def enter_holidays(*, holidays: Sequence[Holiday], act: history.Act) -> None:
    """Store new days, all or none."""
    for holiday in holidays:
        holiday.origin = Holiday.Origin.ENTERED
        holiday.full_clean()
    with history.batch(act) as batch:
        batch.create(*holidays)


def save_holiday(*, holiday: Holiday, act: history.Act, version: int | None = None) -> None:
    """Store a changed day: from now on the Secretariat answers for it."""
    holiday.origin = Holiday.Origin.ENTERED
    holiday.full_clean()
    history.save(holiday, act=act, version=version)


def confirm_holidays(*, holidays: Sequence[Holiday], first_day: date, act: history.Act, version: int) -> None:
    """Say on which day the days of one estimated holiday begin; `version` is that of the first one."""
    first = holidays[0]
    if not all(holiday.awaits_confirmation for holiday in holidays):
        raise ValidationError(_("This day is settled already."), code="settled")
    shift = first_day - first.day
    if abs(shift.days) > FARTHEST_CORRECTION:
        raise ValidationError({"day": _("Enter a day within a week of the estimated one.")}, code="far")
    _refuse_taken_days(holidays, [holiday.day + shift for holiday in holidays])
    with history.batch(act) as batch:
        batch.edit(first, version=version)
        batch.edit(*holidays[1:])
        # A day is free before the next one comes to it.
        for holiday in reversed(holidays) if shift.days > 0 else holidays:
            holiday.day += shift
            holiday.confirmed_by, holiday.confirmed_at = act.actor, act.at
            holiday.save(force_update=True)


def _refuse_taken_days(holidays: Sequence[Holiday], days: Sequence[date]) -> None:
    others = Holiday.objects.filter(state=holidays[0].state_id, day__in=days)
    if others.exclude(pk__in=[holiday.pk for holiday in holidays]).exists():
        message = _("Another holiday of the state falls on one of these days: ask the Secretariat to enter them.")
        raise ValidationError({"day": message}, code="taken")


def remove_holiday(*, holiday: Holiday, act: history.Act, version: int | None = None) -> None:
    """Take the day away; the next loading does not bring it back."""
    with history.batch(act) as batch:
        batch.edit(holiday, version=version)
        batch.remove(holiday)
