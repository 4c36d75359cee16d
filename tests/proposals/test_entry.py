"""A liaison writes a proposal down, alone and beside a colleague."""

from datetime import date

import pytest
from django.urls import reverse

from cbm_events.models import Proposal
from cbm_events.proposals.steps import Action
from tests.page_forms import values_sent

pytestmark = pytest.mark.django_db
ADD = "/proposals/new/"
GOOD = {
    "title_en": "Workshop on water",
    "kind": "workshop",
    "dimension": "ENV",
    "precision": "month",
    "month": "9",
    "year": "2026",
    "mode": "in_person",
    "country": "KAZ",
    "city_en": "Astana",
    "co_organisers": "Thailand, if it agrees",
}


@pytest.fixture
def browser(world, client_as):
    return client_as("liaison")


def edit_of(proposal: Proposal) -> str:
    return reverse("cbm_events:proposal_edit", args=[proposal.public_id])


def test_draft_is_stored_with_everything(browser, liaison, world):
    answer = browser.post(ADD, values_sent(browser.get(ADD)) | GOOD)
    stored = Proposal.objects.get()
    assert answer.headers["Location"] == f"/proposals/{stored.public_id}/"
    assert (stored.state, stored.author, stored.saved_by, stored.status) == (world.kaz, liaison, liaison, "draft")
    assert (stored.title_en, stored.kind, stored.dimension) == (
        "Workshop on water",
        "workshop",
        world.dimensions["ENV"],
    )
    assert (stored.earliest, stored.latest, stored.precision) == (date(2026, 9, 1), date(2026, 9, 30), "month")
    assert (stored.mode, stored.country, stored.city_en) == ("in_person", world.kaz, "Astana")
    assert stored.co_organisers == "Thailand, if it agrees"


def test_going_on_to_send_saves_first(browser):
    answer = browser.post(ADD, values_sent(browser.get(ADD)) | GOOD | {"send": "1"})
    stored = Proposal.objects.get()
    assert answer.headers["Location"] == reverse("cbm_events:proposal_act", args=[stored.public_id, Action.SUBMIT])
    assert stored.status == "draft"


def test_form_sent_twice_stores_one(browser):
    form = values_sent(browser.get(ADD)) | GOOD
    addresses = {browser.post(ADD, form).headers["Location"] for _time in range(2)}
    assert addresses == {f"/proposals/{Proposal.objects.get().public_id}/"}


def test_identifier_of_another_state_tells_nothing(browser, client_as, draft):
    """Sent by somebody else, an identifier that is taken neither changes nor shows the row."""
    other = client_as("other_liaison")
    form = values_sent(other.get(ADD)) | GOOD | {"public_id": draft.public_id}
    assert other.post(ADD, form, follow=True).status_code == 404
    assert Proposal.objects.get().title_en == "Seminar on risk analysis"


def test_dates_are_read_as_in_the_event_form(browser):
    form = values_sent(browser.get(ADD)) | GOOD
    browser.post(ADD, form | {"precision": "day", "first_day": "18 сентября 2026", "last_day": "2026-09-20"})
    stored = Proposal.objects.get()
    assert (stored.earliest, stored.latest, stored.precision) == (date(2026, 9, 18), date(2026, 9, 20), "day")


@pytest.mark.parametrize(
    ("typed", "anchor"),
    [
        ({"title_en": ""}, "id_title_en"),
        ({"kind": ""}, "id_kind"),
        ({"month": ""}, "id_month"),
        ({"mode": "online"}, "id_mode"),
        ({"country_other": "Elsewhere"}, "id_country_other"),
        ({"co_organisers": "<b>All</b>"}, "id_co_organisers"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(browser, typed, anchor):
    page = browser.post(ADD, values_sent(browser.get(ADD)) | GOOD | typed)
    assert page.status_code == 422
    assert [problem.anchor for problem in page.context["problems"]] == [anchor]
    assert not Proposal.objects.exists()


def test_saving_untouched_changes_no_word(browser, draft):
    before = draft.content_values()
    assert browser.post(edit_of(draft), values_sent(browser.get(edit_of(draft)))).status_code == 302
    assert Proposal.objects.get().content_values() == before


def test_colleague_who_saved_first_is_named_with_what_differs(browser, client_as, draft, colleague, liaison):
    form = values_sent(browser.get(edit_of(draft)))
    theirs = client_as("colleague")
    theirs.post(edit_of(draft), form | {"city_en": "Almaty"})
    page = browser.post(edit_of(draft), form | {"title_en": "My title", "co_organisers": "Thailand"})
    assert page.status_code == 409
    assert page.context["stored"].saved_by == colleague
    assert [(str(each.label), each.stored) for each in page.context["differences"]] == [
        ("title in English", "Seminar on risk analysis"),
        ("city, in English", "Almaty"),
        ("states that would co-organise", "Empty"),
    ]
    assert Proposal.objects.get().city_en == "Almaty"
    again = values_sent(page)
    assert (again["title_en"], again["city_en"], again["version"]) == ("My title", "Astana", "2")
    assert browser.post(edit_of(draft), again).status_code == 302
    stored = Proposal.objects.get()
    assert (stored.title_en, stored.city_en, stored.saved_by) == ("My title", "Astana", liaison)


def test_proposal_that_a_colleague_sent_is_not_changed(browser, draft, step):
    form = values_sent(browser.get(edit_of(draft)))
    step(draft, Action.SUBMIT)
    page = browser.post(edit_of(draft), form | {"title_en": "Too late"})
    assert page.status_code == 409
    assert values_sent(page)["title_en"] == "Too late"
    assert Proposal.objects.get().title_en == "Seminar on risk analysis"


def test_returned_proposal_is_changed_and_its_history_goes_on(browser, draft, step):
    step(draft, Action.SUBMIT)
    step(draft, Action.RETURN, comment="Which city?")
    form = values_sent(browser.get(edit_of(draft)))
    browser.post(edit_of(draft), form | {"city_en": "Almaty"})
    stored = Proposal.objects.get()
    assert (stored.city_en, stored.status) == ("Almaty", "returned")
