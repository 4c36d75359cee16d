"""The sheet of states: entered by keys, one act in the history, two editors at once, bad input."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cbm_events.models import Participation
from cbm_events.participation.sheets import Cell, SheetClash, save_sheet
from cbm_events.participation.standings import Said, said_by
from cica_portal.common.models import Change
from tests.factories import NOW, TODAY, make_act, make_participation
from tests.page_forms import values_sent
from tests.parallel import run_together

SOURCE = "Notes verbales"


def address(event, key: str = "") -> str:
    path = reverse("cbm_events:participation", args=[event.public_id])
    return f"{path}?of={key}" if key else path


def stored(event) -> dict[str, Said]:
    return {row.state.code: said_by(row) for row in event.participations.select_related("state")}


def save(event, *cells: Cell, source: str = SOURCE, **values) -> int:
    return save_sheet(event=event, source=source, as_of=TODAY, cells=cells, act=make_act(**values))


def test_one_sheet_is_one_act(browser, event, editor):
    form = values_sent(browser.get(address(event)))
    assert (form["as_of"], form["source"]) == ("16.03.2026", "")
    typed = {
        "source": SOURCE, "THA-answer": "takes_part", "THA-delegates": "3", "THA-level": "ministers",
        "TUR-answer": "regrets", "AZE-attended": "no",
    }  # fmt: skip
    answer = browser.post(address(event), form | typed)
    assert answer.headers["Location"] == f"/events/{event.public_id}/#participation"
    assert stored(event) == {
        "THA": Said("takes_part", 3, None, "ministers"), "TUR": Said("regrets"), "AZE": Said("", None, False),
    }  # fmt: skip
    changes = Change.objects.filter(kind="participation")
    assert (changes.count(), changes.values("batch").distinct().count()) == (3, 1)
    assert {(change.actor, change.visibility) for change in changes} == {(editor, "secretariat")}
    assert {(row.source, row.as_of) for row in Participation.objects.all()} == {(SOURCE, TODAY)}


def test_stored_sheet_is_opened_and_edited_in_place(browser, event, world):
    row = make_participation(event=event, state=world.tha, answer="awaited", source=SOURCE)
    make_participation(event=event, state=world.tur, answer="awaited", source=SOURCE)
    path = address(event, row.public_id)
    form = values_sent(browser.get(path))
    browser.post(path, form | {"THA-answer": "takes_part", "THA-delegates": "2", "TUR-answer": "", "KAZ-answer": ""})
    assert stored(event) == {"THA": Said("takes_part", 2)}
    actions = list(Change.objects.filter(kind="participation", at=NOW).values_list("action", flat=True))
    assert sorted(actions) == ["created", "created", "removed", "updated"]


def test_what_is_not_touched_is_not_written(browser, event, world):
    row = make_participation(event=event, state=world.tha, answer="takes_part", source=SOURCE)
    path, changes = address(event, row.public_id), Change.objects.count()
    answer = browser.post(path, values_sent(browser.get(path)), follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["Nothing has changed."]
    assert (Change.objects.count(), Participation.objects.get().version) == (changes, 1)


def test_second_editor_of_other_states_takes_nothing_away(browser, client_as, event):
    colleague = client_as("administrator")
    mine, theirs = (values_sent(client.get(address(event))) | {"source": SOURCE} for client in (browser, colleague))
    colleague.post(address(event), theirs | {"THA-answer": "takes_part"})
    assert browser.post(address(event), mine | {"TUR-answer": "regrets"}).status_code == 302
    assert stored(event) == {"THA": Said("takes_part"), "TUR": Said("regrets")}


def test_second_editor_of_the_same_state_is_told_and_decides(browser, client_as, event):
    colleague = client_as("administrator")
    mine, theirs = (values_sent(client.get(address(event))) | {"source": SOURCE} for client in (browser, colleague))
    colleague.post(address(event), theirs | {"THA-answer": "takes_part", "THA-delegates": "4"})
    page = browser.post(address(event), mine | {"THA-answer": "regrets", "TUR-answer": "regrets"})
    assert page.status_code == 409
    assert stored(event) == {"THA": Said("takes_part", 4)}
    shown = " ".join(page.content.decode().split())
    assert "Stored now: Takes part, 4 delegates" in shown
    assert [(problem.label, problem.anchor) for problem in page.context["problems"]] == [("Thailand", "id_THA-answer")]
    again = values_sent(page)
    assert (again["THA-answer"], again["TUR-answer"]) == ("regrets", "regrets")
    assert browser.post(address(event), again).status_code == 302
    assert stored(event) == {"THA": Said("regrets"), "TUR": Said("regrets")}


@pytest.mark.both
@pytest.mark.django_db
def test_clash_writes_nothing_at_all(event, world):
    save(event, Cell(world.tha, Said(), Said("takes_part")))
    with pytest.raises(SheetClash) as clash:
        save(event, Cell(world.tur, Said(), Said("regrets")), Cell(world.tha, Said(), Said("regrets")))
    assert clash.value.states == [world.tha]
    assert stored(event) == {"THA": Said("takes_part")}


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_who_save_at_the_same_moment_lose_nothing(event, world):
    """Each enters a state of its own and the same third one: one of the two is told, both other states stand."""
    cells = [
        Cell(world.tha, Said(), Said("takes_part")),
        Cell(world.tur, Said(), Said("regrets")),
        Cell(world.kaz, Said(), Said("takes_part", 1)),
        Cell(world.kaz, Said(), Said("takes_part", 2)),
    ]
    results = run_together(lambda index: save(event, cells[index]), count=len(cells))
    clashes = [result for result in results if isinstance(result, SheetClash)]
    assert [clash.states for clash in clashes] == [[world.kaz]]
    assert (stored(event)["THA"], stored(event)["TUR"]) == (Said("takes_part"), Said("regrets"))
    assert Change.objects.filter(kind="participation").count() == 3


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"source": ""}, ("id_source", "Say where this is known from.")),
        ({"as_of": ""}, ("id_as_of", "Enter the day.")),
        ({"as_of": "17.03.2026"}, ("id_as_of", "This day is still to come.")),
        ({"as_of": "31.02.2026"}, ("id_as_of", "There is no such day in the calendar.")),
        ({"THA-delegates": "many"}, ("id_THA-delegates", "Enter a number.")),
        ({"THA-delegates": "1000"}, ("id_THA-delegates", "Enter a number up to 999.")),
        ({"THA-answer": "perhaps"}, ("id_THA-answer", "Choose from the list.")),
        ({"THA-level": "kings"}, ("id_THA-level", "Choose from the list.")),
        (
            {"THA-answer": "regrets", "THA-delegates": "2"},
            ("id_THA-delegates", "A state that sends regrets names no delegates."),
        ),
        ({"source": "<b>Note</b>"}, ("id_source", "Write plain text: remove the HTML tags.")),
    ],
)
def test_bad_input_is_said_at_its_input_and_nothing_is_stored(browser, event, typed, problem):
    form = values_sent(browser.get(address(event))) | {"source": SOURCE, "KAZ-answer": "takes_part"} | typed
    page = browser.post(address(event), form)
    assert page.status_code == 422
    assert [(found.anchor, found.message) for found in page.context["problems"]] == [problem]
    assert values_sent(page)["KAZ-answer"] == "takes_part"
    assert not Participation.objects.exists()


def test_what_the_form_was_shown_can_be_nonsense(browser, event):
    form = values_sent(browser.get(address(event))) | {"source": SOURCE, "THA-answer": "takes_part"}
    assert browser.post(address(event), form | {"THA-shown": "x" * 60}).status_code == 409
    assert browser.post(address(event), form | {"THA-shown": "x" * 61}).status_code == 422


def test_sheet_that_is_not_there_is_not_found(browser, event, world):
    other = make_participation(state=world.tha)
    for key in ("nothing", other.public_id):
        assert browser.get(address(event, key)).status_code == 404


def test_only_editors_enter(client_as, event):
    codes = {role: client_as(role).get(address(event)).status_code for role in ("visitor", "liaison", "reader")}
    assert codes == {"visitor": 403, "liaison": 403, "reader": 403}


@pytest.mark.both
def test_sheet_asks_a_fixed_number_of_queries(browser, event, world, django_assert_num_queries):
    for day in range(3):
        for state in world.states.values():
            make_participation(event=event, state=state, as_of=TODAY - timedelta(days=day))
    with django_assert_num_queries(10):
        browser.get(address(event))


def test_entered_sheet_can_be_undone_from_the_log(browser, client_as, event):
    browser.post(address(event), values_sent(browser.get(address(event))) | {"source": SOURCE, "THA-answer": "regrets"})
    batch = Change.objects.get(kind="participation").batch
    answer = browser.post(reverse("common:undo_act", args=[batch]))
    assert (answer.status_code, Participation.objects.count()) == (302, 0)
