"""The reply of a liaison's own state to an event."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from cbm_events.api.writing import shapes
from cbm_events.api.writing.bridge import Given, overlay
from cbm_events.api.writing.events import EventWriting, Writings
from cbm_events.forms.participation import ReplyForm
from cbm_events.models import Event
from cbm_events.participation.answers import own_reply, refusal_to_answer, save_own_reply
from cbm_events.participation.sheets import SheetClash
from cbm_events.participation.standings import said_by
from cbm_events.permissions import may
from cica_portal.common.api.bodies import Body, read_body
from cica_portal.common.api.once import Once
from cica_portal.common.api.openapi_writing import Writing, WritingSchema
from cica_portal.common.api.problems import ApiProblem
from cica_portal.common.api.writing import refuse
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import ApiToken


class EventReply(EventWriting):
    """The answer is the event with what its state has said of itself."""

    http_method_names = ["options", "post"]
    scope = ApiToken.Scope.REPLIES.value
    schema = WritingSchema()
    body_shape = shapes.ReplyInput
    writings: ClassVar[Writings] = {
        "POST": Writing(
            name="reply_to_event",
            title=_("Reply for the own state"),
            about=_("For liaisons of member states. 409 says why no reply is taken any more."),
        )
    }

    def post(self, request: Request, key: str) -> HttpResponse:
        self.require_key(key)
        event: Event | None = Event.objects.visible_to(self.viewer).filter(public_id=key).first()
        if event is None:
            raise Http404
        self.require(may(self.viewer, "answer_for_state"))
        body = read_body(request, self.body_shape())
        return self.once(lambda once: self.reply(event, body, once))

    def reply(self, event: Event, body: Body, once: Once) -> HttpResponse:
        if not once.outcomes:
            today, state = today_in(SECRETARIAT_ZONE, timezone.now()), self.viewer.state
            shown = said_by(own_reply(event, state, today))
            self.require_match(event.public_id)
            if refusal := refusal_to_answer(event, today):
                raise ApiProblem(409, detail=refusal)
            given = self.given(body)
            act = self.act(once, {"0": {"id": event.public_id}})
            try:
                save_own_reply(event=event, state=state, shown=shown, wanted=given.form.said, today=today, act=act)
            except ValidationError as error:
                given.refuse(error)
                refuse(given.problems())
            except SheetClash:
                self.refuse_stale(event.public_id)
        return self.written(event.public_id)

    def given(self, body: Body) -> Given:
        data: dict[str, str] = {}
        overlay(data, body, self.body_shape())
        given = Given(ReplyForm(data))
        if not given.is_valid():
            refuse(given.problems())
        return given
