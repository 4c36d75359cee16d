"""Which weeks are advised."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cbm_events.adviser.checks import Almanac
from cbm_events.adviser.facts import Surroundings
from cbm_events.adviser.ranking import REACH, WEEK, advise, reach_of
from cica_portal.common.fuzzy import Period, Precision, month_period, quarter_period, year_period
from tests.adviser.almanacs import THURSDAY, TODAY, TUESDAY, WEDNESDAY, calendar, days, meeting, other

ONE_DAY = timedelta(days=1)
NOTHING = Surroundings()
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
busy = st.builds(
    lambda first, length, area, number: other(
        days(first, first + ONE_DAY * length), area=area, key=f"{number}-{first}-{length}"
    ),
    st.dates(*YEAR), st.integers(0, 6), st.sampled_from(["ECO-SME", "HUM-EDU"]), st.integers(0, 9),
)  # fmt: skip
surroundings = st.builds(
    lambda others, holidays: Surroundings(
        others=tuple({event.key: event for event in others}.values()),
        calendars=(calendar("KAZ", dict.fromkeys(holidays, False)), calendar("THA")),
    ),
    st.lists(busy, max_size=12), st.sets(st.dates(*YEAR), max_size=20),
)  # fmt: skip
starts = st.dates(date(2026, 4, 1), date(2026, 11, 1))


def starts_of(period: Period, *others, today: date = TODAY) -> list[date]:
    around = Surroundings(others=others, calendars=(calendar("KAZ"),))
    advice = advise(meeting(period), around, today=today)
    assert advice is not None
    return [week.first for week in advice.weeks]


def test_clear_dates_need_no_better_week():
    advice = advise(meeting(), NOTHING, today=TODAY)
    assert advice is not None
    assert advice.chosen is not None
    assert (advice.chosen.cost, advice.weeks) == (0, ())


def test_nearest_clear_week_comes_first_on_the_same_weekdays():
    clash = other(days(WEDNESDAY), area="ECO-SME")
    assert starts_of(days(TUESDAY, THURSDAY), clash)[:2] == [TUESDAY - WEEK, TUESDAY + WEEK]


def test_week_that_is_only_less_bad_comes_after_those_that_are_clear():
    clash = other(days(WEDNESDAY), area="ECO-SME")
    travel = [other(days(WEDNESDAY + WEEK * number), key=str(number)) for number in (-1, 1)]
    assert starts_of(days(TUESDAY, THURSDAY), clash, *travel)[:2] == [TUESDAY - 2 * WEEK, TUESDAY + 2 * WEEK]


def test_nothing_in_the_past_is_advised():
    clash = other(days(WEDNESDAY), area="ECO-SME")
    assert all(day > TUESDAY for day in starts_of(days(TUESDAY, THURSDAY), clash, today=TUESDAY - ONE_DAY))


def test_dates_that_are_over_or_unknown_get_no_advice():
    assert advise(meeting(), NOTHING, today=THURSDAY) is None
    assert advise(meeting(Period(None, None, Precision.UNKNOWN)), NOTHING, today=TODAY) is None
    assert reach_of(meeting(Period(None, None, Precision.UNKNOWN))) is None


def test_best_weeks_of_a_month_lie_within_it():
    advice = advise(meeting(month_period(2026, 9)), NOTHING, today=TODAY)
    assert advice is not None
    assert advice.chosen is None
    assert [week.first for week in advice.weeks] == [date(2026, 9, day) for day in (1, 7, 14, 21)]


def test_taken_weeks_of_a_quarter_are_passed_over():
    taken = [other(days(date(2026, 7, 1), date(2026, 8, 31)), area="ECO-SME", key="summer")]
    assert min(starts_of(quarter_period(2026, 3), *taken)) > date(2026, 8, 31)


def test_rest_of_a_year_that_has_begun():
    assert min(starts_of(year_period(2026), today=date(2026, 12, 1))) > date(2026, 12, 1)
    assert starts_of(year_period(2026), today=date(2026, 12, 30)) == []


def test_long_events_are_not_laid_into_weeks():
    clash = other(days(WEDNESDAY), area="ECO-SME")
    assert starts_of(days(TUESDAY, TUESDAY + 40 * ONE_DAY), clash) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(starts, st.integers(1, 12), surroundings)
def test_advised_weeks_are_better_ranked_near_and_of_the_same_length(first, length, around):
    wanted = meeting(days(first, first + ONE_DAY * (length - 1)))
    advice = advise(wanted, around, today=TODAY)
    assert advice is not None
    assert advice.chosen is not None
    costs = [week.cost for week in advice.weeks]
    assert costs == sorted(costs)
    assert all(cost < advice.chosen.cost for cost in costs)
    for week in advice.weeks:
        assert (week.last - week.first).days == length - 1
        assert abs(week.first - first) < REACH + WEEK
    mondays = [week.first - ONE_DAY * week.first.weekday() for week in advice.weeks]
    assert len(set(mondays)) == len(mondays)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(starts, surroundings)
def test_looking_up_twice_finds_the_same(first, around):
    """What is kept in between changes nothing."""
    almanac = Almanac(meeting(), around)
    once = almanac.look_up(first, first + ONE_DAY)
    almanac.look_up(first - ONE_DAY, first + WEEK)
    assert almanac.look_up(first, first + ONE_DAY) == once


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(starts, surroundings, st.lists(busy, min_size=1, max_size=3))
def test_more_events_never_make_dates_better(first, around, more):
    keys = {event.key for event in around.others}
    fuller = Surroundings(
        others=(*around.others, *[event for event in more if event.key not in keys][:1]), calendars=around.calendars
    )
    spare, full = (Almanac(meeting(), facts).look_up(first, first + ONE_DAY).cost for facts in (around, fuller))
    assert full >= spare
