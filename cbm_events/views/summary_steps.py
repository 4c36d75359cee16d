"""What is done with an edition: its building is stopped, it is reviewed, returned, published; its texts are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cbm_events.forms.summaries import ChapterTextForm
from cbm_events.models import SummaryText, YearlySummary
from cbm_events.permissions import may
from cbm_events.summaries import stages
from cbm_events.summaries.chapters import chapter_titles
from cbm_events.summaries.editions import cancel_summary
from cbm_events.summaries.narrative import PLACEHOLDERS, narrative_figures
from cbm_events.summaries.texts import save_text, typed_numbers
from cbm_events.summaries.withdrawals import withdrawn_from
from cbm_events.views.summaries import NOT_ACCEPTED, act_of, finished_edition, seen_edition
from cbm_events.views.summary_page import head_context
from cica_portal.common.access import require
from cica_portal.common.history import StaleVersion
from cica_portal.common.viewer import ViewerRequest

CONFLICT = 409


@require_POST
def cancel(request: ViewerRequest, public_id: str) -> HttpResponse:
    edition = seen_edition(request, public_id)
    require(may(request.viewer, "build_summary", edition))
    return _done(request, edition, cancel_summary, _("The building was stopped."))


@require_POST
def review(request: ViewerRequest, public_id: str) -> HttpResponse:
    edition = seen_edition(request, public_id)
    require(may(request.viewer, "review_summary", edition))
    return _done(request, edition, stages.review_summary, _("The summary is reviewed; its texts are closed."))


@require_POST
def return_to_draft(request: ViewerRequest, public_id: str) -> HttpResponse:
    edition = seen_edition(request, public_id)
    require(may(request.viewer, "review_summary", edition))
    return _done(request, edition, stages.return_summary, _("The summary is a draft again."))


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: ViewerRequest, public_id: str) -> HttpResponse:
    """Says first what a reader will miss; a text in one language only is asked about."""
    edition = finished_edition(request, public_id)
    require(may(request.viewer, "publish_summary", edition))
    if request.method != "POST":
        return show_publication(request, edition)
    try:
        stages.publish_summary(
            summary=edition, act=act_of(request), untranslated=request.POST.get("untranslated") == "yes"
        )
    except ValidationError as error:
        if getattr(error, "code", "") == "translation":
            return show_publication(request, edition, is_asked=True, status=NOT_ACCEPTED)
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The summary is published."))
    return redirect("cbm_events:summary", edition.public_id)


def show_publication(
    request: ViewerRequest, edition: YearlySummary, *, is_asked: bool = False, status: int = 200
) -> HttpResponse:
    titles = chapter_titles(edition)
    texts = list(edition.texts.order_by("id"))
    typed = {titles.get(row.chapter, row.chapter): typed_numbers(f"{row.text_en}\n{row.text_ru}") for row in texts}
    context = head_context(edition, request.viewer) | {
        "untranslated": [titles.get(row.chapter, row.chapter) for row in stages.untranslated_texts(edition)],
        "typed": {title: numbers for title, numbers in typed.items() if numbers},
        "withdrawn": len(withdrawn_from(edition)),
        "is_asked": is_asked,
    }
    return render(request, "cbm_events/summary_publish.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: ViewerRequest, public_id: str, chapter: str) -> HttpResponse:
    edition = finished_edition(request, public_id)
    require(may(request.viewer, "write_summary", edition))
    if chapter not in chapter_titles(edition):
        raise Http404
    stored = SummaryText.objects.filter(summary=edition, chapter=chapter).first()
    if request.method != "POST":
        return show_text(request, edition, chapter, ChapterTextForm(instance=stored))
    return receive_text(request, edition, chapter, stored)


def receive_text(
    request: ViewerRequest, edition: YearlySummary, chapter: str, stored: SummaryText | None
) -> HttpResponse:
    form = ChapterTextForm(request.POST, instance=stored or SummaryText(summary=edition, chapter=chapter))
    if not form.is_valid():
        return show_text(request, edition, chapter, form, status=NOT_ACCEPTED)
    told = form.cleaned_data
    try:
        save_text(
            summary=edition, chapter=chapter, text_en=told["text_en"], text_ru=told["text_ru"],
            version=told["seen_version"], figures=narrative_figures(edition.figures), act=act_of(request),
        )  # fmt: skip
    except StaleVersion:
        return show_conflict(request, edition, chapter, form)
    except ValidationError as error:
        form.add_error(None, error)
        return show_text(request, edition, chapter, form, status=NOT_ACCEPTED)
    messages.success(request, _("The text is saved."))
    return redirect(f"{request.path.split('/text/')[0]}/#{chapter}")


def show_conflict(request: ViewerRequest, edition: YearlySummary, chapter: str, form: ChapterTextForm) -> HttpResponse:
    """What somebody else saved stands beside what this person wrote; nothing is lost, and nothing overwritten."""
    theirs = SummaryText.objects.filter(summary=edition, chapter=chapter).first()
    mine = ChapterTextForm(
        initial={"text_en": form.cleaned_data["text_en"], "text_ru": form.cleaned_data["text_ru"]}, instance=theirs
    )
    return show_text(request, edition, chapter, mine, theirs=theirs, status=CONFLICT)


def show_text(
    request: ViewerRequest, edition: YearlySummary, chapter: str, form: ChapterTextForm, *, status: int = 200,
    theirs: SummaryText | None = None,
) -> HttpResponse:  # fmt: skip
    figures = narrative_figures(edition.figures)
    context: dict[str, Any] = head_context(edition, request.viewer) | {
        "form": form,
        "chapter": chapter,
        "chapter_title": chapter_titles(edition)[chapter],
        "theirs": theirs,
        "figures": [(f"{{{name}}}", words, figures[name].value) for name, words in PLACEHOLDERS.items()],
    }
    return render(request, "cbm_events/summary_text.html", context, status=status)


def _done(request: ViewerRequest, edition: YearlySummary, step: Callable[..., None], words: str) -> HttpResponse:
    try:
        step(summary=edition, act=act_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, words)
    return redirect("cbm_events:summary", edition.public_id)
