"""Many events in one request: each row by itself with its own result, or on request all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from cbm_events.api.writing import shapes
from cbm_events.api.writing.bridge import Given, given_event
from cbm_events.api.writing.events import EventWriting, Writings
from cbm_events.models import Event
from cbm_events.permissions import may
from cbm_events.services import EventToSave, save_events
from cica_portal.common.api.bodies import Body, Fault, read_body
from cica_portal.common.api.once import Once
from cica_portal.common.api.openapi_writing import BulkResult, Writing, WritingSchema
from cica_portal.common.api.problems import WORDS, ApiProblem, NotAccepted
from cica_portal.common.api.renderers import CONTENT_TYPE, to_json
from cica_portal.common.api.views import KEY
from cica_portal.common.api.writing import tags_in
from cica_portal.common.history import StaleVersion


@dataclass(frozen=True)
class Refusal(Exception):
    """Why one row is not stored."""

    status: int
    faults: tuple[Fault, ...]


class EventBulk(EventWriting):
    """Upsert: a row with an identifier changes that event, one without enters a new one."""

    http_method_names = ["options", "post"]
    schema = WritingSchema()
    body_shape = shapes.BulkInput
    writings: ClassVar[Writings] = {
        "POST": Writing(
            name="write_events",
            title=gettext_lazy("Enter and change many events"),
            about=gettext_lazy(
                "A row with an identifier and the ETag changes that event, one without enters a new one. Each row has "
                "its own result; with “atomic” all are stored or none, and 422 names what is wrong in which row."
            ),
            needs_match=False,
            shape=BulkResult,
        )
    }

    def post(self, request: Request) -> HttpResponse:
        self.require_writer()
        self.require(may(self.viewer, "add_event") and may(self.viewer, "edit_event"))
        body = read_body(request, self.body_shape())
        if not body.get("rows"):
            raise NotAccepted([Fault("/rows", _("Give at least one row.")).written()])
        together = bool(body.get("atomic"))
        return self.once(lambda once: (self.all_or_nothing if together else self.row_by_row)(body, once))

    def row_by_row(self, body: Body, once: Once) -> HttpResponse:
        """What an earlier attempt has stored is not stored again."""
        rows, seen = body["rows"], self.seen(body["rows"])
        results: dict[int, dict[str, Any]] = {}
        for index, row in enumerate(rows):
            if done := once.outcomes.get(str(index)):
                results[index] = dict(done)
                continue
            try:
                results[index] = self.store_row(index, row, seen, body, once)
            except Refusal as refusal:
                results[index] = written_refusal(index, refusal)
        return self.answered(results)

    def store_row(self, index: int, row: Body, seen: Mapping[str, Any], body: Body, once: Once) -> dict[str, Any]:
        given = self.given(row, seen)
        if not given.is_valid():
            raise Refusal(422, tuple(given.problems()))
        outcome = result_of(row, given.form.instance)
        try:
            self.enter([given], body, once, {str(index): outcome})
        except ValidationError as error:
            given.refuse(error)
            raise Refusal(422, tuple(given.problems())) from error
        except StaleVersion as error:
            raise stale() from error
        return outcome

    def all_or_nothing(self, body: Body, once: Once) -> HttpResponse:
        if not once.outcomes:
            given, faults = [], []
            seen = self.seen(body["rows"])
            for index, row in enumerate(body["rows"]):
                found = self.judged(index, row, seen)
                given += [found] if isinstance(found, Given) else []
                faults += [] if isinstance(found, Given) else found
            if faults:
                raise NotAccepted([fault.written() for fault in faults])
            self.save_together(given, body, once)
        return self.answered({int(index): dict(outcome) for index, outcome in once.outcomes.items()})

    def judged(self, index: int, row: Body, seen: Mapping[str, Any]) -> Given | list[Fault]:
        try:
            given = self.given(row, seen)
        except Refusal as refusal:
            return [fault.under(f"/rows/{index}") for fault in refusal.faults]
        return given if given.is_valid() else [fault.under(f"/rows/{index}") for fault in given.problems()]

    def save_together(self, given: list[Given], body: Body, once: Once) -> None:
        outcomes = {
            str(index): result_of(row, one.form.instance)
            for index, (row, one) in enumerate(zip(body["rows"], given, strict=True))
        }
        try:
            self.enter(given, body, once, outcomes)
        except ValidationError as error:
            raise NotAccepted([Fault("/rows", message).written() for message in error.messages]) from error
        except StaleVersion as error:
            raise ApiProblem(412) from error
        once.outcomes |= outcomes

    def enter(self, given: list[Given], body: Body, once: Once, outcomes: Mapping[str, Any]) -> None:
        entries = [
            EventToSave(
                event=one.form.instance,
                roles=one.parties.roles() if one.parties is not None else None,
                version=one.form.cleaned_data["version"],
            )
            for one in given
        ]
        save_events(entries=entries, act=self.act(once, outcomes, body))

    def given(self, row: Body, seen: Mapping[str, Any]) -> Given:
        """The row as a form. Raises Refusal."""
        shape, key = shapes.EventInput(), row.get("id")
        wanted = {name: value for name, value in row.items() if name not in {"id", "if_match"}}
        if not key:
            return given_event(Event(), wanted, shape)
        if key not in seen:
            raise Refusal(404, (Fault("/id", str(WORDS[404][1])),))
        if "status" in row:
            raise Refusal(422, (Fault("/status", _("An act changes the status of an event that is there.")),))
        event, tag = seen[key]
        asked = tags_in(row.get("if_match") or "")
        if not asked:
            raise Refusal(428, (Fault("/if_match", _("Give the ETag of the event that you have seen.")),))
        if tag not in asked:
            raise stale()
        return given_event(event, wanted, shapes.EventChangeInput())

    def seen(self, rows: list[Body]) -> dict[str, tuple[Event, str]]:
        """The events that are to be changed, with their tags; read at once."""
        wanted = [key for row in rows if (key := row.get("id")) and KEY.fullmatch(key)]
        events = {
            event.public_id: event
            for event in Event.objects.visible_to(self.viewer).with_parties().filter(public_id__in=wanted)
        }
        tags = self.tags_of(list(events))
        return {key: (event, tags[key]) for key, event in events.items() if key in tags}

    def answered(self, results: dict[int, dict[str, Any]]) -> HttpResponse:
        tags = self.tags_of([found["id"] for found in results.values() if found.get("id")])
        for found in results.values():
            if key := found.get("id"):
                found |= {"url": self.address_of(key), "etag": tags.get(key)}
        body = to_json({"results": [{"row": index, **results[index]} for index in sorted(results)]})
        return HttpResponse(body, content_type=CONTENT_TYPE, headers={"Cache-Control": "private, no-store"})


def result_of(row: Body, event: Event) -> dict[str, Any]:
    return {"status": 200 if row.get("id") else 201, "id": event.public_id}


def stale() -> Refusal:
    return Refusal(412, (Fault("/if_match", str(WORDS[412][1])),))


def written_refusal(index: int, refusal: Refusal) -> dict[str, Any]:
    return {
        "status": refusal.status,
        "errors": [fault.under(f"/rows/{index}").written() for fault in refusal.faults],
    }
