"""Rows of one file that stand against each other's days."""

import pytest

from cbm_events.imports.clashes import NAMED, Clashes, clashes_of
from cbm_events.models import Event, ImportRun
from tests.factories import TODAY
from tests.imports.files import HEADINGS, row

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def clashes(staff):
    """By the number of the row, the first being 2."""

    def look(run: ImportRun) -> dict[int, Clashes]:
        return clashes_of(run, list(run.rows.exclude(effect="")), viewer=staff, today=TODAY)

    return look


def words(found: Clashes) -> list[tuple[str, int | None, str]]:
    return [(clash.heading, clash.row, clash.event.title_en) for clash in found.named if clash.event]


def test_rows_of_one_file_are_compared_with_each_other(check, clashes):
    found = clashes(check([
        row(title="Seminar on trade", dates="12–14 May 2026"),
        row(title="Forum on customs", dates="14–15 May 2026", city="Almaty"),
        row(title="Seminar of another day", dates="20 May 2026"),
    ]))  # fmt: skip
    assert words(found[2]) == [("Clash", 3, "Forum on customs")]
    assert words(found[3]) == [("Clash", 2, "Seminar on trade")]
    assert words(found[4]) == []
    [clash] = found[2].named
    assert "Same organiser: Kazakhstan." in clash.remark
    assert clash.text == "Almaty, 14–15 May 2026"


def test_row_stands_at_the_dates_to_which_it_moves_its_event(check, enter, clashes):
    enter(check([row(title="Forum on customs", dates="13 May 2026")]))
    event = Event.objects.get()
    moved = ["Forum on customs", "20 June 2026", "", "", "Kazakhstan", "ECO", "Forum", event.public_id]
    late, free = (
        [*row(title=title, dates=dates), ""]
        for title, dates in (("Seminar on trade", "20 June 2026"), ("Seminar on rivers", "13 May 2026"))
    )
    found = clashes(check([moved, late, free], headings=[*HEADINGS, "Identifier"]))
    assert [words(found[number]) for number in (2, 3, 4)] == [
        [("Clash", 3, "Seminar on trade")], [("Clash", 2, "Forum on customs")], [],
    ]  # fmt: skip


def test_row_that_is_not_to_be_written_stands_against_nothing(check, clashes):
    headings = [*HEADINGS, "Status"]
    found = clashes(check([
        [*row(title="Seminar on trade"), "Planned"],
        [*row(title="Forum on customs", kind="No such kind"), "Planned"],
        [*row(title="Course on water"), "Cancelled"],
    ], headings=headings))  # fmt: skip
    assert (words(found[2]), words(found[3])) == ([], [("Clash", 2, "Seminar on trade")])
    assert 4 not in found


def test_count_the_worst_are_named_and_the_others_counted(check, clashes, browser):
    run = check([row(title=f"Seminar {number}") for number in range(NAMED + 3)])
    found = clashes(run)
    assert {(len(group.named), group.more) for group in found.values()} == {(NAMED, 2)}
    page = browser.get(f"/imports/{run.public_id}/").content.decode()
    assert 'Row 3: <span lang="en">Seminar 1</span>' in page
    assert "and 2 others" in page
