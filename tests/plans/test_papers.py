"""The plan on paper says, cell by cell, what the page says."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document as read_docx
from openpyxl import load_workbook
from pypdf import PdfReader

from cbm_events.models import Plan
from cbm_events.services import save_event
from tests.factories import make_act, make_event, state_role
from tests.pages.reading import elements, page_of, words
from tests.plans.test_pages import table

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def browser(client_as, liaison, adopted, seminar, world):
    """With a line that moved and an event outside the plan."""
    seminar.earliest, seminar.latest, seminar.status = date(2026, 3, 3), date(2026, 3, 4), "held"
    save_event(event=seminar, act=make_act(reason="Hall not free"))
    make_event(title_en="Briefing", title_ru="Брифинг", status="held", roles=[state_role(world.tha)])
    return client_as("liaison")


def address(plan: Plan, name: str, language: str = "") -> str:
    return f"{language}/plans/{plan.public_id}/{name}"


def sheet_rows(content: bytes) -> list[list[str]]:
    book = load_workbook(BytesIO(content))
    return [[plain(cell) for cell in row] for sheet in book for row in sheet.values]


def docx_rows(content: bytes) -> list[list[str]]:
    return [
        [plain(cell.text) for cell in row.cells] for found in read_docx(BytesIO(content)).tables for row in found.rows
    ]


def blank(cell: str) -> str:
    return "" if cell == "–" else plain(cell)


def plain(cell: object) -> str:
    """With ordinary spaces, as the words of a page are read."""
    return "" if cell is None else str(cell).replace("\u00a0", " ")


def filled(rows: list[list[str]]) -> list[list[str]]:
    """Rows without empty cells at their ends."""
    kept = []
    for row in rows:
        while row and not row[-1]:
            row.pop()
        kept.append(row)
    return [row for row in kept if row]


@pytest.mark.parametrize("language", ["", "/ru"])
@pytest.mark.parametrize(("extension", "read"), [("xlsx", sheet_rows), ("docx", docx_rows)])
def test_lines_are_those_of_the_page(browser, plan, language, extension, read):
    shown = [list(map(blank, row[:6])) for row in table(page_of(browser.get(address(plan, "", language))))]
    shown = [[cell.removesuffix(" in English") for cell in row] for row in shown]
    found = filled(read(browser.get(address(plan, f"plan.{extension}", language)).content))
    numbers = {row[0] for row in shown}
    printed = [[*row, *[""] * 6][:6] for row in found if row[0] in numbers]
    assert printed == shown


@pytest.mark.parametrize(("extension", "read"), [("xlsx", sheet_rows), ("docx", docx_rows)])
def test_figures_are_those_of_the_page(browser, plan, extension, read):
    page = page_of(browser.get(address(plan, "implementation/")))
    (dimensions, outcomes) = (
        next(elements(page, "section", **{"aria-labelledby": key})) for key in ("by-dimension", "by-outcome")
    )
    shown = [
        [words(cell) for cell in row.children if getattr(cell, "name", "") in {"td", "th"}]
        for block in (dimensions, outcomes)
        for row in elements(block, "tr")
    ]
    found = filled(read(browser.get(address(plan, f"implementation.{extension}")).content))
    assert (
        [row[1:] for row in found if row[0] in {"All"}] == [["3", "1"]] == [row[1:] for row in shown if row[0] == "All"]
    )
    for label in ("Moved within the year", "To come"):
        assert [row for row in found if row[0] == label] == [row for row in shown if row[0] == label]
    names = {"Military-Political Dimension": "MP Military-political", "Economic Dimension": "ECO Economic"}
    for name, short in names.items():
        assert [row[1:] for row in found if row[0] == name and len(row) == 3] == [
            row[1:] for row in shown if row[0] == short
        ]


@pytest.mark.parametrize(("extension", "read"), [("xlsx", sheet_rows), ("docx", docx_rows)])
def test_implementation_tells_status_reasons_and_what_is_outside(browser, plan, extension, read):
    found = filled(read(browser.get(address(plan, f"implementation.{extension}")).content))
    moved = next(row for row in found if row[0] == "1" and len(row) > 6)
    assert moved[6:] == [
        "Moved within the year (3–4 March 2026, held)", "Earlier date 10–11 February 2026: Hall not free.",
    ]  # fmt: skip
    assert ["14–15 May 2026", "Briefing", "", "Thailand", "Held"] in found


@pytest.mark.parametrize("kind", ["plan", "implementation"])
def test_pdf_is_a_landscape_page_in_the_language_of_the_page(browser, plan, kind):
    for language, expected in (("", "Plan of implementation"), ("/ru", "Семинар по анализу рисков")):
        pages = PdfReader(BytesIO(browser.get(address(plan, f"{kind}.pdf", language)).content)).pages
        width, height = pages[0].mediabox.width, pages[0].mediabox.height
        assert (round(width), round(height)) == (842, 595)
        text = " ".join(page.extract_text() for page in pages)
        if kind == "plan" or language:
            assert expected in " ".join(text.split())


def test_files_have_names_types_and_are_not_kept(browser, plan):
    answer = browser.get(address(plan, "plan.xlsx", "/ru"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cica-plan-2026-1-ru.xlsx"'
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ["plan.exe", "budget.pdf", "plan.pdf?version=7"])
def test_what_there_is_not_is_404(browser, plan, name):
    assert browser.get(address(plan, name)).status_code == 404


def test_draft_is_on_no_paper_of_others(client_as, liaison, plan, lines):
    assert client_as("liaison").get(address(plan, "plan.pdf")).status_code == 404
