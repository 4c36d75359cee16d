"""What a form is told while it is filled in: the words of the save, and nothing is stored."""

import re

import pytest
from django.urls import reverse

from cbm_events.models import Event
from cica_portal.common.models import Change
from tests.entry.conftest import problems_on
from tests.factories import make_attestation, make_coordination, make_seat
from tests.page_forms import values_sent

SUGGESTIONS = "/events/suggestions/"
NEW_ID = "abcdefgh23"


def check_url(public_id: str, kind: str = "event") -> str:
    return reverse("cbm_events:draft_check", args=[kind, public_id])


def said(answer) -> dict[str, str]:
    """Input -> message."""
    blocks = re.findall(r'data-input="([^"]+)".*?</div>', answer.content.decode(), re.DOTALL)
    texts = re.findall(r"Error: </span>(.*?)</span>", answer.content.decode(), re.DOTALL)
    return dict(zip(blocks, texts, strict=True))


@pytest.mark.parametrize(
    "typed",
    [
        {"title_en": "", "title_ru": ""},
        {"first_day": "soon"},
        {"last_day": "17.09.2026"},
        {"mode": "online"},
        {"parties-1-party": "state:KAZ", "parties-1-role": "organiser"},
        {},
    ],
)
def test_the_words_are_those_of_the_save(browser, new_form, typed):
    form = new_form(**typed)
    checked = said(browser.post(check_url(form["public_id"]), form))
    assert not Event.objects.exists()
    saved = browser.post("/events/new/", form)
    problems = problems_on(saved) if saved.status_code == 422 else []
    assert list(checked.values()) == [message for _anchor, message in problems]
    assert {f"id_{name}" for name in checked} >= {anchor for anchor, _message in problems if anchor != "id_dimension_0"}


def test_message_has_the_identifier_to_which_its_input_refers(browser, new_form):
    form = new_form(first_day="soon")
    page = browser.post(check_url(form["public_id"]), form).content.decode()
    assert 'id="id_first_day_error"' in page


def test_stored_event_is_checked_as_it_would_be_saved(browser, event, edit_url):
    form = values_sent(browser.get(edit_url)) | {"report_due": "01.05.2026"}
    changes = Change.objects.count()
    answer = browser.post(check_url(event.public_id), form)
    assert said(answer) == {"report_due": "The report follows the event: enter a later day."}
    assert (Change.objects.count(), Event.objects.get().version) == (changes, 1)


def test_proposals_are_checked_too(world, client_as):
    browser = client_as("liaison")
    form = values_sent(browser.get("/proposals/new/"))
    checked = said(browser.post(check_url(form["public_id"], "proposal"), form))
    assert {"title_en", "kind", "dimension"} <= checked.keys()


def test_who_may_not_edit_is_told_nothing(client_as, event):
    for role in ("visitor", "reader", "liaison"):
        assert client_as(role).post(check_url(event.public_id)).status_code == 403
    assert client_as("liaison").get(SUGGESTIONS).status_code == 403


def named(page) -> list[tuple[str, str, str]]:
    rows = page.context["suggestions"]
    return [(row.role, row.state.code, row.duty.attested or row.duty.term) for row in rows]


@pytest.fixture
def duties(world):
    """Türkiye is attested as coordinator of an area, Kazakhstan coordinates the dimension, Thailand chairs a body."""
    make_attestation(coordination=make_coordination(state=world.tur, area=world.areas["ECO-SME"]), as_of_text="2024")
    make_coordination(state=world.kaz, dimension=world.dimensions["ECO"], starts_on="2025-01-01")
    over = make_coordination(state=world.tha, area=world.areas["ECO-SME"], starts_on="2020-01-01", ends_on="2021-01-01")
    make_seat(council=world.councils["BC"], state=world.tha, role="chair", starts_on="2025-01-01")
    return over


def test_coordinators_and_chairs_are_offered_as_known_today(browser, duties):
    page = browser.get(SUGGESTIONS, {"area": "ECO-SME", "dimension": "ECO", "council": "BC"})
    assert named(page) == [
        ("chair", "THA", "since 1 January 2025"),
        ("organiser", "KAZ", "since 1 January 2025"),
        ("organiser", "TUR", "2024"),
    ]
    assert named(browser.get(SUGGESTIONS, {"area": "ECO-SME"})) == [("organiser", "TUR", "2024")]


def test_nobody_is_named_by_the_portal_itself(browser, duties):
    form = values_sent(browser.get("/events/new/?area=ECO-SME&council=BC"))
    assert [value for name, value in form.items() if name.endswith("-party")] == ["", ""]


def test_suggestion_is_taken_without_a_script(browser, duties, new_form):
    form = new_form(suggest="organiser=state:TUR")
    page = browser.post("/events/new/", form)
    again = values_sent(page)
    assert (page.status_code, again["parties-2-role"], again["parties-2-party"]) == (200, "organiser", "state:TUR")
    assert again["title_en"] == form["title_en"]


@pytest.mark.parametrize("sent", ["", "organiser", "host=", "owner=state:TUR"])
def test_nonsense_suggests_nobody(browser, new_form, sent):
    again = values_sent(browser.post("/events/new/", new_form(suggest=sent)))
    parties = [value for name, value in again.items() if name.endswith("-party") and value]
    assert parties == ["state:KAZ", "secretariat:"]


def test_nonsense_in_the_question_is_passed_over(browser, duties):
    page = browser.get(SUGGESTIONS, {"area": "'--", "dimension": "\x00", "council": "<b>"})
    assert (page.status_code, named(page)) == (200, [])


def test_body_brings_its_dimension_and_its_usual_kind(browser, world):
    page = browser.get("/events/new/").content.decode()
    assert re.search(r'<option value="BC" data-kind="council_session">', page)
    assert re.search(r'<option value="SOC" data-kind="committee">', page)
    assert re.search(r'<option value="THA" data-zone="Asia/Bangkok">', page)


def test_no_deadline_is_made_up(browser, world):
    """How long before an event states are asked is a setting of the Secretariat, and there is none."""
    form = values_sent(browser.get("/events/new/?date=2026-09-18&area=ECO-SME&council=BC"))
    assert (form["nomination_deadline"], form["report_due"], form["report_by"]) == ("", "", "")
