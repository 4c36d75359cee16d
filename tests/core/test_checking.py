"""The rules of rows judged in memory: the same as the database says."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cbm_events.models import Event, EventRole
from cica_portal.common.models.checking import broken_rules, check_row
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.django_db]

days = st.sampled_from([None, date(2026, 5, 12), date(2026, 5, 14)])
clocks = st.sampled_from([None, time(9), time(17)])
events = st.builds(
    Event,
    title_en=st.sampled_from(["", "Forum"]), title_ru=st.sampled_from(["", "Форум"]), kind=st.just("forum"),
    status=st.sampled_from(["planned", "confirmed"]), earliest=days, latest=days,
    precision=st.sampled_from(["day", "month", "tbc"]), start_time=clocks, end_time=clocks,
    zone=st.sampled_from(["", "Asia/Almaty"]), mode=st.sampled_from(["", "online", "in_person"]),
    city_en=st.sampled_from(["", "Astana"]), country_id=st.sampled_from([None, 1]),
    country_other=st.sampled_from(["", "Japan"]), dimension_id=st.sampled_from([None, 1]),
    area_id=st.sampled_from([None, 1]),
)  # fmt: skip
roles = st.builds(
    EventRole,
    role=st.just("organiser"), party=st.sampled_from(EventRole.Party.values), state_id=st.sampled_from([None, 1]),
    council_id=st.sampled_from([None, 1]), institution_en=st.sampled_from(["", "Ministry"]),
)  # fmt: skip


def broken_for_django(row) -> set[str]:
    """By a query for each rule."""
    names = set()
    for rule in row._meta.constraints:
        try:
            rule.validate(type(row), row, exclude={"event"})
        except ValidationError:
            names.add(rule.name)
    return names


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(events, roles))
def test_rules_in_memory_are_those_of_the_database(row):
    assert {rule.constraint.name for rule in broken_rules(row)} == broken_for_django(row)


def test_everything_wrong_is_said_at_once():
    event = Event(**factories.event_values(title_en="", kind="party", latest=date(2026, 5, 1), city_en="<b>x</b>"))
    with pytest.raises(ValidationError) as whole:
        event.full_clean()
    with pytest.raises(ValidationError) as quick:
        check_row(event)
    assert quick.value.message_dict == whole.value.message_dict


def test_rule_about_a_field_that_is_wrong_itself_is_not_asked():
    event = Event(**factories.event_values(earliest=date(1890, 1, 1), latest=date(1889, 1, 1)))
    with pytest.raises(ValidationError) as refused:
        check_row(event)
    assert set(refused.value.message_dict) == {"earliest"}


def test_no_query_is_made(django_assert_num_queries):
    with django_assert_num_queries(0):
        check_row(Event(**factories.event_values(country_id=1, dimension_id=1, area_id=1)))
