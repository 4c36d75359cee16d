"""The days of the week on which a state's offices are closed."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

# As date.weekday() counts them.
THURSDAY, FRIDAY, SATURDAY, SUNDAY = 3, 4, 5, 6


class Weekend(models.TextChoices):
    SATURDAY_SUNDAY = "sat_sun", _("Saturday and Sunday")
    FRIDAY_SATURDAY = "fri_sat", _("Friday and Saturday")
    THURSDAY_FRIDAY = "thu_fri", _("Thursday and Friday")
    FRIDAY = "fri", _("Friday only")
    SUNDAY = "sun", _("Sunday only")

    @property
    def days(self) -> frozenset[int]:
        """As date.weekday() counts them."""
        return DAYS[self]

    def covers(self, day: date) -> bool:
        return day.weekday() in DAYS[self]


DAYS: dict[str, frozenset[int]] = {
    Weekend.SATURDAY_SUNDAY: frozenset({SATURDAY, SUNDAY}),
    Weekend.FRIDAY_SATURDAY: frozenset({FRIDAY, SATURDAY}),
    Weekend.THURSDAY_FRIDAY: frozenset({THURSDAY, FRIDAY}),
    Weekend.FRIDAY: frozenset({FRIDAY}),
    Weekend.SUNDAY: frozenset({SUNDAY}),
}
