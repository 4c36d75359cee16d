"""Meetings of an event: several at once, attached and detached, shown both ways to those who see both."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cbm_events.forms.series import read_days
from cbm_events.models import Event, EventLink
from cbm_events.series import enter_meetings, link_event
from cbm_events.services import EventToSave
from cica_portal.common.models import Change
from tests.factories import event_values, make_act, make_event, make_link, state_role
from tests.page_forms import values_sent
from tests.parallel import run_together

MEETINGS = {
    "kind": "consultation",
    "days": "18.03.2026\n\n01.04.2026 – 02.04.2026\n2026-04-20\n",
    "start_time": "10:00",
    "mode": "in_person",
    "country": "KAZ",
    "city_en": "Astana",
}


def address(event: Event, name: str = "series_add") -> str:
    return reverse(f"cbm_events:{name}", args=[event.public_id])


def enter(browser, event: Event, **typed: str):
    return browser.post(address(event), values_sent(browser.get(address(event))) | MEETINGS | typed)


def meetings() -> list[tuple[str, date | None, date | None]]:
    parts = Event.objects.exclude(link=None).in_order()
    return [(part.title_en, part.earliest, part.latest) for part in parts]


def test_several_meetings_are_entered_as_one_act(browser, event, world, editor):
    answer = enter(browser, event)
    assert answer.headers["Location"] == f"/events/{event.public_id}/#series"
    assert meetings() == [
        ("Preparatory meeting 1: Seminar on water", date(2026, 3, 18), date(2026, 3, 18)),
        ("Preparatory meeting 2: Seminar on water", date(2026, 4, 1), date(2026, 4, 2)),
        ("Preparatory meeting 3: Seminar on water", date(2026, 4, 20), date(2026, 4, 20)),
    ]
    first = Event.objects.exclude(link=None).in_order()[0]
    assert (first.status, first.visibility, first.start_time, first.zone, first.country) == (
        "planned", "member_states", time(10), "Asia/Almaty", world.kaz,
    )  # fmt: skip
    assert [role.party_name for role in first.roles.all()] == ["Kazakhstan"]
    changes = Change.objects.filter(actor=editor)
    assert sorted(changes.values_list("kind", flat=True)) == ["event"] * 3 + ["event_link"] * 3
    assert changes.values("batch").distinct().count() == 1


def test_meetings_sent_twice_are_entered_once(browser, event):
    form = values_sent(browser.get(address(event))) | MEETINGS
    for _time in range(2):
        assert browser.post(address(event), form).status_code == 302
    assert len(meetings()) == 3


def test_whole_series_can_be_undone_from_the_log(browser, event, editor):
    enter(browser, event)
    batch = Change.objects.filter(actor=editor)[0].batch
    assert browser.post(reverse("common:undo_act", args=[batch])).status_code == 302
    assert (Event.objects.get(), EventLink.objects.count()) == (event, 0)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"days": ""}, ("id_days", "Enter the day of each meeting on a line of its own.")),
        ({"days": "18.03.2026\nsoon"}, ("id_days", "Line 2: enter the day like 18.09.2026.")),
        ({"days": "31.02.2026"}, ("id_days", "Line 1: there is no such day in the calendar.")),
        ({"days": "02.04.2026 – 01.04.2026"}, ("id_days", "Line 1: the last day is before the first day.")),
        ({"days": "01.01.1900"}, ("id_days", "Line 1: enter a year from 1992 to 2099.")),
        ({"days": "18.03.2026\n" * 41}, ("id_days", "Enter at most 40 meetings at once.")),
        ({"title_en": "", "title_ru": ""}, ("id_title_en", "Enter the title in English or in Russian.")),
        ({"kind": ""}, ("id_kind", "Choose the kind of event.")),
        ({"mode": "online"}, ("id_mode", "An online event has no city and no country.")),
        (
            {"visibility": "public", "title_ru": ""},
            ("id_visibility_0", "Enter both titles before the meetings are made public."),
        ),
        ({"relation": "twin"}, ("id_relation_0", "Choose how the meetings belong to the event.")),
    ],
)
def test_bad_input_is_refused_and_nothing_is_stored(browser, event, typed, problem):
    page = enter(browser, event, **typed)
    problems = [(found.anchor, found.message) for found in page.context["problems"]]
    assert (page.status_code, problems) == (422, [problem])
    assert meetings() == []


def test_meetings_of_a_proposal_are_proposals_too(browser, world):
    proposal = make_event(status="proposed", visibility="secretariat", roles=[state_role(world.kaz)])
    enter(browser, proposal)
    assert {(part.status, part.visibility) for part in Event.objects.exclude(link=None)} == {
        ("proposed", "secretariat")
    }
    refused = enter(browser, proposal, public_id="abcdefgh23", visibility="member_states")
    assert refused.status_code == 422


def test_chain_is_shown_both_ways(client_as, event):
    before, after = (make_event(title_en=title, visibility="public") for title in ("First draft", "Stock-taking"))
    make_link(part=before, main=event)
    make_link(part=after, main=event, relation="follow_up")
    visitor = client_as("visitor")
    for shown in (event, before, after):
        page = " ".join(visitor.get(f"/events/{shown.public_id}/").content.decode().split())
        for other, said in ((before, "Preparatory meeting"), (event, "Main event"), (after, "Follow-up meeting")):
            assert said in page
            assert (f'/events/{other.public_id}/" lang' in page) == (other != shown)


def test_link_is_seen_by_nobody_who_does_not_see_both(client_as, world):
    main = make_event(title_en="Inner summit", visibility="secretariat")
    part = make_event(visibility="public")
    link = make_link(part=part, main=main)
    assert link.audiences() == {"secretariat"}
    for role, seen in (("visitor", False), ("liaison", False), ("reader", True)):
        page = client_as(role).get(f"/events/{part.public_id}/").content.decode()
        assert (main.public_id in page, "Inner summit" in page) == (seen, seen)


def test_entered_event_is_found_attached_and_detached(browser, event):
    other = make_event(title_en="Round table of hydrologists")
    path = address(event, "series")
    page = browser.get(path, {"q": "hydrologists"})
    assert [found.public_id for found in page.context["found"]] == [other.public_id]
    browser.post(path, {"part": other.public_id, "relation": "follow_up"})
    link = EventLink.objects.get()
    assert (link.part, link.main, link.relation) == (other, event, "follow_up")
    assert browser.get(path, {"q": "hydrologists"}).context["found"] == []
    browser.post(reverse("cbm_events:series_detach", args=[link.public_id]), {"version": "1"})
    assert not EventLink.objects.exists()
    assert Event.objects.count() == 2


@pytest.mark.parametrize("sent", [{}, {"part": "nothing"}, {"part": "abcdefgh23", "relation": "twin"}])
def test_nothing_is_attached_by_nonsense(browser, event, sent):
    assert browser.post(address(event, "series"), {"relation": "preparatory"} | sent).status_code == 422
    assert browser.post(address(event, "series"), {"relation": "preparatory", "part": "abcdefgh23"}).status_code == 404


def test_series_has_one_main_event(world):
    main, part, other = (make_event() for _event in range(3))
    link_event(part=part, main=main, relation="preparatory", act=make_act())
    for wrong_part, wrong_main in ((part, other), (main, other), (other, part), (other, other)):
        with pytest.raises(ValidationError):
            link_event(part=wrong_part, main=wrong_main, relation="preparatory", act=make_act())
    meeting = EventToSave(event=Event(**event_values()))
    with pytest.raises(ValidationError, match="itself a meeting"):
        enter_meetings(main=part, relation="preparatory", entries=[meeting], act=make_act())
    assert EventLink.objects.count() == 1


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_attach_one_event_at_once_attach_it_once(world):
    part, mains = make_event(), [make_event() for _main in range(4)]

    def attach(index: int) -> EventLink:
        return link_event(part=part, main=mains[index], relation="preparatory", act=make_act())

    results = run_together(attach, count=4)
    assert sorted(type(result).__name__ for result in results) == ["EventLink"] + ["ValidationError"] * 3
    assert EventLink.objects.count() == 1


def test_only_editors_link(client_as, event):
    link = make_link(main=event, part=make_event(visibility="public"))
    for role in ("visitor", "liaison", "reader"):
        client = client_as(role)
        assert {client.get(address(event, name)).status_code for name in ("series", "series_add")} == {403}
        assert client.post(reverse("cbm_events:series_detach", args=[link.public_id])).status_code == 403


day = st.dates(date(1992, 1, 1), date(2099, 12, 31))


@given(day, day, st.sampled_from([" – ", "–", " - ", " to ", " до ", ".."]))
def test_days_are_read_as_people_write_them(first: date, last: date, until: str):
    first, last = sorted((first, last))
    assert read_days(f"{first:%d.%m.%Y}{until}{last:%d.%m.%Y}") == (first, last)
    assert read_days(f"{first:%Y-%m-%d}") == (first, first)


def read_or_refuse(line: str) -> str:
    try:
        first, last = read_days(line)
    except ValueError as error:
        return str(error)
    return "in order." if first <= last else "not in order"


@given(st.text(max_size=40))
def test_any_line_is_read_or_refused_in_words(line: str):
    assert read_or_refuse(line).endswith(".")
