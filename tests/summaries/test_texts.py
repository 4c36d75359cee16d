"""Texts of chapters: their figures are filled, nothing is overwritten unseen, and the next edition takes them over."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from cbm_events.models import Event, SummaryText, YearlySummary
from cbm_events.services import save_event
from cbm_events.summaries.composing import contents_of
from cbm_events.summaries.digests import digest_again
from cbm_events.summaries.narrative import narrative_figures
from cbm_events.summaries.stages import publish_summary, review_summary
from cbm_events.summaries.texts import save_text, typed_numbers
from cica_portal.common.history import StaleVersion
from cica_portal.common.models import Change
from tests.factories import make_act
from tests.parallel import run_together
from tests.summaries.test_editions import build

pytestmark = [pytest.mark.django_db, pytest.mark.both]
HELD_EN, HELD_RU = "{held} events were held.\n\nOf them {held_eco} were economic.", "Проведено мероприятий: {held}."


def write(summary, text_en=HELD_EN, text_ru=HELD_RU, *, chapter="overview", version=0):
    figures = narrative_figures(summary.figures)
    save_text(
        summary=summary, chapter=chapter, text_en=text_en, text_ru=text_ru, version=version, figures=figures,
        act=make_act(),
    )  # fmt: skip


def overview(summary):
    return next(contents_of(YearlySummary.objects.get(pk=summary.pk)).chapters.__iter__())


def test_figures_of_a_text_are_those_of_the_edition(year_of_events):
    summary = build()
    write(summary)
    chapter = overview(summary)
    assert chapter.narrative == "6 events were held.\n\nOf them 2 were economic."
    [[held, _words], _economic] = chapter.paragraphs
    assert (held.text, held.figure.cut) == ("6", "part=event")
    with translation.override("ru"):
        assert overview(summary).narrative == "Проведено мероприятий: 6."


def test_text_in_one_language_stands_in_for_the_other(year_of_events):
    summary = build()
    write(summary, text_ru="")
    with translation.override("ru"):
        chapter = overview(summary)
    assert (chapter.narrative_language, chapter.narrative[:2]) == ("en", "6 ")


@pytest.mark.parametrize("text", ["{nothing}", "{held", "<b>6</b>", "{0.__class__}"])
def test_unknown_figures_are_refused(year_of_events, text):
    summary = build()
    with pytest.raises(ValidationError):
        write(summary, text_en=text)
    assert not SummaryText.objects.exists()


def test_second_saver_never_wins_silently(year_of_events):
    summary = build()
    write(summary)
    with pytest.raises(StaleVersion):
        write(summary, "Another new text", "")
    write(summary, "The second text", "", version=1)
    with pytest.raises(StaleVersion):
        write(summary, "From the first text on", "", version=1)
    row = SummaryText.objects.get()
    assert (row.text_en, row.version) == ("The second text", 2)
    assert Change.objects.of("summary_text", row.public_id).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_people_begin_the_same_text(year_of_events):
    summary = build()

    def begin(index):
        try:
            write(summary, f"Text {index}", "")
        except StaleVersion:
            return "told"
        return "saved"

    assert sorted(run_together(begin, count=4)) == ["saved", "told", "told", "told"]
    assert digest_again(YearlySummary.objects.get()) == YearlySummary.objects.get().digest


def test_hash_follows_the_texts(year_of_events):
    summary = build()
    write(summary)
    stored = YearlySummary.objects.get()
    assert stored.digest != summary.digest
    assert digest_again(stored) == stored.digest
    SummaryText.objects.update(text_ru="Другое")
    assert digest_again(stored) != stored.digest


def test_next_edition_takes_the_texts_over_with_its_own_figures(year_of_events):
    first = build()
    write(first)
    event = Event.objects.get(title_en="unreported")
    event.status = "held"
    save_event(event=event, act=make_act())
    second = build()
    assert [overview(row).narrative[:2] for row in (first, second)] == ["6 ", "7 "]
    write(second, "New words", "", version=1)
    assert overview(first).narrative.startswith("6 events")
    assert digest_again(second.__class__.objects.get(pk=second.pk))


def test_texts_are_closed_by_the_review(year_of_events):
    summary = build()
    write(summary)
    review_summary(summary=summary, act=make_act())
    with pytest.raises(ValidationError):
        write(summary, "Too late", "", version=1)
    publish_summary(summary=summary, act=make_act())
    with pytest.raises(ValidationError):
        write(summary, "Much too late", "", version=1)
    stored = YearlySummary.objects.get()
    assert digest_again(stored) == stored.digest


def test_publishing_asks_about_a_missing_translation(year_of_events):
    summary = build()
    write(summary, text_ru="")
    review_summary(summary=summary, act=make_act())
    with pytest.raises(ValidationError) as refusal:
        publish_summary(summary=summary, act=make_act())
    assert refusal.value.code == "translation"
    publish_summary(summary=summary, act=make_act(), untranslated=True)
    assert YearlySummary.objects.get().stage == "published"


def test_numbers_that_are_no_figures_are_found():
    assert typed_numbers("In 2024 {held} of 27 events, 14 states; 2.5 and a1") == ["27", "14"]


def test_form_shows_what_somebody_else_saved(client_as, year_of_events):
    summary = build()
    editor, address = client_as("editor"), f"/reports/{summary.public_id}/text/overview/"
    assert "{organising_states}" in editor.get(address).content.decode()
    told = {"text_en": "Mine {held}", "text_ru": "Мое", "seen_version": 0}
    write(summary, "Theirs", "Чужое")
    answer = editor.post(address, told)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Theirs" in html
    assert "Mine {held}" in html
    assert editor.post(address, told | {"seen_version": 1}).status_code == 302
    assert SummaryText.objects.get().text_en == "Mine {held}"
    assert editor.post(address, told | {"seen_version": 2, "text_en": "{holds}"}).status_code == 422


@pytest.mark.parametrize(("role", "status"), [("visitor", 404), ("liaison", 404), ("reader", 403), ("editor", 200)])
def test_texts_are_written_by_editors(client_as, year_of_events, role, status):
    summary = build()
    assert client_as(role).get(f"/reports/{summary.public_id}/text/overview/").status_code == status


def test_publishing_page_asks_first(client_as, year_of_events):
    summary = build()
    write(summary, "{held} of 27", "")
    review_summary(summary=summary, act=make_act())
    editor, address = client_as("editor"), f"/reports/{summary.public_id}/publish/"
    html = editor.get(address).content.decode()
    assert "These texts are in one language only" in html
    assert "Main figures: 27" in html
    assert editor.post(address).status_code == 422
    assert editor.post(address, {"untranslated": "yes"}).status_code == 302
    assert YearlySummary.objects.get().stage == "published"
