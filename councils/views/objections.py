"""A state objects, a note is entered, an objection is withdrawn or released."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cica_portal.common.access import require
from cica_portal.common.history import StaleVersion
from cica_portal.common.viewer import ViewerRequest
from councils.forms import NoteForm, ObjectionForm, VersionForm
from councils.models import Objection, SilenceProcedure
from councils.permissions import may
from councils.silence.objecting import enter_note, object_in_portal, refusal_to_object, release, withdraw
from councils.views.silence import act_of, seen_procedure, shown, stale_words
from councils.views.silence_entry import NOT_ACCEPTED, address_of
from members.models import MemberState

WRITES = {"withdraw": (withdraw, "withdraw_objection"), "release": (release, "release_objection")}


@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: ViewerRequest, public_id: str) -> HttpResponse:
    """A liaison says it for its state; an editor enters what came on paper."""
    found, viewer = seen_procedure(request.viewer, public_id), request.viewer
    if not (may(viewer, "object_in_portal") or may(viewer, "enter_objection")):
        raise PermissionDenied
    objection = Objection(procedure=found)
    kind: type[ObjectionForm] = NoteForm
    if isinstance(viewer.state, MemberState):
        objection.state, kind = viewer.state, ObjectionForm
    if request.method != "POST":
        return show(request, found, kind(instance=objection))
    return receive(request, found, kind(request.POST, instance=objection))


def receive(request: ViewerRequest, procedure: SilenceProcedure, form: ObjectionForm) -> HttpResponse:
    if not form.is_valid():
        return show(request, procedure, form, status=NOT_ACCEPTED)
    act = act_of(request)
    try:
        if isinstance(form, NoteForm):
            enter_note(objection=form.instance, received_at=form.received_at(), act=act)
        else:
            object_in_portal(objection=form.instance, act=act)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return show(request, procedure, form, status=NOT_ACCEPTED)
    messages.success(request, _("The objection is entered."))
    return redirect(address_of(procedure))


def show(
    request: ViewerRequest, procedure: SilenceProcedure, form: ObjectionForm, *, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    is_note = isinstance(form, NoteForm)
    context = {
        "procedure": procedure,
        "shown": shown([procedure], at)[0],
        "form": form,
        "is_note": is_note,
        "refusal": None if is_note else refusal_to_object(procedure, at),
    }
    return render(request, "councils/objection_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ViewerRequest, public_id: str, action: str) -> HttpResponse:
    require(may(request.viewer, "see_silence"))
    seen = Objection.objects.visible_to(request.viewer).select_related("state", "procedure__council")
    objection = get_object_or_404(seen, public_id=public_id)
    if action not in WRITES:
        raise Http404
    write, right = WRITES[action]
    require(may(request.viewer, right, objection))
    if request.method != "POST":
        context = {"objection": objection, "procedure": objection.procedure, "action": action}
        return render(request, "councils/objection_step.html", context)
    form = VersionForm(request.POST)
    try:
        if not form.is_valid():
            raise StaleVersion([objection])
        write(objection=objection, act=act_of(request), version=form.cleaned_data["version"])
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    except StaleVersion:
        messages.warning(request, stale_words())
    else:
        messages.success(request, _("Withdrawn.") if action == "withdraw" else _("Released to the member states."))
    return redirect(address_of(objection.procedure))
