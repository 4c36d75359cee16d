"""Proposals: a state's liaisons write them and send them, the Secretariat answers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from cbm_events.api.writing import shapes
from cbm_events.api.writing.bridge import Given, given_act, given_content
from cbm_events.api.writing.events import Writings
from cbm_events.forms.proposals import ProposalForm, form_for
from cbm_events.models import Proposal
from cbm_events.permissions import may
from cbm_events.proposals.steps import NEEDED, Action, refusal_of, refusal_to_edit, save_proposal, take_step
from cica_portal.common.api.bodies import read_body
from cica_portal.common.api.once import Once
from cica_portal.common.api.openapi_writing import Writing, WritingSchema
from cica_portal.common.api.parameters import one_of
from cica_portal.common.api.problems import ApiProblem
from cica_portal.common.api.renderers import to_json
from cica_portal.common.api.views import DetailView, ListView
from cica_portal.common.api.writing import WritingView, refuse
from cica_portal.common.history import StaleVersion
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import ApiToken

STEPS: dict[Action, type[serializers.Serializer]] = {Action.NOT_INCLUDED: shapes.NotIncludedInput}


class ProposalWriting(WritingView):
    scope = ApiToken.Scope.PROPOSALS.value

    def seen_proposal(self, key: str, rule: str) -> Proposal:
        """The proposal to write: unseen is 404, seen but not for this person 403."""
        self.require_key(key)
        found: Proposal | None = Proposal.objects.visible_to(self.viewer).with_subjects().filter(public_id=key).first()
        if found is None:
            raise Http404
        self.require(may(self.viewer, rule, found))
        return found

    def store(self, given: Given, act: Any) -> None:
        """Raises ApiProblem with what is to be put right."""
        if not given.is_valid():
            refuse(given.problems())
        try:
            save_proposal(proposal=given.form.instance, act=act, version=given.form.cleaned_data["version"])
        except ValidationError as error:
            given.refuse(error)
            refuse(given.problems())


class ProposalList(ProposalWriting, ListView):
    http_method_names = [*ListView.http_method_names, "post"]
    schema = WritingSchema()
    writings: ClassVar[Writings] = {
        "POST": Writing(
            name="offer_event",
            title=_("Write a proposal"),
            about=_("For liaisons of member states: a draft, which their colleagues share. “submit” sends it."),
            status=201,
            needs_match=False,
        )
    }
    body_shape = shapes.ProposalInput

    def post(self, request: Request) -> HttpResponse:
        self.require_writer()
        self.require(may(self.viewer, "offer_event"))
        shape = self.body_shape()
        body = read_body(request, shape)
        return self.once(lambda once: self.offer(body, shape, once))

    def offer(self, body: Any, shape: serializers.Serializer, once: Once) -> HttpResponse:
        if done := once.outcomes.get("0"):
            return self.written(done["id"], 201)
        offered_by: dict[str, Any] = {"state": self.viewer.state, "author": self.viewer.user}
        proposal = Proposal(**offered_by)
        given = given_content(ProposalForm, proposal, body, shape)
        self.store(given, self.act(once, {"0": {"id": proposal.public_id}}))
        return self.written(proposal.public_id, 201)


class ProposalDetail(ProposalWriting, DetailView):
    http_method_names = [*DetailView.http_method_names, "patch"]
    schema = WritingSchema()
    writings: ClassVar[Writings] = {
        "PATCH": Writing(
            name="change_proposal",
            title=_("Change a proposal"),
            about=_("For liaisons of its state, while it is a draft or returned. What the body leaves out stays."),
        )
    }
    body_shape = shapes.ProposalInput

    def get(self, request: Request, **kwargs: str) -> HttpResponse:
        entry = self.content(**kwargs)
        return self.answer(to_json(entry), self.tag_of(kwargs["key"], entry))

    def patch(self, request: Request, key: str) -> HttpResponse:
        proposal, shape = self.seen_proposal(key, "edit_proposal"), self.body_shape()
        body = read_body(request, shape)
        return self.once(lambda once: self.overwrite(proposal, body, shape, once))

    def overwrite(self, proposal: Proposal, body: Any, shape: serializers.Serializer, once: Once) -> HttpResponse:
        key = proposal.public_id
        if not once.outcomes:
            self.require_match(key)
            if refusal := refusal_to_edit(proposal):
                raise ApiProblem(409, detail=refusal)
            try:
                self.store(given_content(ProposalForm, proposal, body, shape), self.act(once, {"0": {"id": key}}))
            except StaleVersion:
                self.refuse_stale(key)
        return self.written(key)


class ProposalStepView(ProposalWriting):
    """What may be done with a proposal: POST, with a comment."""

    http_method_names = ["options", "post"]
    schema = WritingSchema()
    actions = Action
    writings: ClassVar[Writings] = {
        "POST": Writing(
            name="act_on_proposal",
            title=_("Send, withdraw or answer a proposal"),
            about=_(
                "Its state sends and withdraws it; the Secretariat enters it in the draft plan, returns it for "
                "consultation or records that an adopted plan does not include it."
            ),
        )
    }
    body_shape = shapes.AnyStepInput

    def post(self, request: Request, key: str, action: str) -> HttpResponse:
        if action not in Action.values:
            raise ApiProblem(404, detail=one_of(Action.values))
        wanted = Action(action)
        proposal = self.seen_proposal(key, NEEDED[wanted])
        shape = STEPS.get(wanted, shapes.StepInput)()
        body = read_body(request, shape)
        return self.once(lambda once: self.carry_out(proposal, wanted, body, shape, once))

    def carry_out(
        self, proposal: Proposal, action: Action, body: Any, shape: serializers.Serializer, once: Once
    ) -> HttpResponse:
        if not once.outcomes:
            self.require_match(proposal.public_id)
            self.do(proposal, action, body, shape, once)
        return self.written(proposal.public_id)

    def do(self, proposal: Proposal, action: Action, body: Any, shape: serializers.Serializer, once: Once) -> None:
        if refusal := refusal_of(proposal, action):
            raise ApiProblem(409, detail=refusal)
        form = form_for(action)
        asked: dict[str, Any] = {"proposal": proposal, "today": today_in(SECRETARIAT_ZONE, timezone.now())}
        given = given_act(form(**asked), lambda data: form(data, **asked), body, shape)
        if not given.is_valid():
            refuse(given.problems())
        values = given.form.cleaned_data
        try:
            take_step(
                proposal=proposal,
                action=action,
                act=self.act(once, {"0": {"id": proposal.public_id}}),
                version=values["version"],
                comment=values["comment"],
                plan=given.form.plan(),
            )
        except ValidationError as error:
            given.refuse(error)
            refuse(given.problems())
        except StaleVersion:
            self.refuse_stale(proposal.public_id)
