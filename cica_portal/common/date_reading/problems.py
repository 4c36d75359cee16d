"""Why a date is not read."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from cica_portal.common.fuzzy import Period


class DayOrder(StrEnum):
    """What stands first where a date is written in digits between slashes or hyphens."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class DateProblem(ValueError):
    """`readings` are the two that are possible, `detail` is the part that cannot be."""

    UNREAD = "unread"
    AMBIGUOUS = "ambiguous"
    NO_SUCH_DAY = "no_such_day"
    NO_YEAR = "no_year"
    ORDER = "order"

    def __init__(self, code: str, *, detail: str = "", readings: Sequence[Period] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.readings = tuple(readings)
