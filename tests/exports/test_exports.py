"""Lists of events as files, from the page and from the API."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import docx
import icalendar
import openpyxl
import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cbm_events.api.exports import FORMATS
from cbm_events.exports.columns import COLUMNS
from cica_portal.common.spreadsheets import bare_cell
from councils.models import Council
from tests.cast import ROLES, World
from tests.factories import make_event, make_timed_event, secretariat_role, state_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
INTERNAL = {"Version", "Report due"}


def body(response) -> bytes:
    assert response.status_code == 200, response.headers
    return b"".join(response) if response.streaming else response.content


def rows_of(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return [{name: bare_cell(cell) for name, cell in row.items()} for row in csv.DictReader(io.StringIO(text))]


def text_of(extension: str, content: bytes) -> str:
    match extension:
        case "xlsx":
            sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
            return "\n".join(str(cell.value) for row in sheet for cell in row)
        case "docx":
            table = docx.Document(io.BytesIO(content)).tables[0]
            return "\n".join(cell.text for row in table.rows for cell in row.cells)
        case "pdf":
            return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return content.decode()


@pytest.fixture
def fetch(client_as: Callable[..., Client]):
    """The file as this person gets it, from the page."""

    def get(extension: str, role: str = "editor", query: str = "?when=all", prefix: str = "") -> bytes:
        return body(client_as(role).get(f"{prefix}/events/export/{extension}/{query}"))

    return get


@pytest.fixture
def seminar(world: World):
    roles = [
        state_role(world.kaz, capacity="coordinator", institution_en="Ministry of Ecology", is_lead=True),
        state_role(world.tur),
        secretariat_role("assisting"),
    ]
    return make_timed_event(
        title_en="Seminar on waters", title_ru="Семинар о водах", kind="seminar", mode="hybrid", status="confirmed",
        city_en="Almaty", city_ru="Алматы", venue_en="House", country=world.kaz, dimension=world.dimensions["ENV"],
        area=world.areas["ENV-DIS"], council=Council.objects.get(code="SOC"), visibility="public",
        nomination_deadline=date(2026, 4, 20), summary_en="First line\nsecond line", source="Plan", roles=roles,
    )  # fmt: skip


def test_headings_are_those_that_were_agreed():
    """The import finds them again, and people's own tables are built on them."""
    assert ";".join(column.heading("en") for column in COLUMNS) == (
        "Identifier;Title in English;Title in Russian;Kind of event;Status;Dates;First possible day;Last possible day;"
        "Precision of the dates;Opens at;Closes at;Time zone;Format;City in English;City in Russian;Venue in English;"
        "Venue in Russian;Country;Dimension;Priority area;Council or body;Organisers;Co-organisers;Host of the venue;"
        "Assisting;Chair;Nominations until;Description in English;Description in Russian;Who sees it;"
        "Dates in the source's words;Source;Sample;Version;Report due"
    )
    assert ";".join(column.heading("ru") for column in COLUMNS) == (
        "Идентификатор;Название на английском;Название на русском;Вид мероприятия;Статус;Даты;Первый возможный день;"
        "Последний возможный день;Точность дат;Начало;Окончание;Часовой пояс;Формат;Город на английском;"
        "Город на русском;Место проведения на английском;Место проведения на русском;Страна;Измерение;"
        "Приоритетное направление;Совет или орган;Организаторы;Соорганизаторы;Принимающая сторона;Содействие;"
        "Председатель;Выдвижение до;Описание на английском;Описание на русском;Кто видит;Даты словами источника;"
        "Источник;Пример;Версия;Отчёт до"
    )


def test_csv_says_everything_of_an_event(fetch, seminar):
    (row,) = rows_of(fetch("csv"))
    said = {name: value.replace("\u00a0", " ") for name, value in row.items() if value}
    assert said == {
        "Identifier": seminar.public_id, "Title in English": "Seminar on waters", "Title in Russian": "Семинар о водах",
        "Kind of event": "Seminar", "Status": "Confirmed", "Dates": "14–15 May 2026",
        "First possible day": "2026-05-14",
        "Last possible day": "2026-05-15", "Precision of the dates": "Exact days", "Opens at": "09:00",
        "Closes at": "17:00", "Time zone": "Astana time", "Format": "In person and online", "City in English": "Almaty",
        "City in Russian": "Алматы", "Venue in English": "House", "Country": "Kazakhstan",
        "Dimension": "Environmental", "Priority area": "Natural disaster management",
        "Council or body": "Senior Officials Committee",
        "Organisers": "Kazakhstan — Ministry of Ecology (as coordinator, lead); Türkiye",
        "Assisting": "CICA Secretariat", "Nominations until": "2026-04-20",
        "Description in English": "First line\nsecond line", "Who sees it": "Public", "Source": "Plan", "Version": "1",
    }  # fmt: skip


def test_russian_file_is_russian(fetch, seminar):
    (row,) = rows_of(fetch("csv", prefix="/ru"))
    assert row["Вид мероприятия"] == "Семинар"
    assert row["Даты"].replace("\u00a0", " ") == "14–15 мая 2026 г."
    assert row["Организаторы"] == "Казахстан — Ministry of Ecology (как координатор, ведущий); Турция"
    assert row["Часовой пояс"] == "время Астаны"


def test_dates_are_as_precise_as_they_are_known(fetch, world):
    make_event(earliest=date(2026, 10, 1), latest=date(2026, 10, 31), precision="month", date_text="in October")
    make_event(earliest=None, latest=None, precision="tbc")
    month, unknown = rows_of(fetch("csv"))
    dates = ("Dates", "First possible day", "Last possible day", "Precision of the dates")
    assert [month[name] for name in dates] == ["October 2026", "2026-10-01", "2026-10-31", "Month"]
    assert month["Dates in the source's words"] == "in October"
    assert [unknown[name] for name in ("Dates", "First possible day", "Last possible day")] == [
        "To be confirmed",
        "",
        "",
    ]


def test_xlsx_holds_real_days_and_plain_text(fetch, seminar):
    make_event(title_en="=HYPERLINK(1)", earliest=date(2026, 6, 1))
    book = openpyxl.load_workbook(io.BytesIO(fetch("xlsx")))
    headings, first, second = book.worksheets[0].iter_rows()
    by_heading = dict(zip((cell.value for cell in headings), first, strict=True))
    assert by_heading["First possible day"].value == datetime(2026, 5, 14)
    assert by_heading["Version"].value == 1
    assert (second[1].value, second[1].data_type) == ("=HYPERLINK(1)", "s")
    assert book.worksheets[0].freeze_panes == "A2"


def test_formulas_are_neutralised_and_read_back(fetch, world):
    make_event(title_en="=cmd|' /C calc'!A0", city_en="+7 street")
    content = fetch("csv").decode()
    assert "'=cmd|' /C calc'!A0" in content
    (row,) = rows_of(content.encode())
    assert (row["Title in English"], row["City in English"]) == ("=cmd|' /C calc'!A0", "+7 street")


def test_lines_of_json_are_the_entries_of_the_api(fetch, client_as, seminar):
    make_event(visibility="public")
    lines = [json.loads(line) for line in fetch("jsonl").splitlines()]
    assert lines == client_as("editor").get("/api/v1/events/").json()["results"]
    assert len(lines) == 2


def test_calendar_holds_the_dated_events_with_their_zone(fetch, seminar):
    make_event(earliest=None, latest=None, precision="tbc")
    calendar = icalendar.Calendar.from_ical(fetch("ics"))
    (event,) = calendar.walk("VEVENT")
    assert (event["UID"], event["SUMMARY"]) == (seminar.uid, "Seminar on waters")
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Almaty"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("prefix", "words"),
    [("", ["Seminar on waters", "Kazakhstan", "Confirmed"]), ("/ru", ["Семинар о водах", "Казахстан", "Подтверждено"])],
)
def test_papers_are_the_list_to_hand_out(fetch, seminar, prefix, words):
    pages = pypdf.PdfReader(io.BytesIO(fetch("pdf", prefix=prefix))).pages
    printed = " ".join(" ".join(page.extract_text() for page in pages).split())
    table = docx.Document(io.BytesIO(fetch("docx", prefix=prefix))).tables[0]
    written = " ".join(cell.text for cell in table.rows[1].cells)
    for word in words:
        assert word in printed
        assert word in written


def test_paper_says_by_what_it_was_chosen(fetch, seminar):
    document = docx.Document(io.BytesIO(fetch("docx", query="?year=2026&state=KAZ&q=waters")))
    subtitle = document.paragraphs[1].text
    for words in ("2026", "Kazakhstan", "“waters”", "1 event"):
        assert words in subtitle


@pytest.mark.slow
@pytest.mark.parametrize("extension", FORMATS)
def test_export_keeps_the_filter_and_the_part_of_time(client_as, world, extension):
    make_event(title_en="Past", earliest=date(2025, 5, 5), visibility="public")
    make_event(title_en="Ahead", visibility="public")
    make_event(title_en="Forum", kind="forum", visibility="public")
    client = client_as("visitor")

    def titles(query: str) -> set[str]:
        text = text_of(extension, body(client.get(f"/events/export/{extension}/{query}")))
        return {title for title in ("Past", "Ahead", "Forum") if re.search(rf"\b{title}\b", text)}

    assert titles("?when=all") == {"Past", "Ahead", "Forum"}
    assert titles("") == {"Ahead", "Forum"}
    assert titles("?kind=training") == {"Ahead"}
    assert titles("?year=2025") == {"Past"}
    assert titles("?year=2024") == set()


def test_list_offers_each_file_with_its_filters(client_as, world):
    make_event(visibility="public", kind="forum")
    page = client_as("visitor").get("/events/?kind=forum&when=all").content.decode()
    for extension in FORMATS:
        assert f"/events/export/{extension}/?kind=forum&amp;when=all" in page


def test_bad_filter_leads_back_to_the_list_and_is_told_by_the_api(client_as, world):
    client = client_as("visitor")
    answer = client.get("/events/export/csv/?state=XXX")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/events/?state=XXX")
    assert client.get("/api/v1/events.csv?state=XXX").status_code == 400
    assert client.get("/api/v1/events.csv?colour=red").status_code == 400


def test_kinds_of_files_that_there_are_not(client_as, world):
    client = client_as("visitor")
    assert client.get("/events/export/exe/").status_code == 404
    unknown = client.get("/api/v1/events.exe")
    assert (unknown.status_code, unknown.json()["detail"]) == (404, "Use one of: csv, xlsx, docx, pdf, ics, jsonl.")


@pytest.mark.slow
def test_list_that_is_too_long_for_a_paper_is_told(client_as, world, monkeypatch):
    for _each in range(3):
        make_event(visibility="public")
    monkeypatch.setitem(FORMATS, "pdf", replace(FORMATS["pdf"], most=2))
    client = client_as("visitor")
    page = client.get("/events/export/pdf/?when=all", follow=True)
    assert "There are more than 2 events" in page.content.decode()
    assert client.get("/api/v1/events.pdf").status_code == 400
    assert client.get("/events/export/csv/?when=all").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("role", ["visitor", "partner", "liaison", "other_liaison"])
def test_hidden_rows_change_nothing(client_as, world, role, extension):
    """The file of somebody is the same, octet by octet, whatever there is that this person does not see."""
    make_event(visibility="public", roles=[state_role(world.kaz)])
    client = client_as(role)

    def files() -> list[bytes]:
        return [
            body(client.get(path)) for path in (f"/events/export/{extension}/?when=all", f"/api/v1/events.{extension}")
        ]

    before = files()
    make_event(visibility="secretariat", title_en="Hidden", roles=[state_role(world.tur)])
    make_timed_event(visibility="secretariat", status="proposed", roles=[state_role(world.tur)], zone="Europe/Istanbul")
    assert files() == before


@pytest.mark.slow
def test_internal_columns_are_the_secretariats(fetch, seminar):
    for role in ROLES:
        (row,) = rows_of(fetch("csv", role))
        assert row.keys() & INTERNAL == (INTERNAL if role in {"reader", "editor", "administrator"} else set())


@pytest.mark.slow
@pytest.mark.parametrize("extension", FORMATS)
def test_nobody_keeps_the_file(client_as, seminar, extension):
    for path in (f"/events/export/{extension}/?when=all", f"/api/v1/events.{extension}"):
        answer = client_as("visitor").get(path)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="cica-events-2026-03-16.{extension}"'


@pytest.mark.slow
@pytest.mark.parametrize("extension", ["csv", "jsonl", "ics"])
def test_long_lists_are_written_in_portions_in_their_order(fetch, world, monkeypatch, extension):
    monkeypatch.setattr("cbm_events.exports.walking.AT_ONCE", 2)
    days = [date(2026, 5, day) for day in (3, 1, 1, 2, 1)]
    titles = {
        make_event(title_en=f"Event on {day} {place}", earliest=day).title_en: day for place, day in enumerate(days)
    }
    text = fetch(extension).decode().replace("\r\n ", "")
    places = sorted(titles, key=lambda title: text.index(title))
    assert [titles[title] for title in places] == sorted(days)


@pytest.mark.slow
@pytest.mark.parametrize("extension", ["csv", "jsonl", "ics", "xlsx", "pdf"])
def test_a_portion_takes_the_same_queries_however_many_events_it_has(client_as, world, extension):
    client = client_as("editor")

    def count() -> int:
        with CaptureQueriesContext(connection) as taken:
            body(client.get(f"/events/export/{extension}/?when=all"))
        return len(taken)

    make_event(roles=[state_role(world.kaz)])
    count()
    few = count()
    for state in (world.tur, world.tha, world.kaz):
        make_event(
            roles=[state_role(state)], country=state, area=world.areas["ECO-SME"], dimension=world.dimensions["ECO"]
        )
    assert count() == few


def test_stream_reads_no_further_than_it_is_read(world, client_as, monkeypatch):
    monkeypatch.setattr("cbm_events.exports.walking.AT_ONCE", 1)
    for _each in range(5):
        make_event(visibility="public")
    answer = client_as("visitor").get("/events/export/csv/?when=all")
    lines = iter(answer)
    with CaptureQueriesContext(connection) as taken:
        for _line in range(3):
            next(lines)
    assert sum("cbm_events_event" in query["sql"] for query in taken.captured_queries) < 8
