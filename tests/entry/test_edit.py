"""Changing an event that is stored."""

from datetime import date

import pytest

from cbm_events.models import Event
from cica_portal.common.models import Change
from tests.entry.conftest import problems_on
from tests.factories import make_event, make_party, make_timed_event, secretariat_role, state_role
from tests.page_forms import values_sent


def changes_of(event: Event) -> list[Change]:
    return list(Change.objects.of("event", event.public_id))


def test_form_shows_the_event_as_it_is(browser, event, edit_url):
    form = values_sent(browser.get(edit_url))
    assert (form["title_en"], form["title_ru"]) == ("Seminar on risk analysis", "Семинар по анализу рисков")
    assert (form["dimension"], form["area"], form["kind"]) == ("ECO", "ECO-SME", "training")
    assert (form["precision"], form["first_day"], form["last_day"]) == ("day", "14.05.2026", "15.05.2026")
    assert {form["parties-0-party"], form["parties-1-party"]} == {"state:KAZ", "state:THA"}
    assert form["version"] == "1"
    assert "status" not in form


def test_saving_untouched_changes_nothing(browser, world):
    """Sent back as it was shown, the event stays the same in every field."""
    event = make_timed_event(
        dimension=world.dimensions["HUM"], council=world.councils["BC"], country=world.kaz, city_en="Astana",
        venue_ru="Дом приёмов", summary_en="First line\nsecond line", mode="hybrid", visibility="secretariat",
        nomination_deadline=date(2026, 5, 1), report_due=date(2026, 6, 1),
        roles=[state_role(world.kaz, is_lead=True, capacity="coordinator"), secretariat_role("assisting")],
    )  # fmt: skip
    url = f"/events/{event.public_id}/edit/"
    assert browser.post(url, values_sent(browser.get(url))).status_code == 302
    event.refresh_from_db()
    assert event.version == 1
    assert len(changes_of(event)) == 1


@pytest.mark.parametrize(
    "period",
    [
        {"precision": "month", "earliest": date(2023, 7, 20), "latest": date(2023, 8, 31)},
        {"precision": "year", "earliest": date(2014, 1, 1), "latest": date(2021, 6, 22)},
        {"precision": "half_year", "earliest": date(2021, 1, 1), "latest": date(2021, 6, 30)},
        {"precision": "quarter", "earliest": date(2021, 4, 1), "latest": date(2021, 6, 30)},
        {"precision": "tbc", "earliest": None, "latest": None},
        {"precision": "tbc", "earliest": date(2026, 9, 1), "latest": date(2026, 9, 2)},
    ],
)
def test_dates_that_nobody_touched_stay_as_they_are(browser, world, period):
    """Also a period that the inputs could not say."""
    event = make_event(**period)
    url = f"/events/{event.public_id}/edit/"
    browser.post(url, values_sent(browser.get(url)) | {"title_en": "New title", "dimension": ""})
    event.refresh_from_db()
    assert event.title_en == "New title"
    assert (event.precision, event.earliest, event.latest) == tuple(period.values())


def test_dates_are_made_exact(browser, world):
    event = make_event(precision="quarter", earliest=date(2026, 7, 1), latest=date(2026, 9, 30))
    url = f"/events/{event.public_id}/edit/"
    browser.post(url, values_sent(browser.get(url)) | {"precision": "day", "first_day": "18 Sep 2026"})
    event.refresh_from_db()
    assert (event.precision, event.earliest, event.latest) == ("day", date(2026, 9, 18), date(2026, 9, 18))


def test_change_is_recorded_with_its_reason(browser, event, edit_url, editor):
    form = values_sent(browser.get(edit_url))
    browser.post(edit_url, form | {"title_en": "Workshop", "reason": "Wish of the organiser", "note": "See the letter"})
    change = changes_of(event)[0]
    assert (change.before, change.after) == ({"title_en": "Seminar on risk analysis"}, {"title_en": "Workshop"})
    assert (change.actor, change.door) == (editor, "page")
    assert (change.reason, change.note) == ("Wish of the organiser", "See the letter")


def test_area_that_has_moved_to_another_dimension_may_stay(browser, event, edit_url, world):
    area = world.areas["ECO-SME"]
    area.dimension = world.dimensions["HUM"]
    area.save()
    answer = browser.post(edit_url, values_sent(browser.get(edit_url)) | {"title_en": "Workshop"})
    assert answer.status_code == 302


def test_edit_without_a_version_is_refused(browser, event, edit_url):
    form = values_sent(browser.get(edit_url))
    del form["version"]
    page = browser.post(edit_url, form | {"title_en": "Workshop"})
    event.refresh_from_db()
    assert page.status_code == 422
    assert event.title_en == "Seminar on risk analysis"


def test_proposal_is_not_widened_by_an_edit(browser, world):
    proposal = make_event(status="proposed", visibility="secretariat", roles=[state_role(world.kaz)])
    url = f"/events/{proposal.public_id}/edit/"
    page = browser.post(url, values_sent(browser.get(url)) | {"visibility": "member_states"})
    assert problems_on(page) == [("id_visibility_0", "A proposal is seen by its own states and the Secretariat only.")]


def test_public_event_without_a_russian_title_may_be_edited(browser, world):
    public = make_event(visibility="public", title_ru="")
    url = f"/events/{public.public_id}/edit/"
    assert browser.post(url, values_sent(browser.get(url)) | {"title_en": "Workshop"}).status_code == 302


def test_title_of_a_public_event_is_not_taken_away(browser, world):
    public = make_event(visibility="public", title_ru="Семинар")
    url = f"/events/{public.public_id}/edit/"
    page = browser.post(url, values_sent(browser.get(url)) | {"title_ru": ""})
    assert problems_on(page) == [("id_title_ru", "Enter the title in Russian before the event is made public.")]


def test_parties_are_replaced(browser, event, edit_url, world):
    party = make_party(name_en="Boao Forum")
    form = values_sent(browser.get(edit_url))
    by_party = {form[f"parties-{index}-party"]: index for index in (0, 1)}
    removed = {f"parties-{by_party['state:THA']}-DELETE": "on"}
    added = {
        "parties-2-party": f"organisation:{party.public_id}", "parties-2-role": "co_organiser",
        "parties-3-party": "institution:", "parties-3-role": "host", "parties-3-institution_ru": "Академия",
    }  # fmt: skip
    assert browser.post(edit_url, form | removed | added).status_code == 302
    roles = [(role.role, role.party, role.party_name) for role in event.roles.select_related("state", "organisation")]
    assert roles == [
        ("co_organiser", "organisation", "Boao Forum"),
        ("host", "institution", "Академия"),
        ("organiser", "state", "Kazakhstan"),
    ]
    assert set(changes_of(event)[0].after) == {"parties"}


@pytest.mark.both
@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_parties(browser, world, count, django_assert_num_queries):
    states = list(world.states.values())[:count]
    event = make_event(dimension=world.dimensions["ECO"], roles=[state_role(state) for state in states])
    with django_assert_num_queries(20):
        browser.get(f"/events/{event.public_id}/edit/")
