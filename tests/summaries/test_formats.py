"""The same figures in every format, cell by cell, from one edition."""

import pytest
from django.utils import translation

from cbm_events.models import Event, YearlySummary
from cbm_events.reports.editions import edition_report
from cbm_events.summaries.editions import request_summary, run_waiting_summaries
from cica_portal.common.audiences import Audience
from tests.factories import NOW, make_act
from tests.summaries import readers

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(year_of_events):
    summary = request_summary(year=2025, audience=Audience.PUBLIC, act=make_act())
    run_waiting_summaries(now=NOW)
    YearlySummary.objects.filter(pk=summary.pk).update(stage=YearlySummary.Stage.PUBLISHED)
    summary.refresh_from_db()
    assert summary.state == YearlySummary.State.DONE
    return summary


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_format_prints_the_figures_of_the_edition(client, edition, language):
    with translation.override(language):
        report = edition_report(edition)
    figures = readers.of_report(report)
    assert len(figures) > 5
    address = f"{'/ru' if language == 'ru' else ''}/reports/{edition.public_id}/"

    def file(name):
        response = client.get(address + name)
        assert response.status_code == 200
        return b"".join(response)

    assert readers.of_csv(file("figures.csv")) == figures
    assert readers.of_docx(file("report.docx"), report) == figures
    assert readers.of_xlsx(file("report.xlsx"), report) == [rows for _title, rows in figures]
    for words in (readers.words_of_pdf(file("report.pdf")), readers.words_of_page(file("").decode())):
        for title, rows in figures:
            for row in [(title,), *rows]:
                assert readers.squeezed(row) in words


def test_api_gives_the_figures_of_the_edition_in_both_languages(client, edition):
    contents = client.get(f"/api/v1/summaries/{edition.public_id}/").json()["contents"]
    for language in ("en", "ru"):
        with translation.override(language):
            figures = readers.of_report(edition_report(edition))
        assert readers.of_json(contents[language]) == figures


def test_events_stand_in_workbook_and_csv_as_in_the_edition(client, edition):
    rows = {row.subject_id: row for row in edition.rows.filter(part="event")}
    book = readers.events_of_xlsx(b"".join(client.get(f"/reports/{edition.public_id}/report.xlsx")))
    lines = readers.events_of_csv(b"".join(client.get(f"/reports/{edition.public_id}/events.csv")))
    for found in (book, lines):
        assert {event: first.isoformat() for event, (first, _last) in found.items()} == {
            event: row.facts["earliest"] for event, row in rows.items()
        }


def test_withdrawn_event_is_not_named_in_any_file(client, edition, year_of_events):
    event = year_of_events["forum"]
    Event.objects.filter(pk=event.pk).update(visibility="member_states")
    with translation.override("en"):
        assert "1 event of this edition was withdrawn" in str(edition_report(edition).about)
    lines = b"".join(client.get(f"/reports/{edition.public_id}/events.csv")).decode("utf-8-sig").splitlines()
    (line,) = [line for line in lines if line.startswith(event.public_id)]
    assert "Event withdrawn from view" in line
    assert not [line for line in lines if ",forum," in line]
