"""One page for each step of a plan: what will happen, then the act, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cbm_events.forms.entries import problems_of
from cbm_events.forms.plans import FORMS, CirculateForm
from cbm_events.models import Plan, PlanVersion
from cbm_events.plans.freezing import FREEZING, Action, freeze, proposals_left_out, refusal_of, show
from cbm_events.views.entry import CONFLICT, NOT_ACCEPTED, act_of
from cbm_events.views.plans.seen import plan_address, plan_to_do, today
from cica_portal.common.history import StaleVersion
from cica_portal.common.viewer import ViewerRequest

REASON_LENGTH = 500


@dataclass(frozen=True)
class Words:
    """A step on its page, on its button, and when it is done."""

    title: str | Promise
    effect: str | Promise
    done: str | Promise


WORDS: dict[Action, Words] = {
    Action.CIRCULATE: Words(
        gettext_lazy("Circulate the draft plan"),
        gettext_lazy("The lines are frozen as a version that member states read. The draft can go on changing."),
        gettext_lazy("The draft plan is circulated."),
    ),
    Action.ADOPT: Words(
        gettext_lazy("Record the adoption of the plan"),
        gettext_lazy(
            "The lines are frozen with their numbers and are never written again. Proposals that stand in the plan "
            "become planned events, for member states."
        ),
        gettext_lazy("The plan is recorded as adopted."),
    ),
    Action.AMEND: Words(
        gettext_lazy("Record an amendment of the plan"),
        gettext_lazy(
            "The working text becomes the next version. Lines keep their numbers, new ones get new numbers, and "
            "withdrawn ones stay listed as withdrawn."
        ),
        gettext_lazy("The amendment is recorded."),
    ),
    Action.PUBLISH: Words(
        gettext_lazy("Make the plan public"),
        gettext_lazy("Everybody reads the last version. Events that are not public stay unseen."),
        gettext_lazy("The plan is public."),
    ),
    Action.RESTRICT: Words(
        gettext_lazy("Show the plan to member states only"),
        gettext_lazy("The last version is no longer public. What was read or copied cannot be taken back."),
        gettext_lazy("The last version is for member states only."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ViewerRequest, public_id: str, action: str) -> HttpResponse:
    plan = plan_to_do(request.viewer, public_id, "decide_plan")
    if action not in Action.values:
        raise Http404
    wanted = Action(action)
    if request.method == "POST":
        return perform(request, plan, wanted)
    return show_step(request, plan, wanted, form_of(plan, wanted))


def form_of(plan: Plan, action: Action, data: QueryDict | None = None) -> CirculateForm:
    proposals = list(proposals_left_out(plan)) if action == Action.ADOPT else []
    return FORMS[action](data, plan=plan, today=today(), proposals=proposals)


def perform(request: ViewerRequest, plan: Plan, action: Action) -> HttpResponse:
    form = form_of(plan, action, request.POST)
    is_complete = form.is_valid()
    if is_done(plan, action, form):
        return done_already(request, plan)
    if refusal_of(plan, action):
        return show_step(request, plan, action, form, status=CONFLICT)
    if not is_complete:
        return show_step(request, plan, action, form, status=NOT_ACCEPTED)
    return carry_out(request, plan, action, form)


def carry_out(request: ViewerRequest, plan: Plan, action: Action, form: CirculateForm) -> HttpResponse:
    try:
        write(request, plan, action, form)
    except ValidationError as error:
        for message in error.messages:
            form.add_error(None, message)
        stored = plan_to_do(request.viewer, plan.public_id, "decide_plan")
        return show_step(request, stored, action, form, status=NOT_ACCEPTED)
    except StaleVersion:
        return show_stale(request, plan, action, form)
    messages.success(request, str(WORDS[action].done))
    return redirect(plan_address(plan))


def write(request: ViewerRequest, plan: Plan, action: Action, form: CirculateForm) -> None:
    values, version = form.cleaned_data, form.cleaned_data["version"]
    reason = values.get("basis") or values.get("note", "")
    act = act_of(request, reason=" ".join(reason.split())[:REASON_LENGTH], note=values["internal"])
    if action in FREEZING:
        freeze(
            plan=plan, action=action, act=act, version=version, details=form.details(), not_included=form.not_included()
        )
    else:
        show(plan=plan, action=action, act=act, version=version, **form.details())


def show_stale(request: ViewerRequest, plan: Plan, action: Action, form: CirculateForm) -> HttpResponse:
    """Somebody was faster: either it is done, or the plan is to be looked at once more with what was typed kept."""
    stored = plan_to_do(request.viewer, plan.public_id, "decide_plan")
    if is_done(stored, action, form):
        return done_already(request, stored)
    data: QueryDict = request.POST.copy()
    data["version"] = str(stored.version)
    return show_step(request, stored, action, form_of(stored, action, data), status=CONFLICT, is_stale=True)


def is_done(plan: Plan, action: Action, form: CirculateForm) -> bool:
    """Whether the last step is this one, after the version that the person saw: sent twice."""
    seen = form.cleaned_data.get("version") or plan.version
    if seen >= plan.version or action not in FREEZING:
        return False
    last = PlanVersion.objects.filter(plan=plan).order_by("-number").first()
    day = form.cleaned_data.get("decided_on")
    return last is not None and last.kind == FREEZING[action] and last.decided_on == day


def done_already(request: ViewerRequest, plan: Plan) -> HttpResponse:
    messages.info(request, _("This is done already."))
    return redirect(plan_address(plan))


def show_step(
    request: ViewerRequest,
    plan: Plan,
    action: Action,
    form: CirculateForm,
    *,
    status: int = 200,
    is_stale: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "plan": plan,
        "words": WORDS[action],
        "form": form,
        "count": plan.items.standing().count(),
        "refusal": refusal_of(plan, action),
        "is_stale": is_stale,
        "problems": list(problems_of(form)) if form.is_bound else [],
    }
    return render(request, "cbm_events/plan_step.html", context, status=status)
