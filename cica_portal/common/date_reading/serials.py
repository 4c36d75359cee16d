"""Day numbers of spreadsheets."""

from __future__ import annotations

from datetime import date, timedelta

# Counted so that every day from 1 March 1900 on has the number that Excel gives it.
EPOCH = date(1899, 12, 30)
# Days of 1955 to 2064: no year and no other number in a column of dates looks like one of them.
LOWEST, HIGHEST = 20_090, 60_266


def day_of_serial(number: float) -> date | None:
    """The day whose number a spreadsheet stores, if it can be one; the hour is dropped."""
    return EPOCH + timedelta(days=int(number)) if LOWEST <= number <= HIGHEST else None
