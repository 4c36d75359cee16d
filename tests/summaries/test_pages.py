"""The pages of summaries: who sees what, the numbers and the lists behind them, building with progress."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from cbm_events.models import YearlySummary
from cbm_events.summaries.composing import contents_of
from cbm_events.summaries.counting import CountingRule
from cbm_events.summaries.editions import run_waiting_summaries
from cbm_events.views.summary_lists import list_context
from cica_portal.common.audiences import Audience
from tests.factories import NOW, make_figure, make_summary
from tests.summaries.conftest import YEAR
from tests.summaries.test_editions import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(year_of_events):
    summary = build()
    YearlySummary.objects.filter(pk=summary.pk).update(stage="published")
    return summary


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def listed(html):
    rows = html[html.index("</h1>") : html.index('id="rule"')]
    return sorted(re.findall(r'lang="en">(\w+)</a>', rows))


def test_sentence_comes_first(client, edition):
    html = page(client, f"/reports/{edition.public_id}/")
    assert "<b>6 events</b> of 2025 are recorded here as held." in html
    assert "3 member states are among the organisers." in html
    assert listed(html) == ["forum", "half", "inferred", "joint", "month", "new_year", "summit"]
    assert "Sessions of councils count." in html


def test_day_of_an_interim_edition_is_that_of_astana(client, year_of_events):
    summary = build(now=datetime(2025, 11, 26, 22, tzinfo=UTC))
    YearlySummary.objects.filter(pk=summary.pk).update(stage="published")
    html = page(client, f"/reports/{summary.public_id}/")
    assert "By 27 November 2025, " in html
    assert "as of 27 November 2025, 03:00 Astana" in html


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("dimension=ECO", ["forum", "new_year"]),
        ("dimension=not_stated", ["inferred"]),
        ("organiser=KAZ", ["forum", "joint"]),
        ("organiser=secretariat", ["month"]),
        ("organiser=not_stated", ["new_year"]),
        ("month=3", ["forum", "joint"]),
        ("month=not_stated", ["half"]),
        ("kind=training", ["half", "month"]),
        ("mode=online", ["joint"]),
        ("area=ECO-SME", ["forum"]),
        ("status=held", ["forum", "half", "inferred", "joint", "month", "new_year"]),
        ("status=postponed", ["postponed"]),
        ("why=date_inferred", ["reported"]),
        ("why=sample", ["sample"]),
        ("dimension=XYZ", []),
        ("month=x", []),
        ("dimension=NCT&organiser=TUR", ["half"]),
        ("states=1", ["forum", "half", "inferred", "joint"]),
        ("nonsense=1", ["forum", "half", "inferred", "joint", "month", "new_year"]),
    ],
)
def test_list_behind_a_number(client, edition, query, names):
    html = page(client, f"/reports/{edition.public_id}/rows/?{query}")
    assert listed(html) == names
    assert "Counting rule held-2 joint-once series-each councils-in online-in" in html


@pytest.mark.parametrize("audience", ["public", "secretariat"])
@pytest.mark.parametrize("joint", ["once", "each"])
def test_every_number_leads_to_its_list(year_of_events, audience, joint):
    summary = build(Audience(audience), rule=CountingRule(joint=joint))
    figures = [figure for table in contents_of(summary).tables() for row in table.rows for figure in row.figures]
    opened = [figure for figure in figures if figure.cut]
    assert len(opened) > 25
    for figure in opened:
        shown = list_context(summary, figure.cut)
        assert (figure.cut, shown.total) == (figure.cut, figure.value)
        assert shown.rows.count() <= shown.total or "states" in figure.cut


def test_numbers_of_the_page_are_links_to_their_lists(client, edition):
    html = page(client, f"/reports/{edition.public_id}/")
    assert f'href="/reports/{edition.public_id}/rows/?part=event&amp;organiser=KAZ" aria-label="Kazakhstan: 2"' in html


def test_matrix_draws_one_mark_an_event(client, edition):
    html = page(client, f"/reports/{edition.public_id}/")
    matrix = html[html.index('class="matrix"') : html.index("</table>")]
    assert matrix.count('data-status="held"') == 6
    assert matrix.count('data-status="postponed"') == 1


def test_published_figures_are_cited_and_the_gap_is_printed(client, year_of_events):
    for period, value in (("2025", 9), ("2020–2026", 74)):
        make_figure(
            event=None, period=period, metric="events_held", value=value, visibility="public", source="Interview"
        )
    summary = build()
    YearlySummary.objects.update(stage="published")
    words = " ".join(page(client, f"/reports/{summary.public_id}/").split())
    assert '<dt>2025</dt> <dd> 9 events held <span class="sub">Recorded here: 6. Difference: 3.</span>' in words
    assert "<dt>2020–2026</dt> <dd> 74 events held <small" in words


def test_russian_page_has_russian_names(client, edition):
    html = page(client, f"/ru/reports/{edition.public_id}/")
    assert "Казахстан" in html
    assert "Экономическое измерение" in html


def test_page_of_an_edition_without_figures_stands(client):
    html = page(client, f"/reports/{make_summary().public_id}/")
    assert "<b>0 events</b>" in html


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("visitor", {"public"}),
        ("partner", {"public"}),
        ("liaison", {"public", "member_states"}),
        ("reader", {"public", "member_states", "secretariat", "draft"}),
        ("editor", {"public", "member_states", "secretariat", "draft"}),
    ],
)
def test_editions_are_seen_by_their_audience(client_as, role, seen):
    editions = {audience.value: make_summary(audience=audience) for audience in Audience}
    editions["draft"] = make_summary(stage="draft")
    client = client_as(role)
    answers = {name: client.get(f"/reports/{row.public_id}/").status_code for name, row in editions.items()}
    assert answers == {name: 200 if name in seen else 404 for name in editions}
    html = page(client, "/reports/")
    assert {name for name, row in editions.items() if row.public_id in html} == seen


@pytest.mark.parametrize("role", ["visitor", "partner", "liaison", "reader"])
def test_only_editors_build_and_publish(client_as, role):
    client = client_as(role)
    edition = make_summary(stage="draft")
    assert client.post("/reports/new/", {"year": YEAR, "audience": "public"}).status_code == 403
    answer = client.post(f"/reports/{edition.public_id}/publish/").status_code
    assert answer == (403 if role == "reader" else 404)
    assert "Build summary" not in page(client, "/reports/")


def test_editor_builds_an_edition_and_sees_its_progress(client_as, editor, year_of_events):
    client = client_as("editor")
    with time_machine.travel(NOW, tick=False):
        answer = client.post("/reports/new/", {"year": YEAR, "audience": "public"})
        summary = YearlySummary.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, f"/reports/{summary.public_id}/")
        assert summary.requested_by == editor
        assert 'hx-trigger="every 1s"' in page(client, f"/reports/{summary.public_id}/")
        YearlySummary.objects.update(state="running", progress=9, total=15, lease_until=NOW)
        answer = client.get(f"/reports/{summary.public_id}/progress/")
        assert "9 of 15 events read" in answer.content.decode()
        assert "HX-Refresh" not in answer
        YearlySummary.objects.update(state="waiting", lease_until=None)
        run_waiting_summaries(now=NOW)
        answer = client.get(f"/reports/{summary.public_id}/progress/")
        assert answer["HX-Refresh"] == "true"
        assert "every 1s" not in answer.content.decode()
        assert "<b>6 events</b>" in page(client, f"/reports/{summary.public_id}/")


def test_editor_reviews_and_publishes_an_edition(client_as, client, year_of_events):
    summary = build()
    address = f"/reports/{summary.public_id}/"
    assert client.get(address).status_code == 404
    editor = client_as("editor")
    assert "Mark as reviewed" in page(editor, address)
    assert editor.post(f"{address}review/").status_code == 302
    assert "Publish…" in page(editor, address)
    assert "Publish for: Public" in page(editor, f"{address}publish/")
    assert editor.post(f"{address}publish/").status_code == 302
    assert "Publish…" not in page(editor, address)
    assert client.get(address).status_code == 200


def test_building_is_stopped_from_its_page(client_as):
    summary = make_summary(state="running", stage="draft")
    assert "Stop the building" not in page(client_as("reader"), f"/reports/{summary.public_id}/")
    editor = client_as("editor")
    assert "Stop the building" in page(editor, f"/reports/{summary.public_id}/")
    editor.post(f"/reports/{summary.public_id}/cancel/")
    assert "Cancelled" in page(editor, f"/reports/{summary.public_id}/")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"year": "1900", "audience": "public"},
        {"year": "2025", "audience": "all"},
        {"year": "2025", "last_year": "2024", "audience": "public"},
    ],
)
def test_senseless_requests_are_refused(client_as, data):
    assert client_as("editor").post("/reports/new/", data).status_code == 422
    assert YearlySummary.objects.count() == 0


def test_failed_job_says_so(client_as):
    summary = make_summary(state="failed", stage="draft", error="It could not be built.")
    html = page(client_as("reader"), f"/reports/{summary.public_id}/")
    assert "Failed" in html
    assert "It could not be built." in html


@pytest.mark.parametrize("public_id", ["nothing123", "a", "%00", "new"])
def test_unknown_edition_is_not_found(client, public_id):
    assert client.get(f"/reports/{public_id}/").status_code in {404, 405}


def test_queries_do_not_grow_with_the_rows(client, edition, django_assert_max_num_queries):
    with django_assert_max_num_queries(18):
        client.get(f"/reports/{edition.public_id}/")
