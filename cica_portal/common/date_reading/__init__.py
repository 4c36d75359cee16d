"""Dates as people write them, in English and Russian, read as precisely as they are said and no more.

`read_period` is the other way of `fuzzy.describe`: what that one writes, this one reads as the same period.
"""

from cica_portal.common.date_reading.problems import DateProblem, DayOrder
from cica_portal.common.date_reading.reading import read_period
from cica_portal.common.date_reading.serials import day_of_serial

__all__ = ["DateProblem", "DayOrder", "day_of_serial", "read_period"]
