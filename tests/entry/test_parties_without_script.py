"""Rows of parties where no script runs: the same button asks the server."""

from cbm_events.models import Event
from tests.entry.conftest import ADD
from tests.page_forms import values_sent


def test_two_empty_rows_are_offered_at_first(browser):
    form = values_sent(browser.get(ADD))
    assert form["parties-TOTAL_FORMS"] == "2"
    assert [form["parties-0-party"], form["parties-1-party"]] == ["", ""]


def test_another_party_brings_more_rows_and_keeps_everything_typed(browser, new_form):
    typed = new_form(first_day="soon", note="Half done")
    page = browser.post(ADD, typed | {"more": "1"})
    form = values_sent(page)
    assert page.status_code == 200
    assert page.context["problems"] == []
    assert form["parties-TOTAL_FORMS"] == "4"
    kept = typed.keys() - {"csrfmiddlewaretoken", "parties-TOTAL_FORMS", "parties-INITIAL_FORMS"}
    assert {name: form[name] for name in kept} == {name: typed[name] for name in kept}
    assert Event.objects.count() == 0


def test_rows_asked_for_are_stored_with_the_others(browser, new_form, world):
    form = values_sent(browser.post(ADD, new_form() | {"more": "1"}))
    form |= {"parties-2-party": "state:THA", "parties-2-role": "co_organiser"}
    assert browser.post(ADD, form).status_code == 302
    roles = [(role.role, role.party_name) for role in Event.objects.get().roles.all()]
    assert roles == [("assisting", "CICA Secretariat"), ("co_organiser", "Thailand"), ("organiser", "Kazakhstan")]


def test_removed_row_is_gone_from_the_next_page(browser, new_form):
    form = values_sent(browser.post(ADD, new_form() | {"more": "1", "parties-0-DELETE": "on"}))
    assert form["parties-TOTAL_FORMS"] == "3"
    assert [form[f"parties-{index}-party"] for index in range(3)] == ["secretariat:", "", ""]


def test_enter_key_saves_rather_than_adds_a_row(browser):
    """The first button of the form is the one that a browser presses for the Enter key."""
    page = browser.get(ADD).content.decode()
    form = page[page.index('class="entry"') :]
    assert 'name="more"' not in form[: form.index("</button>")]
