"""What becomes of a numbered letter: filed with its event, sent, annulled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cbm_events.correspondence.filing import file_letter
from cbm_events.correspondence.writing import annul, mark_sent
from cbm_events.forms.letters import SentForm
from cbm_events.forms.reasons import ReasonForm
from cbm_events.models import Letter
from cbm_events.permissions import may
from cbm_events.views.letters import ANNULLED, SENT, seen_letter, show_letter
from cica_portal.common.access import require
from cica_portal.common.history import Act, StaleVersion
from cica_portal.common.models import Door
from cica_portal.common.viewer import ViewerRequest

NOT_ACCEPTED, CONFLICT = 422, 409


@require_POST
def send(request: ViewerRequest, public_id: str) -> HttpResponse:
    letter = writable_letter(request, public_id)
    form = SentForm(request.POST, auto_id="sent_%s")
    return settle(
        request, letter, form, name=SENT,
        write=lambda act, values: mark_sent(letter=letter, on=values["sent_on"], act=act, version=values["version"]),
    )  # fmt: skip


@require_POST
def cancel(request: ViewerRequest, public_id: str) -> HttpResponse:
    letter = writable_letter(request, public_id)
    form = ReasonForm(request.POST, auto_id="annul_%s")
    return settle(
        request, letter, form, name=ANNULLED,
        write=lambda act, values: annul(letter=letter, act=act, version=values["version"]),
    )  # fmt: skip


@require_POST
def file_with_event(request: ViewerRequest, public_id: str) -> HttpResponse:
    """Again, where it did not work when the letter was written."""
    letter = writable_letter(request, public_id)
    if letter.event is None:
        raise Http404
    try:
        file_letter(letter=letter, event=letter.event, act=act_of(request))
    except (ValidationError, IntegrityError):
        messages.info(request, _("The letter is filed already."))
    return redirect("cbm_events:letter", public_id)


def writable_letter(request: ViewerRequest, public_id: str) -> Letter:
    letter = seen_letter(request, public_id)
    require(may(request.viewer, "write_letter"))
    return letter


def settle(
    request: ViewerRequest, letter: Letter, form: ReasonForm, *, name: str, write: Callable[[Act, Any], Letter]
) -> HttpResponse:
    if not form.is_valid():
        return show_letter(request, letter, refused={name: form}, status=NOT_ACCEPTED)
    values = form.cleaned_data
    try:
        write(act_of(request, note=values["note"]), values)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return show_letter(request, seen_letter(request, letter.public_id), refused={name: form}, status=NOT_ACCEPTED)
    except StaleVersion:
        messages.warning(request, _("Somebody else changed this letter in the meantime. Look at it again."))
        return show_letter(request, seen_letter(request, letter.public_id), status=CONFLICT)
    messages.success(request, _("Saved: %(letter)s") % {"letter": letter.symbol})
    return redirect("cbm_events:letter", letter.public_id)


def act_of(request: ViewerRequest, *, note: str = "") -> Act:
    return Act(door=Door.PAGE, at=timezone.now(), actor=request.viewer.user, note=note)
