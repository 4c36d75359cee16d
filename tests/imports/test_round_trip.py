"""What the portal exports, it reads back without a change; what is changed in the file, and nothing else, changes."""

import io
from datetime import date, time
from typing import Any

import openpyxl
import pytest

from cbm_events.exports.tables import Order, csv_of, xlsx_of
from cbm_events.models import Event, EventRole
from cica_portal.common.models import Change
from tests import factories
from tests.cast import World
from tests.imports.conftest import effects, result
from tests.imports.files import upload

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def events(world: World, other_names) -> list[Event]:
    """Every kind of date, party, place and text."""
    party = factories.make_party(name_en="Parliamentary Assembly (TURKPA)", name_ru="Парламентская ассамблея")
    everything: dict[str, Any] = {
        "title_ru": "Семинар\u00a0по торговле", "summary_en": "First line.\r\nSecond “line”.", "summary_ru": "Кратко.",
        "country": world.kaz, "city_en": "Nur-Sultan", "city_ru": "Нур-Султан", "venue_en": "House; second floor",
        "mode": "in_person", "dimension": world.dimensions["ECO"], "area": world.areas["ECO-SME"],
        "council": world.councils["BC"], "visibility": "public", "nomination_deadline": date(2026, 4, 1),
        "report_due": date(2026, 7, 1), "source": "https://example.org/a ; Letter",
    }  # fmt: skip
    roles = [
        factories.state_role(world.kaz, is_lead=True, capacity="chairmanship", institution_en="Academy (NEA)"),
        factories.state_role(world.tur, "co_organiser", institution_ru="Министерство, департамент"),
        EventRole(role="host", party="institution", institution_en="House of Friends"),
        EventRole(role="co_organiser", party="organisation", organisation=party),
        EventRole(role="chair", party="council", council=world.councils["SOC"]),
        factories.secretariat_role("assisting"),
    ]  # fmt: skip
    return [
        factories.make_timed_event(roles=roles, **everything),
        factories.make_event(title_en="", title_ru="Форум", kind="forum", status="proposed", visibility="secretariat"),
        factories.make_event(earliest=date(2026, 1, 1), latest=date(2026, 3, 31), precision="quarter", date_text="Q1"),
        factories.make_event(earliest=date(2026, 7, 1), latest=date(2026, 12, 31), precision="half_year"),
        factories.make_event(earliest=date(2026, 10, 1), latest=date(2026, 11, 30), precision="month"),
        factories.make_event(earliest=date(2025, 1, 1), latest=date(2026, 12, 31), precision="year"),
        factories.make_event(earliest=None, latest=None, precision="tbc"),
        factories.make_event(earliest=date(2026, 5, 1), latest=date(2026, 5, 3), precision="tbc", mode="online"),
        factories.make_event(country_other="Japan", city_en="Tokyo", title_en="=1+1", status="confirmed"),
        factories.make_event(status="held", earliest=date(2021, 5, 30), latest=date(2021, 6, 2), start_time=time(9),
                             zone="Asia/Bangkok"),
    ]  # fmt: skip


def exported(extension: str, language: str, viewer) -> bytes:
    order = Order(events=Event.objects.all(), viewer=viewer, language=language, now=factories.NOW)
    return b"".join(csv_of(order)) if extension == "csv" else xlsx_of(order)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_export_is_read_back_without_a_change(check, enter, events, staff, extension, language):
    before = Change.objects.count()
    run = check(file=upload(exported(extension, language, staff), f"events.{extension}"))
    found = [(row.effect, row.result.get("after"), row.result.get("problems")) for row in run.rows.exclude(effect="")]
    assert found == [("same", None, None)] * len(events)
    enter(run)
    assert Change.objects.count() == before


def test_what_is_changed_in_the_file_changes_and_nothing_else(check, enter, events, staff):
    book = openpyxl.load_workbook(io.BytesIO(exported("xlsx", "en", staff)))
    sheet = book.active
    columns = {cell.value: cell.column for row in sheet.iter_rows() for cell in row if cell.value}
    first = next(cell.row for cell in sheet[openpyxl.utils.get_column_letter(columns["Identifier"])]
                 if cell.value == events[0].public_id)  # fmt: skip
    sheet.cell(first, columns["Dates"]).value = "1–2 June 2026"
    sheet.cell(first, columns["Venue in English"]).value = None
    buffer = io.BytesIO()
    book.save(buffer)
    run = check(file=upload(buffer.getvalue(), "events.xlsx"))
    assert sorted(effects(run)) == ["changed", *["same"] * (len(events) - 1)]
    row = run.rows.get(effect="changed")
    assert row.result["after"] == {"earliest": "2026-06-01", "latest": "2026-06-02", "venue_en": ""}
    enter(run)
    event = Event.objects.get(pk=events[0].pk)
    assert (event.earliest, event.latest, event.venue_en, event.start_time) == (
        date(2026, 6, 1), date(2026, 6, 2), "", time(9),
    )  # fmt: skip
    assert event.roles.count() == 6


def test_two_columns_of_dates_that_were_both_changed_have_to_agree(check, events, staff):
    text = exported("csv", "en", staff).decode("utf-8-sig")
    event = events[0]
    head, line, tail = text.partition(f"{event.public_id},")
    changed = head + line + tail.replace("14–15 May 2026,2026-05-14", "1 June 2026,2026-05-13", 1)
    assert changed != text
    run = check(file=upload(changed.encode(), "events.csv"))
    row = run.rows.exclude(effect__in=["", "same"]).get()
    assert (row.effect, row.cells[0], [problem["code"] for problem in row.result["problems"]]) == (
        "error", event.public_id, ["dates_differ"],
    )  # fmt: skip
    assert result(run, row.number)["problems"][0]["value"] == "1 June 2026"
