"""The page of one event: facts, figures, who may know who takes part, history without names."""

from datetime import date, time, timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from cbm_events.management.commands import load_reference_data
from cbm_events.models import EventRole
from cbm_events.services import save_event
from cbm_events.transitions import Action, apply_action
from cica_portal.common.fuzzy import Period, Precision
from cica_portal.common.models import Door
from tests.cast import World
from tests.factories import (
    NOW,
    TODAY,
    make_act,
    make_document,
    make_event,
    make_figure,
    make_participation,
    make_timed_event,
    secretariat_role,
    state_role,
)
from tests.pages.counting import count_queries
from tests.pages.reading import elements, lines, page_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def public(**values):
    return make_event(**{"visibility": "public"} | values)


def address(event) -> str:
    return f"/events/{event.public_id}/"


def block(page, key: str):
    (found,) = elements(page, "section", **{"aria-labelledby": key})
    return found


def blocks(page) -> list[str | None]:
    return [dict(found.attributes)["aria-labelledby"] for found in elements(page, "section")]


def facts(page) -> dict[str, str]:
    (found,) = elements(page, "dl", class_="facts")
    said = [line.replace(" Add to my calendar", "") for line in lines(found, "dd")]
    return dict(zip(lines(found, "dt"), said, strict=True))


def test_facts(client: Client, world: World):
    roles = [
        state_role(world.tur, "co_organiser", institution_en="Ministry of Culture"),
        state_role(world.kaz, capacity="coordinator"),
        EventRole(party="council", council=world.councils["BC"], role="organiser"),
        secretariat_role("assisting"),
        EventRole(party="institution", role="host", institution_en="National Library"),
    ]
    event = public(
        kind="conference", dimension=world.dimensions["ECO"], area=world.areas["ECO-SME"],
        council=world.councils["BC"], mode="hybrid", city_en="Astana", country=world.kaz, venue_en="Hall A",
        earliest=date(2026, 4, 14), latest=date(2026, 4, 15), nomination_deadline=date(2026, 4, 1), roles=roles,
    )  # fmt: skip
    assert facts(page_of(client.get(address(event)))) == {
        "When": "14–15 April 2026 Tue–Wed",
        "Where": "Astana, Kazakhstan Hall A",
        "Format": "In person and online",
        "Organisers": "KAZ Kazakhstan as coordinator Business Council",
        "Co-organiser": "TUR Türkiye Ministry of Culture",
        "Host of the venue": "National Library",
        "Assisting": "CICA Secretariat",
        "Dimension": "ECO Economic Priority area: Development of SMEs",
        "Council or body": "Business Council",
        "Kind": "Conference",
        "Nominations until": "1 April 2026",
    }


def test_own_time_stands_beside_the_local_one(client_as, world: World, other_liaison):
    other_liaison.zone = "Asia/Bangkok"
    other_liaison.save()
    event = make_timed_event(visibility="public", zone="Asia/Baku", earliest=date(2026, 4, 14), end_time=time(17))
    shown = {role: facts(page_of(client_as(role).get(address(event))))["When"] for role in ("visitor", "other_liaison")}
    assert shown == {
        "visitor": "14 April 2026 Tue 09:00–17:00 Baku time; 10:00–18:00 Astana time",
        "other_liaison": "14 April 2026 Tue 09:00–17:00 Baku time; 12:00–20:00 Bangkok time",
    }


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"precision": "month", "earliest": date(2023, 10, 1), "latest": date(2023, 10, 31), "date_text": "Oct 2023"},
         "October 2023 The exact days are not known. The source says: “Oct 2023”"),
        ({"precision": "half_year", "earliest": date(2026, 7, 1), "latest": date(2026, 12, 31)},
         "Second half of 2026 The exact days are not known."),
        ({"precision": "tbc", "earliest": None, "latest": None}, "To be confirmed"),
    ],
)  # fmt: skip
def test_no_day_is_invented(client: Client, world: World, values, said: str):
    assert facts(page_of(client.get(address(public(**values)))))["When"] == said


def test_place_that_is_not_known_is_said(client: Client, world: World):
    shown = [facts(page_of(client.get(address(public(mode=mode)))))["Where"] for mode in ("", "online")]
    assert shown == ["Not known", "Online"]


def test_published_figures_stay_apart_each_with_its_source(client: Client, world: World):
    event = public()
    make_figure(event=event, visibility="public", value=20, metric="member_states", source="https://www.silk.example/a")
    make_figure(event=event, visibility="public", value=140, exactness="over", source="https://silk.example/a")
    make_figure(
        event=event, visibility="public", value=160, detail_en="experts",
        source="Interview with the Secretary General, early 2024", said_text="early 2024",
    )  # fmt: skip
    make_figure(event=event, visibility="public", value=1, source="Note", said_on=date(2024, 2, 1))
    make_figure(event=event, value=999, source="Not public")
    shown = block(page_of(client.get(address(event))), "participation")
    assert lines(shown, "li") == [
        "160 participants (experts) — Interview with the Secretary General, early 2024",
        "over 140 participants — silk.example",
        "1 participant — Note, 1 February 2024",
        "20 member states — silk.example",
    ]


@pytest.fixture
def answered(world: World):
    """Kazakhstan organises; Thailand takes part, Türkiye sends regrets, Azerbaijan has not replied."""
    event = public(roles=[state_role(world.kaz)])
    make_participation(event=event, state=world.tha, answer="awaited", as_of=TODAY - timedelta(days=9))
    make_participation(event=event, state=world.tha, answer="takes_part", delegates=3)
    make_participation(event=event, state=world.tur, answer="regrets")
    make_participation(event=event, state=world.states["AZE"])
    return event


GRID = ["AZE – Azerbaijan", "KAZ – Kazakhstan", "THA 3 Thailand", "TUR Regrets Türkiye"]
TOTALS = "1 state takes part · 1 reply awaited · 1 sends regrets"


@pytest.mark.parametrize(
    ("role", "totals", "own", "grid"),
    [
        ("visitor", "1 state takes part", [], []),
        ("partner", "1 state takes part", [], []),
        ("liaison", TOTALS, [], GRID),
        ("other_liaison", TOTALS, ["Thailand Takes part, 3 delegates · as of 16 March 2026"], []),
        ("reader", TOTALS, [], GRID),
    ],
)
def test_answers_by_state_are_for_the_organiser_and_the_secretariat(client_as, answered, role, totals, own, grid):
    shown = block(page_of(client_as(role).get(address(answered))), "participation")
    assert words(next(elements(shown, "header"))) == f"Participation {totals}"
    assert lines(shown, "p", class_="note") == own
    assert [tile for tiles in elements(shown, "ul", class_="states") for tile in lines(tiles, "li")] == grid


def test_totals_begin_with_a_word(client_as, world: World):
    event = public()
    make_participation(event=event, state=world.states["AZE"])
    shown = block(page_of(client_as("reader").get(address(event))), "participation")
    assert words(next(elements(shown, "header"))) == "Participation 1 reply awaited"


def test_without_figures_and_answers_there_is_no_such_block(client: Client, world: World):
    assert blocks(page_of(client.get(address(public())))) == ["facts", "history"]


def test_documents_as_the_viewer_may_see_them(client_as, world: World):
    event = public()
    make_document(
        subject_key=event.public_id,
        title_en="Agenda",
        visibility="public",
        public_basis="Consent of all",
        language="ru",
    )
    make_document(subject_key=event.public_id, title_en="Concept paper")
    make_document(subject_key="other", title_en="Of another event", visibility="public", public_basis="Consent")
    shown = {
        role: lines(block(page_of(client_as(role).get(address(event))), "documents"), "a")
        for role in ("visitor", "liaison")
    }
    assert shown == {"visitor": ["Agenda"], "liaison": ["Concept paper", "Agenda"]}


def test_files_are_sent_to_those_who_may_see_them_and_their_event(client_as, world: World):
    event = make_event()
    paper = make_document(
        subject_key=event.public_id, url="", file=ContentFile(b"text", "paper.txt"),
        visibility="public", public_basis="Consent",
    )  # fmt: skip
    answers = {role: client_as(role).get(f"/documents/{paper.public_id}/") for role in ("visitor", "liaison")}
    assert {role: answer.status_code for role, answer in answers.items()} == {"visitor": 404, "liaison": 200}
    assert b"".join(answers["liaison"].streaming_content) == b"text"
    assert answers["liaison"]["Content-Disposition"].startswith("attachment")


def history(page) -> list[list[str]]:
    return [lines(row, "td") for row in elements(block(page, "history"), "tr") if lines(row, "td")]


@pytest.fixture
def moved(world: World, editor, liaison):
    """Proposed by a liaison, then moved and retitled by an editor."""
    event = public(
        title_en="Course", earliest=date(2026, 5, 14), latest=date(2026, 5, 15), roles=[state_role(world.kaz)],
        act=make_act(actor=liaison),
    )  # fmt: skip
    apply_action(
        event=event, action=Action.MOVE, version=event.version, today=TODAY,
        dates=Period(date(2026, 6, 1), date(2026, 6, 30), Precision.MONTH),
        act=make_act(actor=editor, at=NOW + timedelta(hours=1), reason="The hall is not free.", note="Call of host."),
    )  # fmt: skip
    event.title_en, event.title_ru, event.summary_en = "Training", "Обучение", "Long text"
    event.source_note = "Said on the phone."
    save_event(
        event=event, version=event.version, act=make_act(actor=None, door=Door.IMPORT, at=NOW + timedelta(hours=2)),
        roles=[state_role(world.kaz), state_role(world.tur, "co_organiser", institution_en="Ministry")],
    )  # fmt: skip
    return event


PARTIES = "Organisers and other parties: before: Organiser: KAZ →; now: Organiser: KAZ; Co-organiser: TUR, Ministry"


def test_history_outside_names_nobody(client: Client, moved):
    assert history(page_of(client.get(address(moved)))) == [
        [
            "16 Mar 2026, 16:00",
            f"{PARTIES} Description in English: changed Title in English: before: Course →; now: Training",
            "Secretariat",
        ],
        [
            "16 Mar 2026, 15:00",
            "Dates: before: 14–15 May 2026 →; now: June 2026 The hall is not free.",
            "Secretariat",
        ],
        ["16 Mar 2026, 14:00", "Entered", "organiser"],
    ]


def test_history_inside_names_and_notes(client_as, moved):
    rows = history(page_of(client_as("reader").get(address(moved))))
    assert [row[2] for row in rows] == ["Import", "Test editor", "Test liaison"]
    assert rows[0][1].startswith(f"{PARTIES} Note on the source: changed")
    assert rows[1][1].endswith("The hall is not free. Internal note: Call of host.")


def test_history_of_a_russian_page_shows_the_russian_text(client: Client, moved):
    change = history(page_of(client.get(f"/ru{address(moved)}")))[0][1]
    assert "Обучение" in change
    assert "Course" not in change


def test_reason_of_the_portal_itself_is_said_in_the_language_of_the_page(client: Client):
    event = public(act=make_act(actor=None, door=Door.COMMAND, reason=load_reference_data.REASON))
    said = [history(page_of(client.get(f"{prefix}{address(event)}")))[0][1] for prefix in ("", "/ru")]
    assert said == ["Entered Loaded from published sources.", "Введено Внесено из опубликованных источников."]


def test_earlier_dates_stand_with_the_date(client: Client, moved):
    assert facts(page_of(client.get(address(moved))))["When"] == (
        "June 2026 The exact days are not known. Earlier dates: 14–15 May 2026"
    )


def test_what_was_secret_then_stays_out_of_history(client: Client, world: World):
    event = make_event(title_en="Quiet", visibility="secretariat")
    event.title_en, event.visibility = "Loud", "public"
    save_event(event=event, version=event.version, act=make_act())
    assert "Quiet" not in client.get(address(event)).content.decode()


def test_source_confidence_and_what_is_inferred(client_as, world: World):
    event = public(
        source="https://www.s-cica.example/index.php?id=1", confidence="high", source_note="Ask again.",
        basis={"mode": "inferred", "latest": "computed"},
    )  # fmt: skip
    said = "Source s-cica.example · confidence: high Not stated by the source: last day: computed; format: inferred."
    shown = {
        role: words(block(page_of(client_as(role).get(address(event))), "source")) for role in ("visitor", "reader")
    }
    assert shown == {"visitor": said, "reader": f"{said} Internal note: Ask again."}


def test_days_in_the_history_are_written_out(client_as, world: World):
    event = make_event(earliest=date(2026, 3, 2), status="held")
    event.report_received = date(2026, 3, 14)
    save_event(event=event, act=make_act())
    text = words(page_of(client_as("editor").get(f"/events/{event.public_id}/")))
    assert "Report received on: 14 March 2026" in text


def test_the_secretariat_sees_who_sees_it_and_editors_can_act(client_as, world: World):
    event = make_event(report_due=date(2026, 6, 1))
    inside = {role: facts(page_of(client_as(role).get(address(event)))) for role in ("liaison", "reader")}
    assert "Who sees it" not in inside["liaison"]
    assert (inside["reader"]["Who sees it"], inside["reader"]["Report due"]) == ("Member states", "1 June 2026")
    buttons = {
        role: [
            (words(link), dict(link.attributes)["href"])
            for link in elements(page_of(client_as(role).get(address(event))), "a", class_="btn")
        ]
        for role in ("liaison", "reader", "editor")
    }
    buttons["editor"] = buttons["editor"][:5]
    assert buttons == {
        "liaison": [("Reply for Kazakhstan", f"{address(event)}reply/")],
        "reader": [],
        "editor": [
            ("Edit event", f"{address(event)}edit/"),
            ("Confirm", f"{address(event)}act/confirm/"),
            ("Postpone", f"{address(event)}act/postpone/"),
            ("Move", f"{address(event)}act/move/"),
            ("Cancel event", f"{address(event)}act/cancel/"),
        ],
    }


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (date(2026, 3, 17), "in 1 day"),
        (date(2026, 4, 4), "in 19 days"),
        (date(2026, 3, 16), ""),
        (date(2026, 1, 1), ""),
    ],
)
def test_how_soon(client: Client, world: World, first: date, said: str):
    (head,) = elements(page_of(client.get(address(public(earliest=first)))), "div", class_="pagehead")
    assert lines(head, "span", class_="muted") == ([said] if said else [])


def test_unseen_is_not_found(client_as, world: World):
    event = make_event(visibility="secretariat")
    codes = {role: client_as(role).get(address(event)).status_code for role in ("visitor", "liaison", "reader")}
    assert codes == {"visitor": 404, "liaison": 404, "reader": 200}


def test_title_in_the_other_language_is_tagged(client: Client, world: World):
    event = public(title_en="", title_ru="Обучение")
    page = page_of(client.get(address(event)))
    assert dict(next(elements(page, "h1")).attributes)["lang"] == "ru"
    assert lines(page, "span", class_="tag") == ["по-русски"]


def test_queries_do_not_grow(client_as, world: World):
    def fill(event, number: int) -> None:
        state = list(world.states.values())[number]
        make_participation(event=event, state=state, answer="takes_part", as_of=TODAY)
        make_figure(event=event, value=number)
        make_document(subject_key=event.public_id)
        event.title_en = f"Title {number}"
        save_event(event=event, version=event.version, act=make_act())

    event = make_event(roles=[state_role(world.kaz)])
    fill(event, 0)
    client = client_as("editor")
    one = count_queries(client, address(event))
    fill(event, 1)
    fill(event, 2)
    assert count_queries(client, address(event)) == one
