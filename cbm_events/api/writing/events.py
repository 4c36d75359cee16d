"""Entering and changing events, and what may be done with one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from cbm_events.api.writing import shapes
from cbm_events.api.writing.bridge import Given, given_act, given_event
from cbm_events.forms.actions import MoveForm, form_for
from cbm_events.models import Event
from cbm_events.permissions import may
from cbm_events.services import save_event
from cbm_events.transitions import Action, apply_action, refusal_of
from cica_portal.common.api.bodies import read_body
from cica_portal.common.api.etags import content_tag
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

Writings = Mapping[str, Writing]
ACTS: dict[Action, type[serializers.Serializer]] = {Action.PLAN: shapes.PlanInput, Action.MOVE: shapes.MoveInput}


class EventWriting(WritingView):
    scope = ApiToken.Scope.EVENTS.value

    def tag_of(self, key: str, entry: Any) -> str:
        """The version is for those who may see every edit."""
        return super().tag_of(key, entry) if may(self.viewer, "edit_event") else content_tag(to_json(entry))

    def seen_event(self, key: str) -> Event:
        """The event to write: unseen is 404, seen but not to be edited 403."""
        self.require_key(key)
        found: Event | None = Event.objects.visible_to(self.viewer).with_parties().filter(public_id=key).first()
        if found is None:
            raise Http404
        self.require(may(self.viewer, "edit_event", found))
        return found

    def store(self, given: Given, act: Any) -> None:
        """Raises ApiProblem with what is to be put right."""
        if not given.is_valid():
            refuse(given.problems())
        roles = given.parties.roles() if given.parties is not None else None
        try:
            save_event(event=given.form.instance, roles=roles, act=act, version=given.form.cleaned_data["version"])
        except ValidationError as error:
            given.refuse(error)
            refuse(given.problems())


class EventList(EventWriting, ListView):
    http_method_names = [*ListView.http_method_names, "post"]
    schema = WritingSchema()
    body_shape = shapes.EventInput
    writings: ClassVar[Writings] = {
        "POST": Writing(
            name="enter_event",
            title=_("Enter an event"),
            about=_("For editors of the Secretariat. The answer is the new entry, and Location is its address."),
            status=201,
            needs_match=False,
        )
    }

    def post(self, request: Request) -> HttpResponse:
        self.require_writer()
        self.require(may(self.viewer, "add_event"))
        shape = self.body_shape()
        body = read_body(request, shape)
        return self.once(lambda once: self.enter(Event(), body, shape, once))

    def enter(self, event: Event, body: Any, shape: serializers.Serializer, once: Once) -> HttpResponse:
        if done := once.outcomes.get("0"):
            return self.written(done["id"], 201)
        given = given_event(event, body, shape)
        self.store(given, self.act(once, {"0": {"id": event.public_id}}, body))
        return self.written(event.public_id, 201)


class EventDetail(EventWriting, DetailView):
    http_method_names = [*DetailView.http_method_names, "patch"]
    schema = WritingSchema()
    body_shape = shapes.EventChangeInput
    writings: ClassVar[Writings] = {
        "PATCH": Writing(
            name="change_event",
            title=_("Change an event"),
            about=_("For editors of the Secretariat. What the body leaves out stays as it is; null empties a field."),
        )
    }

    def get(self, request: Request, **kwargs: str) -> HttpResponse:
        """Who may change the event gets a tag that names its version, too."""
        if not may(self.viewer, "edit_event"):
            return super().get(request, **kwargs)
        entry = self.content(**kwargs)
        return self.answer(to_json(entry), self.tag_of(kwargs["key"], entry))

    def patch(self, request: Request, key: str) -> HttpResponse:
        event, shape = self.seen_event(key), self.body_shape()
        body = read_body(request, shape)
        return self.once(lambda once: self.overwrite(event, body, shape, once))

    def overwrite(self, event: Event, body: Any, shape: serializers.Serializer, once: Once) -> HttpResponse:
        key = event.public_id
        if not once.outcomes:
            self.require_match(key)
            given = given_event(event, body, shape)
            try:
                self.store(given, self.act(once, {"0": {"id": key}}, body))
            except StaleVersion:
                self.refuse_stale(key)
        return self.written(key)


class EventAct(EventWriting):
    """What may be done with an event: POST, with a reason."""

    http_method_names = ["options", "post"]
    schema = WritingSchema()
    actions = Action
    body_shape = shapes.AnyActInput
    writings: ClassVar[Writings] = {
        "POST": Writing(
            name="act_on_event",
            title=_("Plan, confirm, postpone, move, cancel, reinstate an event, or mark it as held"),
            about=_("For editors of the Secretariat. 409 says why it cannot be done with the event as it is."),
        )
    }

    def post(self, request: Request, key: str, action: str) -> HttpResponse:
        if action not in Action.values:
            raise ApiProblem(404, detail=one_of(Action.values))
        event, wanted = self.seen_event(key), Action(action)
        shape = ACTS.get(wanted, shapes.ActInput)()
        body = read_body(request, shape)
        return self.once(lambda once: self.carry_out(event, wanted, body, shape, once))

    def carry_out(
        self, event: Event, action: Action, body: Any, shape: serializers.Serializer, once: Once
    ) -> HttpResponse:
        if not once.outcomes:
            self.require_match(event.public_id)
            self.do(event, action, body, shape, once)
        return self.written(event.public_id)

    def do(self, event: Event, action: Action, body: Any, shape: serializers.Serializer, once: Once) -> None:
        today, form = today_in(SECRETARIAT_ZONE, timezone.now()), form_for(action)
        if refusal := refusal_of(event, action, today):
            raise ApiProblem(409, detail=refusal)
        given = given_act(form(event=event), lambda data: form(data, event=event), body, shape)
        if not given.is_valid():
            refuse(given.problems())
        values = given.form.cleaned_data
        given.form.apply_to(event)
        try:
            apply_action(
                event=event,
                action=action,
                act=self.act(once, {"0": {"id": event.public_id}}, values),
                today=today,
                version=values["version"],
                dates=given.form.period if isinstance(given.form, MoveForm) else None,
            )
        except ValidationError as error:
            given.refuse(error, elsewhere="/period" if action == Action.MOVE else "")
            refuse(given.problems())
        except StaleVersion:
            self.refuse_stale(event.public_id)
