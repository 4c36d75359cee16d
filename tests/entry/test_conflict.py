"""Two people change one event: the second is shown both, and chooses."""

from datetime import date

import pytest
from django.test import Client

from cbm_events.models import Event
from cbm_events.services import save_event
from cica_portal.common.models import Change
from tests.factories import make_act, state_role
from tests.page_forms import values_sent


@pytest.fixture
def opened(browser: Client, event: Event, edit_url: str) -> dict[str, str]:
    """The form as the editor opened it, before anybody else saved."""
    return values_sent(browser.get(edit_url))


def save_meanwhile(event: Event, administrator, roles=None, **values) -> None:
    other = Event.objects.get(pk=event.pk)
    for name, value in values.items():
        setattr(other, name, value)
    save_event(event=other, roles=roles, act=make_act(actor=administrator, reason="Corrected"), version=other.version)


def choices_on(page) -> dict[str, tuple[str, str, str, bool]]:
    return {d.part.name: (d.mine, d.theirs, d.default, d.is_clash) for d in page.context["differences"]}


def test_second_saver_is_shown_both_versions(browser, event, edit_url, opened, administrator):
    save_meanwhile(event, administrator, title_en="Their title", city_en="Almaty")
    page = browser.post(edit_url, opened | {"title_en": "My title", "first_day": "13.05.2026"})
    assert page.status_code == 409
    assert choices_on(page) == {
        "title_en": ("My title", "Their title", "mine", True),
        "dates": ("13–15 May 2026", "14–15 May 2026", "mine", False),
        "city_en": ("Empty", "Almaty", "theirs", False),
    }
    assert [(change.actor, change.reason) for change in page.context["changes"]] == [(administrator, "Corrected")]
    event.refresh_from_db()
    assert (event.title_en, event.version) == ("Their title", 2)


def test_offered_choices_keep_the_work_of_both(browser, event, edit_url, opened, administrator):
    save_meanwhile(event, administrator, city_en="Almaty", summary_en="Two days\nof lectures")
    page = browser.post(edit_url, opened | {"title_en": "My title", "note": "Mine"})
    answer = browser.post(edit_url, values_sent(page))
    event.refresh_from_db()
    assert answer.status_code == 302
    assert (event.title_en, event.city_en, event.summary_en) == ("My title", "Almaty", "Two days\nof lectures")
    assert event.version == 3
    change = Change.objects.of("event", event.public_id)[0]
    assert (set(change.after), change.note) == ({"title_en"}, "Mine")


@pytest.mark.parametrize(("choice", "title"), [("mine", "My title"), ("theirs", "Their title")])
def test_clash_is_settled_as_chosen(browser, event, edit_url, opened, administrator, choice, title):
    save_meanwhile(event, administrator, title_en="Their title")
    page = browser.post(edit_url, opened | {"title_en": "My title"})
    browser.post(edit_url, values_sent(page) | {"keep-title_en": choice})
    event.refresh_from_db()
    assert event.title_en == title


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_dates_are_settled_as_one(browser, event, edit_url, opened, administrator, choice):
    save_meanwhile(event, administrator, earliest=date(2026, 7, 1), latest=date(2026, 9, 30), precision="quarter")
    page = browser.post(edit_url, opened | {"precision": "month", "month": "6", "year": "2026"})
    browser.post(edit_url, values_sent(page) | {"keep-dates": choice})
    event.refresh_from_db()
    expected = {
        "mine": ("month", date(2026, 6, 1), date(2026, 6, 30)),
        "theirs": ("quarter", date(2026, 7, 1), date(2026, 9, 30)),
    }
    assert (event.precision, event.earliest, event.latest) == expected[choice]


@pytest.mark.parametrize(("choice", "organiser"), [("mine", "Türkiye"), ("theirs", "Azerbaijan")])
def test_parties_are_settled_as_one(browser, event, edit_url, opened, administrator, world, choice, organiser):
    save_meanwhile(event, administrator, roles=[state_role(world.states["AZE"])])
    organising = next(index for index in (0, 1) if opened[f"parties-{index}-role"] == "organiser")
    page = browser.post(edit_url, opened | {f"parties-{organising}-party": "state:TUR"})
    assert choices_on(page)["parties"] == (
        "Assisting: Thailand\nOrganiser: Türkiye", "Organiser: Azerbaijan", "mine", True,
    )  # fmt: skip
    browser.post(edit_url, values_sent(page) | {"keep-parties": choice})
    names = [role.party_name for role in event.roles.filter(role="organiser")]
    assert names == [organiser]


def test_no_dimension_can_be_theirs(browser, event, edit_url, opened, administrator, world):
    save_meanwhile(event, administrator, dimension=None, area=None)
    page = browser.post(edit_url, opened | {"title_en": "My title"})
    assert choices_on(page)["dimension"] == ("Economic Dimension", "Empty", "theirs", False)
    browser.post(edit_url, values_sent(page))
    event.refresh_from_db()
    assert (event.title_en, event.dimension, event.area) == ("My title", None, None)


def test_third_saver_is_asked_again(browser, event, edit_url, opened, administrator):
    save_meanwhile(event, administrator, title_en="Their title")
    page = browser.post(edit_url, opened | {"title_en": "My title"})
    save_meanwhile(event, administrator, title_en="Yet another")
    page = browser.post(edit_url, values_sent(page))
    assert page.status_code == 409
    assert choices_on(page) == {"title_en": ("My title", "Yet another", "mine", True)}


def test_back_to_the_form_keeps_what_was_typed_and_chosen(browser, event, edit_url, opened, administrator):
    save_meanwhile(event, administrator, city_en="Almaty")
    page = browser.post(edit_url, opened | {"title_en": "My title"})
    form = values_sent(browser.post(edit_url, values_sent(page) | {"back": "1"}))
    assert (form["title_en"], form["city_en"], form["version"]) == ("My title", "Almaty", "2")
    assert browser.post(edit_url, form).status_code == 302


def test_change_of_status_meanwhile_is_told(browser, event, edit_url, opened, administrator):
    save_meanwhile(event, administrator, status="cancelled")
    page = browser.post(edit_url, opened | {"title_en": "My title"})
    assert page.context["status_before"] == "planned"
    assert choices_on(page) == {"title_en": ("My title", "Seminar on risk analysis", "mine", False)}
    browser.post(edit_url, values_sent(page))
    event.refresh_from_db()
    assert (event.title_en, event.status) == ("My title", "cancelled")


def test_same_change_by_both_is_no_conflict(browser, event, edit_url, opened, administrator):
    save_meanwhile(event, administrator, title_en="Same title")
    assert browser.post(edit_url, opened | {"title_en": "Same title"}).status_code == 302


def test_text_of_the_other_is_escaped(browser, event, edit_url, opened, administrator):
    save_meanwhile(event, administrator, title_en="A & B \"quoted\" 'x'")
    page = browser.post(edit_url, opened | {"title_en": "My title"}).content.decode()
    assert "A &amp; B &quot;quoted&quot; &#x27;x&#x27;" in page
