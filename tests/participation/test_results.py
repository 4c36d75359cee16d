"""Published figures, outcomes, and that the report came in: entered, edited, removed, each with its source."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from cbm_events.models import Event, Outcome, PublishedFigure
from cica_portal.common.models import Change
from tests.factories import NOW, TODAY, make_document, make_event, make_figure, make_outcome
from tests.page_forms import values_sent

FIGURE = {"metric": "persons", "value": "140", "exactness": "over", "source": "Press release", "said_on": "12.03.2026"}
OUTCOME = {"verb": "adopted", "adopted_on": "15.03.2026", "text_en": "Recommendations on water"}


def address(name: str, row) -> str:
    return reverse(f"cbm_events:{name}", args=[row.public_id])


def add(browser, name: str, event: Event, typed: dict[str, str]):
    path = address(f"{name}_add", event)
    return browser.post(path, values_sent(browser.get(path)) | typed)


def problems(page) -> list[tuple[str, str]]:
    return [(problem.anchor, problem.message) for problem in page.context["problems"]]


def text_of(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_two_published_counts_both_stand_with_their_sources(browser, client_as, event):
    add(browser, "figure", event, FIGURE | {"visibility": "public"})
    add(browser, "figure", event, FIGURE | {"value": "160", "exactness": "exact", "source": "Interview"})
    add(browser, "figure", event, FIGURE | {"value": "3", "group": "ministers", "exactness": "exact"})
    page = text_of(client_as("reader").get(f"/events/{event.public_id}/"))
    assert "160 participants — Interview, 12 March 2026 over 140 participants — Press release, 12 March 2026" in page
    assert "3 participants, ministers — Press release, 12 March 2026" in page
    assert "The sources differ." in page
    public = text_of(client_as("visitor").get(f"/events/{event.public_id}/"))
    assert ("over 140 participants" in public, "160 participants" in public, "The sources differ" in public) == (
        True, False, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"source": ""}, ("id_source", "Say who published the figure.")),
        ({"value": ""}, ("id_value", "Enter the figure.")),
        ({"value": "-3"}, ("id_value", "Enter a number.")),
        ({"value": "9" * 12}, ("id_value", "Enter a number.")),
        ({"metric": "events_held"}, ("id_metric", "Choose from the list.")),
        ({"metric": "countries", "group": "experts"}, ("id_group", "Only participants are counted by kind.")),
        ({"said_on": "31.02.2026"}, ("id_said_on", "There is no such day in the calendar.")),
        ({"visibility": "everybody"}, ("id_visibility_0", "Choose who sees it.")),
        ({"detail_en": "<i>about</i>"}, ("id_detail_en", "Write plain text: remove the HTML tags.")),
    ],
)
def test_bad_figure_is_refused_at_its_input(browser, event, typed, problem):
    page = add(browser, "figure", event, FIGURE | typed)
    assert (page.status_code, problems(page)) == (422, [problem])
    assert not PublishedFigure.objects.exists()


def test_figure_is_edited_and_removed_with_its_history(browser, event, editor):
    figure = make_figure(event=event, value=160)
    path = address("figure", figure)
    browser.post(path, values_sent(browser.get(path)) | {"value": "150", "reason": "Misprint"})
    change = Change.objects.of("published_figure", figure.public_id)[0]
    assert (change.before, change.after, change.reason, change.actor) == (
        {"value": 160}, {"value": 150}, "Misprint", editor,
    )  # fmt: skip
    answer = browser.post(path, {"remove": "1", "version": "2", "note": "Entered twice"})
    assert (answer.status_code, PublishedFigure.objects.count()) == (302, 0)
    assert Change.objects.of("published_figure", figure.public_id)[0].note == "Entered twice"


def test_second_editor_of_a_figure_is_told(browser, event):
    figure = make_figure(event=event, value=160)
    path = address("figure", figure)
    form = values_sent(browser.get(path))
    browser.post(path, form | {"value": "150"})
    page = browser.post(path, form | {"value": "170"})
    assert (page.status_code, values_sent(page)["value"]) == (409, "150")
    assert browser.post(path, {"remove": "1", "version": "1"}).status_code == 409
    assert PublishedFigure.objects.get().value == 150


def test_figure_of_a_period_is_not_edited_here(browser, event):
    assert browser.get(address("figure", make_figure(period="2024"))).status_code == 404


def test_removed_figure_comes_back_by_an_editor(browser, event):
    figure = make_figure(event=event)
    browser.post(address("figure", figure), {"remove": "1", "version": "1"})
    change = Change.objects.of("published_figure", figure.public_id)[0]
    browser.post(reverse("common:undo_change", args=[change.pk]))
    assert PublishedFigure.objects.get().public_id == figure.public_id


def test_outcome_is_shown_with_its_day_its_verb_and_its_document(browser, client_as, event):
    paper = make_document(subject_key=event.public_id, title_en="Outcome document", kind="outcome")
    add(browser, "outcome", event, OUTCOME | {"document": paper.public_id})
    add(browser, "outcome", event, OUTCOME | {"verb": "noted", "text_en": "", "text_ru": "Доклад"})
    page = text_of(client_as("liaison").get(f"/events/{event.public_id}/"))
    assert "Recommendations on water Outcome document, English Adopted · 15 March 2026" in page
    assert "Доклад по-русски Taken note of · 15 March 2026" in page
    assert "Recommendations" not in text_of(client_as("visitor").get(f"/events/{event.public_id}/"))


def test_outcome_of_a_document_that_the_viewer_does_not_see_is_not_there(client_as, event):
    hidden = make_document(subject_key=event.public_id, title_en="Inside", visibility="secretariat")
    make_outcome(event=event, text_en="", document=hidden, visibility="public")
    make_outcome(event=event, text_en="Statement", text_ru="Заявление", document=hidden, visibility="public")
    page = text_of(client_as("visitor").get(f"/events/{event.public_id}/"))
    assert ("Statement Adopted" in page, "Inside" in page) == (True, False)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"text_en": ""}, ("id_text_en", "Enter the outcome in words, or choose its document.")),
        ({"adopted_on": ""}, ("id_adopted_on", "Enter the day.")),
        ({"document": "abcdefgh23"}, ("id_document", "Choose a document of this event.")),
        ({"verb": "rejected"}, ("id_verb_0", "Choose from the list.")),
        (
            {"visibility": "public"},
            ("id_text_ru", "Enter the text in both languages before it is made public."),
        ),
    ],
)
def test_bad_outcome_is_refused_at_its_input(browser, event, typed, problem):
    page = add(browser, "outcome", event, OUTCOME | typed)
    assert (page.status_code, problems(page)) == (422, [problem])
    assert not Outcome.objects.exists()


def test_document_of_another_event_is_no_choice(browser, event):
    other = make_document(subject_key=make_event().public_id)
    page = add(browser, "outcome", event, OUTCOME | {"document": other.public_id})
    assert problems(page) == [("id_document", "Choose a document of this event.")]


def test_document_of_an_outcome_is_not_removed(browser, event):
    paper = make_document(subject_key=event.public_id)
    make_outcome(event=event, document=paper)
    page = browser.post(reverse("cbm_events:document_edit", args=[paper.public_id]), {"remove": "1", "version": "1"})
    assert page.status_code == 409
    assert "An outcome of the event refers to this document." in text_of(page)


@pytest.fixture
def over(world) -> Event:
    day = TODAY - timedelta(days=10)
    return make_event(earliest=day, latest=day + timedelta(days=1), status="held", report_due=TODAY)


REPORT = {
    "received_on": "15.03.2026", "source": "Report of Kazakhstan", "said_on": "14.03.2026", "member_states": "18",
    "persons": "64", "ministers": "2", "experts": "62",
}  # fmt: skip


def test_report_and_its_figures_are_one_act(browser, over):
    path = address("report", over)
    answer = browser.post(path, values_sent(browser.get(path)) | REPORT)
    assert answer.status_code == 302
    assert Event.objects.get().report_received == date(2026, 3, 15)
    figures = PublishedFigure.objects.order_by("metric", "group").values_list("metric", "group", "value", "source")
    assert list(figures) == [
        ("member_states", "", 18, "Report of Kazakhstan"),
        ("persons", "", 64, "Report of Kazakhstan"),
        ("persons", "experts", 62, "Report of Kazakhstan"),
        ("persons", "ministers", 2, "Report of Kazakhstan"),
    ]
    changes = Change.objects.filter(at=NOW, kind__in=["event", "published_figure"]).order_by("-id")[:5]
    assert len({change.batch for change in changes}) == 1
    (received,) = [change for change in changes if change.kind == "event"]
    assert (received.after, received.visibility) == ({"report_received": "2026-03-15"}, "secretariat")


def test_report_sent_twice_enters_its_figures_once(browser, over):
    path = address("report", over)
    form = values_sent(browser.get(path)) | REPORT
    for _time in range(2):
        assert browser.post(path, form).status_code == 302
    assert PublishedFigure.objects.count() == 4


def test_who_records_a_report_of_an_event_that_was_saved_meanwhile_is_told(browser, client_as, over):
    path, edit = address("report", over), address("edit", over)
    form = values_sent(browser.get(path)) | REPORT
    colleague = client_as("administrator")
    colleague.post(edit, values_sent(colleague.get(edit)) | {"title_en": "Renamed"})
    page = browser.post(path, form)
    assert (page.status_code, PublishedFigure.objects.count()) == (409, 0)
    assert browser.post(path, values_sent(page)).status_code == 302
    assert (Event.objects.get().title_en, PublishedFigure.objects.count()) == ("Renamed", 4)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"source": ""}, ("id_source", "Say where the figures are from.")),
        ({"received_on": "17.03.2026"}, ("id_received_on", "This day is still to come.")),
        ({"received_on": "01.03.2026"}, ("id_received_on", "The report follows the event: enter a later day.")),
        ({"ministers": "two"}, ("id_ministers", "Enter a number.")),
        ({"version": ""}, ("id_version", "This field is required.")),
    ],
)
def test_bad_report_is_refused_and_nothing_is_stored(browser, over, typed, problem):
    path = address("report", over)
    page = browser.post(path, values_sent(browser.get(path)) | REPORT | typed)
    assert (page.status_code, problems(page)) == (422, [problem])
    assert (Event.objects.get().report_received, PublishedFigure.objects.count()) == (None, 0)


def test_only_editors_enter_results(client_as, event):
    figure, outcome = make_figure(event=event, visibility="public"), make_outcome(event=event, visibility="public")
    paths = [
        address("figure_add", event), address("outcome_add", event), address("report", event),
        address("figure", figure), address("outcome", outcome),
    ]  # fmt: skip
    for role in ("visitor", "liaison", "reader"):
        client = client_as(role)
        assert {client.get(path).status_code for path in paths} == {403}
