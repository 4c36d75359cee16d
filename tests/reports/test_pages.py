"""Pages and files of the reports: the same figures, and behind each number its list."""

import io
import re

import docx
import pypdf
import pytest
import time_machine

from cbm_events.reports.states import state_report
from tests.factories import NOW
from tests.reports.conftest import PUBLIC
from tests.summaries import readers

pytestmark = pytest.mark.django_db
PAGE = "/reports/states/KAZ/2025/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def get(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return b"".join(response)


def test_every_number_opens_as_many_events(client, events):
    page = get(client, PAGE).decode()
    links = re.findall(r'href="(/events/\?[^"]+)">(\d+)</a>', page)
    assert len(links) > 5
    for address, value in links:
        shown = get(client, address.replace("&amp;", "&").replace("/events/", "/api/v1/events/"))
        assert len(re.findall(rb'"title_en"', shown) or re.findall(rb'"title":', shown)) == int(value), address


def test_files_print_the_figures_of_the_page(client, world, events):
    report = state_report(world.kaz, 2025, PUBLIC)
    expected = readers.of_report(report)
    assert readers.of_docx(get(client, f"{PAGE}report.docx"), report) == expected
    assert readers.of_xlsx(get(client, f"{PAGE}report.xlsx"), report) == [rows for _title, rows in expected]
    assert readers.of_csv(get(client, f"{PAGE}figures.csv")) == expected
    printed = readers.words_of_pdf(get(client, f"{PAGE}report.pdf"))
    page = readers.words_of_page(get(client, PAGE).decode())
    for title, rows in expected:
        for row in [(title,), *rows]:
            assert readers.squeezed(row) in printed
            assert readers.squeezed(row) in page


def test_events_are_listed_with_real_days(client, events):
    lines = get(client, f"{PAGE}events.csv").decode("utf-8-sig").splitlines()
    assert len(lines) == 9
    forum = next(line for line in lines if ",forum," in line)
    assert ",2025-03-04,2025-03-04," in forum


def test_documents_have_a_title_page_and_alternative_texts(client, events):
    document = docx.Document(io.BytesIO(get(client, f"{PAGE}report.docx")))
    assert [paragraph.text for paragraph in document.paragraphs[:3]] == ["CICA Secretariat", "Kazakhstan", "2025"]
    alternatives = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert any("Economic Dimension 1" in text for text in alternatives)
    first = pypdf.PdfReader(io.BytesIO(get(client, f"{PAGE}report.pdf"))).pages[0].extract_text()
    assert "Made for: Public" in first


def test_report_is_in_the_language_of_the_page(client, events):
    assert "Казахстан" in get(client, f"/ru{PAGE}").decode()
    response = client.get(f"/ru{PAGE}report.pdf")
    assert response.headers["Content-Disposition"] == 'attachment; filename="cica-state-kaz-2025-ru.pdf"'


def test_year_has_bounds(client, world):
    assert client.get("/reports/states/KAZ/2027/").status_code == 200
    assert client.get("/reports/states/KAZ/2028/").status_code == 404
    assert client.get("/reports/states/KAZ/1991/").status_code == 404
    assert client.get("/reports/states/KAZ/").headers["Location"] == "/reports/states/KAZ/2026/"


def test_no_other_files(client, world):
    assert client.get(f"{PAGE}report.exe").status_code == 404
    assert client.get(f"{PAGE}events.pdf").status_code == 404
