"""What is known of a state out of several sources: pure functions, without a database."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cbm_events.models import Participation
from cbm_events.participation.standings import Said, disagreements, said_by, said_in, sheets, standings, totals

DAY = date(2026, 3, 1)
Answer = Participation.Answer


def row(state: int = 1, day: int = 0, source: str = "Note", **said) -> Participation:
    defaults = {"answer": "", "as_of": DAY + timedelta(days=day), "source": source}
    return Participation(state_id=state, **defaults | said)


said = st.builds(
    Said,
    answer=st.sampled_from(["", *Answer.values]),
    delegates=st.none() | st.integers(0, 999),
    attended=st.sampled_from([None, True, False]),
    level=st.sampled_from(["", "heads", "experts"]),
)


@given(said)
def test_form_brings_back_what_it_was_shown(value: Said):
    assert said_in(value.as_text()) == value


@given(st.text(max_size=60))
def test_nonsense_from_a_form_is_no_error(text: str):
    assert isinstance(said_in(text), Said)


@given(st.lists(said, min_size=1, max_size=5))
def test_what_a_later_day_leaves_open_stays(values: list[Said]):
    rows = [row(day=day, **value._asdict()) for day, value in enumerate(values)]
    known = standings(rows)[1].said
    stated = [value.attended for value in values if value.attended is not None]
    assert known.attended == (stated[-1] if stated else None)
    answers = [value.answer for value in values if value.answer]
    assert known.answer == (answers[-1] if answers else "")


def test_regrets_take_the_delegates_back():
    rows = [row(answer="takes_part", delegates=3), row(day=1, answer="regrets")]
    assert standings(rows)[1].said == Said("regrets")


def test_attendance_from_one_source_leaves_the_reply_of_another():
    rows = [row(answer="takes_part", delegates=3), row(day=9, source="Press release", attended=True)]
    assert standings(rows)[1].said == Said("takes_part", 3, True)


def test_totals_count_each_state_once_and_hide_who_does_not_come_from_the_public():
    rows = [
        row(1, answer="takes_part"), row(2, answer="regrets"), row(3, answer="awaited"),
        row(4, answer="takes_part"), row(4, day=1, attended=True), row(5, answer="takes_part", attended=False),
    ]  # fmt: skip
    known = standings(rows).values()
    inside, outside = (totals(known, is_public=public) for public in (False, True))
    assert (inside.taking_part, inside.attended, inside.awaited, inside.regrets) == (1, 1, 1, 1)
    assert (outside.taking_part, outside.attended, outside.awaited, outside.regrets) == (1, 1, 0, 0)


def test_sheets_are_one_source_and_one_day_the_latest_first():
    rows = [row(1), row(2), row(1, day=1), row(1, source="Another")]
    found = [(sheet.source, sheet.as_of.day, len(sheet.rows)) for sheet in sheets(rows)]
    assert found == [("Note", 2, 1), ("Note", 1, 2), ("Another", 1, 1)]


def test_two_sources_that_differ_both_stand():
    rows = [
        row(1, attended=True, delegates=3), row(1, source="Press", attended=True, delegates=4),
        row(2, attended=True), row(2, source="Press", attended=True),
        row(3, attended=False), row(3, day=1, attended=True),
        row(4, answer="takes_part"), row(4, day=1, answer="regrets", source="Press"),
    ]  # fmt: skip
    found = {state: [said_by(each).delegates for each in differing] for state, differing in disagreements(rows).items()}
    assert found == {1: [3, 4]}
