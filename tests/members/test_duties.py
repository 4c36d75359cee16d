"""What a state does as of a day."""

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from members.duties import Standing, chairs_of_body, duties_of
from members.models import MemberState
from members.terms import say_attested, say_term
from tests.cast import World
from tests.factories import make_area, make_attestation, make_chairmanship, make_coordination, make_council, make_seat

pytestmark = [pytest.mark.django_db, pytest.mark.both]

THEN = date(2024, 2, 15)
NOW = date(2026, 3, 16)


def lines(state: MemberState, day: date, *, earlier: bool = False) -> list[tuple[str, str, str, str]]:
    duties = duties_of(state, day)
    return [
        (duty.role_label, duty.subject.code if duty.subject else "", duty.term, duty.attested)
        for duty in (duties.earlier if earlier else duties.now)
    ]


@pytest.fixture
def interview(world: World) -> World:
    """Kazakhstan's roles as the interview of early 2024 gives them, and the handovers after it."""
    dimensions, areas, kaz, aze = world.dimensions, world.areas, world.kaz, world.states["AZE"]
    held = [
        make_coordination(state=kaz, dimension=dimensions["MP"]),
        make_coordination(state=kaz, area=areas["NCT-HLT"]),
        make_coordination(state=kaz, area=areas["ECO-SME"], role="co_coordinator"),
        make_coordination(state=kaz, dimension=dimensions["HUM"], role="co_coordinator"),
    ]
    make_attestation(coordination=held[0], as_of=date(2022, 1, 1), as_of_text="2022")
    make_attestation(coordination=held[1], as_of=date(2021, 6, 23), as_of_text="2021-06-23")
    for row in held:
        make_attestation(coordination=row, as_of=date(2024, 1, 1), as_of_text="2024")
    make_chairmanship(state=kaz, starts_on=date(2020, 9, 24), ends_on=date(2024, 12, 17))
    make_chairmanship(state=aze, starts_on=date(2024, 12, 17))
    attested: dict[str, Any] = {"role": "chair", "starts_on": None, "council": world.councils["BC"]}
    make_seat(state=kaz, attested_on=date(2024, 1, 1), attested_text="2024", **attested)
    make_seat(state=aze, attested_on=date(2025, 1, 1), attested_text="2025", **attested)
    return world


def test_roles_of_the_interview_on_its_day(interview: World):
    assert lines(interview.kaz, THEN) == [
        ("Chair of CICA", "", "24 September 2020 – 17 December 2024", ""),
        ("Chair", "BC", "", "2024"),
        ("Coordinator", "MP", "", "2022, 2024"),
        ("Coordinator", "NCT-HLT", "", "23 June 2021, 2024"),
        ("Co-coordinator", "ECO-SME", "", "2024"),
        ("Co-coordinator", "HUM", "", "2024"),
    ]
    assert lines(interview.kaz, THEN, earlier=True) == []
    assert lines(interview.states["AZE"], THEN) == []


def test_chairs_that_were_handed_over_are_earlier_today(interview: World):
    assert [line[:2] for line in lines(interview.kaz, NOW)] == [
        ("Coordinator", "MP"), ("Coordinator", "NCT-HLT"), ("Co-coordinator", "ECO-SME"), ("Co-coordinator", "HUM"),
    ]  # fmt: skip
    assert lines(interview.kaz, NOW, earlier=True) == [
        ("Chair of CICA", "", "24 September 2020 – 17 December 2024", ""),
        ("Chair", "BC", "", "2024"),
    ]
    follower = duties_of(interview.kaz, NOW).earlier[1].followed_by
    assert follower is not None
    assert (follower.state, follower.attested) == (interview.states["AZE"], "2025")
    assert lines(interview.states["AZE"], NOW) == [
        ("Chair of CICA", "", "since 17 December 2024", ""),
        ("Chair", "BC", "", "2025"),
    ]


def test_on_the_day_of_handover_the_next_state_chairs(interview: World):
    handover = date(2024, 12, 17)
    assert lines(interview.states["AZE"], handover)[0][0] == "Chair of CICA"
    assert lines(interview.kaz, handover, earlier=True)[0][0] == "Chair of CICA"


def test_a_source_of_a_later_day_does_not_count(world: World):
    coordination = make_coordination(state=world.kaz, area=make_area())
    make_attestation(coordination=coordination, as_of=date(2025, 1, 1))
    assert lines(world.kaz, THEN) == []


@pytest.mark.parametrize(
    ("day", "now", "earlier"),
    [
        (date(2023, 12, 31), [], []),
        (date(2024, 1, 1), [Standing.IN_TERM], []),
        (date(2025, 12, 31), [Standing.IN_TERM], []),
        (date(2026, 1, 1), [], [Standing.EARLIER]),
    ],
)
def test_a_term_holds_from_its_first_to_its_last_day(world: World, day, now, earlier):
    make_coordination(
        state=world.tha, area=make_area(), starts_on=date(2024, 1, 1), ends_on=date(2025, 12, 31)
    )  # fmt: skip
    duties = duties_of(world.tha, day)
    assert ([duty.standing for duty in duties.now], [duty.standing for duty in duties.earlier]) == (now, earlier)


def test_only_attested_duties_leave_something_unknown(world: World):
    make_coordination(state=world.kaz, area=make_area(), starts_on=date(2024, 1, 1))
    assert not duties_of(world.kaz, NOW).are_partly_unknown
    make_attestation(coordination=make_coordination(state=world.kaz, area=make_area()))
    assert duties_of(world.kaz, NOW).are_partly_unknown


def test_two_sources_for_one_chair_are_one_duty(world: World):
    council = make_council()
    for year in (2023, 2025):
        make_seat(
            council=council, state=world.kaz, role="chair", starts_on=None,
            attested_on=date(year, 1, 1), attested_text=str(year),
        )  # fmt: skip
    assert lines(world.kaz, NOW) == [("Chair", council.code, "", "2023, 2025")]


def test_a_chair_in_term_is_not_over_because_another_is_known_for_later(world: World):
    council = make_council()
    make_seat(council=council, state=world.kaz, role="chair", starts_on=date(2024, 1, 1), ends_on=date(2026, 12, 31))
    make_seat(council=council, state=world.tha, role="chair", starts_on=date(2025, 1, 1))
    duties = chairs_of_body(council.seats.known_by(NOW), NOW)
    assert [(duty.state, duty.standing) for duty in duties] == [
        (world.tha, Standing.IN_TERM), (world.kaz, Standing.IN_TERM),
    ]  # fmt: skip


def test_duties_take_the_same_number_of_queries_for_many_rows(world: World, django_assert_num_queries):
    def add() -> None:
        make_attestation(coordination=make_coordination(state=world.kaz, area=make_area()))
        make_seat(state=world.kaz, role="chair")
        make_seat(state=world.kaz)

    for rows in (1, 3):
        for _row in range(rows):
            add()
        with django_assert_num_queries(5):
            assert len(duties_of(world.kaz, NOW).now) in {3, 12}


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        ("2022", "2022", "2022\xa0г."),
        ("2021–2023", "2021–2023", "2021–2023"),
        ("March 2024", "March 2024", "март 2024\xa0г."),
        ("2022-10", "October 2022", "октябрь 2022\xa0г."),
        ("23 June 2021", "23 June 2021", "23 июня 2021\xa0г."),
        ("2021-06-23", "23 June 2021", "23 июня 2021\xa0г."),
        ("2021-13", "2021-13", "2021-13"),
        ("31 February 2021", "31 February 2021", "31 February 2021"),
        ("in passing", "in passing", "in passing"),
    ],
)
def test_words_of_a_source_are_read_as_dates(text: str, english: str, russian: str):
    assert say_attested(text) == english
    with override("ru"):
        assert say_attested(text) == russian


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "said"),
    [
        (date(2024, 1, 1), date(2025, 12, 31), "1 January 2024 – 31 December 2025"),
        (date(2024, 12, 17), None, "since 17 December 2024"),
        (None, date(2025, 12, 31), "until 31 December 2025"),
        (None, None, ""),
    ],
)
def test_terms_in_words(starts_on, ends_on, said):
    assert say_term(starts_on, ends_on) == said
