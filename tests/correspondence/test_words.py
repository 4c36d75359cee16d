"""Templates filled from events."""

from dataclasses import replace
from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from cbm_events.correspondence.words import GAP, Addressees, fill
from cbm_events.models.placeholders import PLACEHOLDERS, placeholders_in
from cbm_events.services import save_event
from tests.correspondence.conftest import TEXTS, shipped
from tests.factories import make_act, make_event, make_letter_template

pytestmark = pytest.mark.django_db


def body_of(event, world, body: str, language: str = "en", **values) -> str:
    template = make_letter_template(body=body, language=language)
    return fill(template, event, Addressees([world.kaz], **values)).body


@pytest.mark.parametrize(
    ("placeholder", "english", "russian"),
    [
        ("event", "Seminar on waters", "Семинар о водах"),
        ("kind", "Training course", "Учебный курс"),
        ("dates", "14–15 May 2026", "14–15 мая 2026 г."),
        ("times", "10:00–17:30, local time (Astana time)", "10:00–17:30 по местному времени (время Астаны)"),
        ("place", "House of Friendship, Almaty, Kazakhstan", "House of Friendship, Алматы, Казахстан"),
        ("mode", "In person and online", "Очно и онлайн"),
        ("organisers", "Kazakhstan, Ministry of Ecology (as coordinator); Türkiye",
         "Казахстан, Ministry of Ecology (как координатор); Турция"),
        ("deadline", "20 April 2026", "20 апреля 2026 г."),
        ("addressee", "Kazakhstan", "Казахстана"),
        ("ministry", "the Ministry of Foreign Affairs", "Министерству иностранных дел"),
        ("earlier_dates", GAP, GAP),
    ],
)  # fmt: skip
def test_each_placeholder_is_filled_in_the_language_of_the_letter(event, world, placeholder, english, russian):
    for language, expected in (("en", english), ("ru", russian)):
        assert (
            body_of(event, world, f"<< {{{placeholder}}} >>".replace("<", "‹").replace(">", "›"), language).replace(
                "\u00a0", " "
            )
            == f"‹‹ {expected} ››"
        )


def test_dates_are_given_as_precisely_as_they_are_known(world):
    event = make_event(earliest=date(2026, 10, 1), latest=date(2026, 10, 31), precision="month")
    assert body_of(event, world, "In {dates}.") == "In October 2026."


def test_postponed_event_has_no_new_dates_yet(world):
    event = make_event(
        earliest=date(2026, 10, 7),
        latest=date(2026, 10, 8),
        status="postponed",
        start_time=time(10),
        zone="Asia/Almaty",
    )
    body = body_of(event, world, "Earlier: {earlier_dates}\nNew: {dates}\nHours: {times}")
    assert body == "Earlier: 7–8 October 2026\nNew: To be confirmed"


def test_dates_before_the_last_change_are_found_in_the_history(event, world):
    event.earliest, event.latest = date(2026, 6, 1), date(2026, 6, 2)
    save_event(event=event, act=make_act())
    event.title_en = "Seminar on water"
    save_event(event=event, act=make_act())
    assert (
        body_of(event, world, "Not {earlier_dates} but {dates}.").replace("\u00a0", " ")
        == "Not 14–15 May 2026 but 1–2 June 2026."
    )


def test_fact_that_the_event_does_not_have_is_left_out_with_its_label(world):
    event = make_event(title_en="Meeting")
    assert (
        body_of(event, world, "“{event}”\nHours: {times}\nFormat: {mode}\nDates: {dates}")
        == "“Meeting”\nDates: 14–15 May 2026"
    )


def test_gap_in_a_sentence_stays_visible_and_is_told(world):
    template = make_letter_template(body="Reply by {deadline}.")
    found = fill(template, make_event(), Addressees([world.kaz]))
    assert found.body == f"Reply by {GAP}."
    assert found.gaps == ["deadline for nominations"]


def test_words_of_the_event_are_never_taken_for_placeholders(world):
    event = make_event(title_en="On {deadline} and {nothing}")
    assert body_of(event, world, "{event}") == "On {deadline} and {nothing}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{evnt}", "There is no placeholder {evnt}. Did you mean {event}?"),
        ("{something}", "There is no placeholder {something}. Choose one from the list."),
        ("{}", "There is no placeholder {}. Choose one from the list."),
        ("{event.uid}", "There is no placeholder {event.uid}. Did you mean {event}?"),
        ("{event", "Write a placeholder between two braces, like {event}."),
        ("event}", "Write a placeholder between two braces, like {event}."),
        ("{{event}}", "Write a placeholder between two braces, like {event}."),
    ],
)
def test_unknown_placeholder_is_refused_in_words(text, message):
    for name in ("subject", "body"):
        with pytest.raises(ValidationError) as refused:
            make_letter_template(**{name: text})
        assert refused.value.message_dict == {name: [message]}


@pytest.mark.parametrize("key", [text["key"] for text in TEXTS])
def test_shipped_templates_fill_for_one_state_and_for_all(event, world, key):
    template = shipped(key)
    one = fill(template, event, Addressees([world.kaz]))
    everybody = fill(template, event, Addressees(list(world.states.values()), are_all=True))
    for found in (one, everybody):
        assert not placeholders_in(found.subject + found.body)
    assert set(one.gaps) <= {str(PLACEHOLDERS["earlier_dates"])}
    assert ("Казахстана" if template.language == "ru" else "of Kazakhstan") in one.body
    assert ("государств-членов СВМДА" if template.language == "ru" else "the Member States of CICA") in everybody.body


def test_addressee_stands_beside_the_text_with_a_capital(event, world):
    template = shipped("invitation-en")
    states = replace(Addressees([world.kaz]), states=[world.tha, world.kaz])
    assert fill(template, event, states).addressee == "Ministries of Foreign Affairs of Kazakhstan and Thailand"
    assert (
        fill(shipped("invitation-ru"), event, Addressees([world.kaz])).addressee
        == "Министерству иностранных дел Казахстана"
    )
