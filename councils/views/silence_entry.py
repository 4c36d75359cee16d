"""A silence procedure is drafted, and taken from step to step."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cica_portal.common.access import require
from cica_portal.common.history import StaleVersion
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from councils.forms import SilenceForm, StepForm, form_for
from councils.models import Council, SilenceProcedure, SilenceStage, SilenceStep
from councils.permissions import may
from councils.silence.addressees import chair_of
from councils.silence.steps import LEADS_TO, refusal_of, save_procedure, take_step
from councils.views.silence import act_of, seen_procedure, shown, stale_words

NOT_ACCEPTED, CONFLICT = 422, 409
Action = SilenceStep.Action
EFFECTS = {
    Action.CIRCULATE: gettext_lazy(
        "The member states read the text and the deadline. From now on the text is frozen. Silence until the deadline "
        "is consent; the Chair then notifies the adoption."
    ),
    Action.EXTEND: gettext_lazy("The member states read the new deadline; reminders follow it."),
    Action.BREAK: gettext_lazy(
        "The procedure ends without a decision. The member states read that silence was broken, not by whom."
    ),
    Action.ADOPT: gettext_lazy(
        "The decision is entered with the day of the Chair's notification, for the member states."
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "edit_silence"))
    return (
        receive(request, SilenceForm(request.POST)) if request.method == "POST" else show_form(request, blank(request))
    )


def blank(request: ViewerRequest) -> SilenceForm:
    """With the body that the address names, and the state in its chair."""
    council = Council.objects.visible_to(request.viewer).filter(code=request.GET.get("council", "")[:8]).first()
    chair = chair_of(council, today_in(SECRETARIAT_ZONE, timezone.now())) if council else None
    return SilenceForm(instance=SilenceProcedure(), initial={"council": council, "chair": chair})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ViewerRequest, public_id: str) -> HttpResponse:
    found = seen_procedure(request.viewer, public_id)
    require(may(request.viewer, "edit_silence", found))
    if found.stage != SilenceStage.DRAFT:
        messages.info(request, _("The text was circulated: it is not changed any more."))
        return redirect(address_of(found))
    if request.method != "POST":
        return show_form(request, SilenceForm(instance=found))
    return receive(request, SilenceForm(request.POST, instance=found))


def receive(request: ViewerRequest, form: SilenceForm) -> HttpResponse:
    if not form.is_valid():
        return show_form(request, form, status=NOT_ACCEPTED)
    procedure = form.instance
    try:
        save_procedure(procedure=procedure, act=act_of(request), version=form.cleaned_data["seen_version"])
    except ValidationError as error:
        form.add_error(None, error.messages)
        return show_form(request, form, status=NOT_ACCEPTED)
    except StaleVersion:
        messages.warning(request, stale_words())
        stored = seen_procedure(request.viewer, procedure.public_id)
        return show_form(request, SilenceForm(instance=stored), status=CONFLICT)
    messages.success(request, _("Saved."))
    return redirect(address_of(procedure))


def show_form(request: ViewerRequest, form: SilenceForm, *, status: int = 200) -> HttpResponse:
    procedure = None if form.instance._state.adding else form.instance
    return render(request, "councils/silence_form.html", {"form": form, "procedure": procedure}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ViewerRequest, public_id: str, action: str) -> HttpResponse:
    found = seen_procedure(request.viewer, public_id)
    if action not in Action.values:
        raise Http404
    require(may(request.viewer, "edit_silence", found))
    wanted, today = Action(action), today_in(SECRETARIAT_ZONE, timezone.now())
    if request.method != "POST":
        return show_step(request, found, wanted, form_for(wanted)(procedure=found, today=today))
    return perform(request, found, wanted, form_for(wanted)(request.POST, procedure=found, today=today))


def perform(request: ViewerRequest, procedure: SilenceProcedure, action: Action, form: StepForm) -> HttpResponse:
    is_complete = form.is_valid()
    if (
        form.cleaned_data.get("version", 0) < procedure.version
        and procedure.stage == LEADS_TO[action] != SilenceStage.CIRCULATED
    ):
        messages.info(request, _("This is done already."))
        return redirect(address_of(procedure))
    if refusal_of(procedure, action, timezone.now()):
        return show_step(request, procedure, action, form, status=CONFLICT)
    if not is_complete:
        return show_step(request, procedure, action, form, status=NOT_ACCEPTED)
    act, version = act_of(request), form.cleaned_data["version"]
    try:
        take_step(procedure=procedure, action=action, act=act, version=version, said=form.said())
    except ValidationError as error:
        add_errors(form, error)
        return show_step(request, seen_again(request, procedure), action, form, status=NOT_ACCEPTED)
    except StaleVersion:
        messages.warning(request, stale_words())
        return redirect(address_of(procedure))
    messages.success(request, _("Done: %(action)s.") % {"action": action.label})
    return redirect(address_of(procedure))


def add_errors(form: StepForm, error: ValidationError) -> None:
    """Under the fields that they name, where the form has these."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, words in by_field.items():
        form.add_error(name if name in form.fields else None, words)


def seen_again(request: ViewerRequest, procedure: SilenceProcedure) -> SilenceProcedure:
    return seen_procedure(request.viewer, procedure.public_id)


def show_step(
    request: ViewerRequest, procedure: SilenceProcedure, action: Action, form: StepForm, *, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    context = {
        "procedure": procedure,
        "shown": shown([procedure], at)[0],
        "action": action,
        "effect": EFFECTS[action],
        "form": form,
        "refusal": refusal_of(procedure, action, at),
    }
    return render(request, "councils/silence_step.html", context, status=status)


def address_of(procedure: SilenceProcedure) -> str:
    return reverse("councils:silence", args=[procedure.public_id])
