"""Rules over one row that the database keeps: events, roles, figures, reminders, summaries."""

from datetime import date, time

import pytest

from cbm_events.models import (
    Event,
    EventLink,
    EventRole,
    Outcome,
    Participation,
    PublishedFigure,
    ReminderRule,
    Subscriber,
    SummaryRow,
    SummaryText,
    YearlySummary,
)
from tests import factories
from tests.constraints import Case, assert_refused_by_database, assert_says, each, with_message

pytestmark = [pytest.mark.both, pytest.mark.django_db]

DATES = "The last day is before the first day."
BOTH = "Enter both the first and the last day."
TIMES = "A clock time needs exact days and a time zone; a time zone needs an opening time."
NO_PLACE = "An online event has no city and no country."
ONE_PARTY = "Choose exactly one party for each role."


def event(**values) -> Event:
    return Event(**factories.event_values(**values))


def role(**values) -> EventRole:
    return EventRole(**{"event": factories.make_event(), "role": "organiser"} | values)


def state_twice() -> EventRole:
    state = factories.make_state()
    stored = factories.make_event(roles=[factories.state_role(state)])
    return EventRole(event=stored, role="organiser", party="state", state=state)


def secretariat_twice() -> EventRole:
    stored = factories.make_event(roles=[factories.secretariat_role()])
    return EventRole(event=stored, role="organiser", party="secretariat")


def participation_again() -> Participation:
    first = factories.make_participation()
    return Participation(event=first.event, state=first.state, source=first.source, as_of=first.as_of)


def participation_without_source() -> Participation:
    return Participation(event=factories.make_event(), state=factories.make_state(), as_of=factories.TODAY)


def participation_without_words() -> Participation:
    values = {"event": factories.make_event(), "state": factories.make_state(), "as_of": factories.TODAY}
    return Participation(source="Source", answer="", **values)


def link_to_itself() -> EventLink:
    stored = factories.make_event()
    return EventLink(part=stored, main=stored)


def rule_again() -> ReminderRule:
    first = factories.make_rule(days=30)
    return ReminderRule(name_en="Again", days=first.days)


def summary(**values) -> YearlySummary:
    defaults = {
        "year": 2025, "last_year": 2025, "edition": 1, "requested_at": factories.NOW, "counting_rule": "test",
        "state": "done",
    }  # fmt: skip
    return YearlySummary(**defaults | values)


def edition_again() -> YearlySummary:
    summary().save()
    return summary()


def second_build() -> YearlySummary:
    summary(state="running").save()
    return summary(edition=2, state="waiting")


def occasion_again() -> YearlySummary:
    summary(occasion="2026-01").save()
    return summary(edition=2, occasion="2026-01")


def text_again() -> SummaryText:
    edition = factories.make_summary()
    SummaryText.objects.create(summary=edition, chapter="overview")
    return SummaryText(summary=edition, chapter="overview")


def summary_row_again() -> SummaryRow:
    edition = factories.make_summary()
    SummaryRow.objects.create(summary=edition, subject_id="one", counted=True)
    return SummaryRow(summary=edition, subject_id="one", counted=False)


def subscriber_again() -> Subscriber:
    first = factories.make_subscriber()
    return Subscriber(address=first.address, language="ru", confirmed_at=factories.NOW)


def subscriber_to_both() -> Subscriber:
    area = factories.make_area()
    return Subscriber(
        address="a@example.org", language="en", confirmed_at=factories.NOW, area=area, dimension=area.dimension
    )


CASES = [
    Case("subscriber_once", "This address is subscribed already.", subscriber_again),
    Case("subscriber_one_filter", "Choose a dimension or a priority area, not both.", subscriber_to_both),
    Case("event_has_title", "Enter the title in English or in Russian.", lambda: event(title_en="")),
    Case("event_dates_in_order", DATES, lambda: event(latest=date(2026, 5, 13))),
    Case("event_dates_both", BOTH, lambda: event(latest=None)),
    Case("event_dates_both", BOTH, lambda: event(earliest=None, latest=date(2026, 5, 1), precision="tbc")),
    Case(
        "event_precision_has_dates",
        "Enter the first day, or choose “To be confirmed”.",
        lambda: event(earliest=None, precision="month"),
    ),
    Case("event_times_with_zone", TIMES, lambda: event(start_time=time(9))),
    Case("event_times_with_zone", TIMES, lambda: event(zone="Asia/Almaty")),
    Case("event_times_with_zone", TIMES, lambda: event(end_time=time(9), zone="Asia/Almaty")),
    Case("event_times_with_zone", TIMES, lambda: event(start_time=time(9), zone="Asia/Almaty", precision="month")),
    Case(
        "event_confirmed_is_exact",
        "Enter exact days before you confirm the event.",
        lambda: event(status="confirmed", precision="month"),
    ),
    Case("event_online_has_no_place", NO_PLACE, lambda: event(mode="online", city_en="Astana")),
    Case("event_online_has_no_place", NO_PLACE, lambda: event(mode="online", city_ru="Астана")),
    Case("event_online_has_no_place", NO_PLACE, lambda: event(mode="online", country=factories.make_state())),
    Case("event_online_has_no_place", NO_PLACE, lambda: event(mode="online", country_other="Switzerland")),
    Case(
        "event_one_country",
        "Choose a member state or name another country, not both.",
        lambda: event(country=factories.make_state(), country_other="Switzerland"),
    ),
    Case(
        "event_area_has_dimension",
        "Choose the dimension of the priority area.",
        lambda: event(area=factories.make_area()),
    ),
    Case("event_role_one_party", ONE_PARTY, lambda: role(party="state")),
    Case("event_role_one_party", ONE_PARTY, lambda: role(party="council")),
    Case("event_role_one_party", ONE_PARTY, lambda: role(party="organisation")),
    Case("event_role_one_party", ONE_PARTY, lambda: role(party="institution")),
    Case("event_role_one_party", ONE_PARTY, lambda: role(party="secretariat", state=factories.make_state())),
    Case(
        "event_role_one_party",
        ONE_PARTY,
        lambda: role(party="state", state=factories.make_state(), council=factories.make_council()),
    ),
    Case("event_role_state_once", "A state is named twice in the same role.", state_twice),
    Case("event_role_secretariat_once", "The Secretariat is named twice in the same role.", secretariat_twice),
    Case(
        "figure_about_something",
        "Say which event or which period the figure is about.",
        lambda: PublishedFigure(metric="persons", value=1, source="Source"),
    ),
    Case(
        "figure_has_source",
        "Say who published the figure.",
        lambda: PublishedFigure(metric="persons", value=1, period="2024"),
    ),
    Case(
        "figure_group_counts_persons",
        "Only participants are counted by kind.",
        lambda: PublishedFigure(metric="countries", value=1, period="2024", source="Source", group="experts"),
    ),
    Case(
        "participation_says_something",
        "Say what is known of the state.",
        participation_without_words,
    ),
    Case("link_of_two_events", "An event cannot belong to itself.", link_to_itself),
    Case(
        "outcome_says_something",
        "Enter the outcome in words, or choose its document.",
        lambda: Outcome(event=factories.make_event(), adopted_on=factories.TODAY),
    ),
    Case(
        "participation_once",
        "This state is already entered from this source for this day.",
        participation_again,
    ),
    Case("participation_has_source", "Say where this is known from.", participation_without_source),
    Case(
        "reminder_within_a_year",
        "Choose 365 days or fewer.",
        lambda: ReminderRule(name_en="Long before", days=366),
    ),
    Case("reminder_rule_once", "There is already a rule for these days and recipients.", rule_again),
    Case("summary_edition_once", "This edition is already there.", edition_again),
    Case("summary_one_at_a_time", "This summary is already being built.", second_build),
    Case("summary_row_once", "", summary_row_again),
    Case("summary_occasion_once", "This summary was already drafted on this occasion.", occasion_again),
    Case("summary_years_in_order", "The last year is before the first.", lambda: summary(last_year=2024)),
    Case("summary_text_once", "This chapter already has its text.", text_again),
]


@with_message(CASES)
def test_rule_has_a_message(case: Case):
    assert_says(case)


@each(CASES)
def test_rule_is_kept_by_the_database(case: Case):
    assert_refused_by_database(case)


@pytest.mark.parametrize(
    "values",
    [
        {"earliest": None, "precision": "tbc"},
        {"precision": "tbc"},
        {"status": "confirmed"},
        {"status": "held", "precision": "month"},
        {"start_time": time(9), "zone": "Asia/Almaty"},
        {"start_time": time(9), "end_time": time(17), "zone": "Asia/Almaty"},
        {"mode": "online"},
        {"mode": "hybrid", "city_en": "Astana"},
        {"title_en": "", "title_ru": "Семинар"},
    ],
    ids=str,
)
def test_good_event_is_accepted(values):
    row = event(**values)
    row.full_clean()
    row.save()


def test_two_published_counts_of_one_meeting_stay_two():
    meeting = factories.make_event()
    for value, source in ((160, "Press release"), (120, "News agency")):
        factories.make_figure(event=meeting, value=value, source=source)
    assert [figure.value for figure in meeting.figures.all()] == [160, 120]


def test_state_may_organise_and_host():
    state = factories.make_state()
    stored = factories.make_event(roles=[factories.state_role(state), factories.state_role(state, "host")])
    assert sorted(role.role for role in stored.roles.all()) == ["host", "organiser"]


def test_two_named_institutions_may_organise():
    roles = [EventRole(party="institution", role="organiser", institution_en=name) for name in ("One", "Two")]
    assert factories.make_event(roles=roles).roles.count() == 2
