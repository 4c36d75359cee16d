"""Writing letters about an event: a preview first, then numbered drafts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbm_events.correspondence.filing import file_letter
from cbm_events.correspondence.words import Addressees, fill
from cbm_events.correspondence.writing import addressees_of, write_letters
from cbm_events.forms.letters import ALL, CIRCULAR, WritingForm
from cbm_events.forms.starts import public_id_sent
from cbm_events.models import Event, Letter, LetterKind, LetterTemplate, Status
from cbm_events.permissions import may
from cbm_events.views.entry import seen_event
from cbm_events.views.letter_steps import NOT_ACCEPTED, act_of
from cica_portal.common.access import require
from cica_portal.common.text import new_public_id
from cica_portal.common.viewer import ViewerRequest

logger = structlog.get_logger(__name__)

CREATE = "create"
# What an event in this state is most often written about.
KINDS = {Status.POSTPONED: LetterKind.POSTPONEMENT, Status.HELD: LetterKind.THANKS}


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: ViewerRequest, public_id: str) -> HttpResponse:
    event = seen_event(request.viewer, public_id)
    require(may(request.viewer, "write_letter", event))
    templates = list(LetterTemplate.objects.visible_to(request.viewer).filter(is_active=True))
    if request.method != "POST":
        first = suited(templates, event)
        start = {"template": first.public_id if first else "", "to": ALL, "manner": CIRCULAR}
        form = WritingForm(start, templates=templates) if first else WritingForm(templates=templates)
        return show_form(request, event, form, series=new_public_id())
    form = WritingForm(request.POST, templates=templates)
    series = public_id_sent(request.POST) or new_public_id()
    if form.is_valid() and CREATE in request.POST:
        return create(request, event, form, series)
    return show_form(request, event, form, series=series, status=200 if form.is_valid() else NOT_ACCEPTED)


def suited(templates: Sequence[LetterTemplate], event: Event) -> LetterTemplate | None:
    """The text that fits the event's status, in the language of the page if there is one."""
    kind = KINDS.get(Status(event.status), LetterKind.INVITATION)
    return max(templates, key=lambda one: (one.kind == kind, one.language == get_language()), default=None)


def create(request: ViewerRequest, event: Event, form: WritingForm, series: str) -> HttpResponse:
    act = act_of(request)
    try:
        letters = write_letters(
            event=event, template=form.chosen_template, addressees=addressees_in(form), series=series, act=act
        )
    except IntegrityError:
        if not Letter.objects.filter(series=series).exists():
            raise
        messages.info(request, _("These letters are written already."))
        return redirect(series_address(series))
    file_all(request, event, letters)
    words = ngettext(
        "%(count)s draft is numbered: %(symbols)s", "%(count)s drafts are numbered: %(symbols)s", len(letters)
    )
    symbols = " – ".join(dict.fromkeys([letters[0].symbol, letters[-1].symbol]))
    messages.success(request, words % {"count": len(letters), "symbols": symbols})
    return redirect(series_address(series))


def file_all(request: ViewerRequest, event: Event, letters: Sequence[Letter]) -> None:
    """The numbers stand whatever the disk does; a letter that could not be filed is filed from its page."""
    try:
        for letter in letters:
            file_letter(letter=letter, event=event, act=act_of(request))
    except OSError:
        logger.exception("letters_not_filed", series=letters[0].series)
        messages.warning(request, _("Not every letter could be filed with the event. Open those and file them."))


def series_address(series: str) -> str:
    return f"{reverse('cbm_events:letters')}?{urlencode({'series': series})}"


def addressees_in(form: WritingForm) -> list[Addressees]:
    return addressees_of(
        form.chosen_states, form.chosen_template.language, is_circular=form.is_circular, are_all=form.are_all
    )


def show_form(
    request: ViewerRequest, event: Event, form: WritingForm, *, series: str, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"event": event, "form": form, "series": series}
    if form.is_valid():
        context |= preview(event, form)
    return render(request, "cbm_events/letters/write.html", context, status=status)


def preview(event: Event, form: WritingForm) -> dict[str, Any]:
    """The first of the letters as it would be now."""
    template, addressees = form.chosen_template, addressees_in(form)
    return {"letter": fill(template, event, addressees[0]), "language": template.language, "count": len(addressees)}
