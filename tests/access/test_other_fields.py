"""Fields of the rows behind a form that the form does not ask for: sent along, they change nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import models, transaction
from django.test import Client

from cbm_events.api.writing.bridge import POINTERS
from cbm_events.models import Event, Outcome, Participation, Proposal, PublishedFigure
from cica_portal.common.models import Change, Document
from councils.models import Objection
from members.models import Holiday, User
from tests import factories
from tests.api.writing.conftest import EVENTS, FORUM, PROPOSALS, faults, post, program_of
from tests.cast import World
from tests.councils.making import make_silence
from tests.documents.conftest import ABOUT
from tests.entry.conftest import GOOD
from tests.page_forms import controls
from tests.participation.test_results import FIGURE, OUTCOME

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("at_now")]
HOSTILE = "aaaaaaaaaa"
# What a new row draws by lot, unless it is what was sent along.
RANDOM = re.compile(rf"'(?:batch|public_id|subject_id|uid|series)': (?:UUID\()?'(?!{HOSTILE}')[^']*'")
OWNERS = {"owner", "is_staff", "is_superuser", "is_public", "is_admin", "pk"}
Rows = dict[tuple[str, Any], dict[str, Any]]
HOLIDAY = {"day": "05.05.2027", "kind": "religious", "name_en": "Feast", "is_estimated": "on"}
OBJECTION = {"text": "No consensus yet."}


@dataclass(frozen=True)
class Page:
    """A form, whose rows these are, and what is typed into it."""

    role: str
    address: Callable[[World], str]
    model: type[models.Model]
    typed: dict[str, str] = field(default_factory=dict)


def event_at(ending: str) -> Callable[[World], str]:
    def make(world: World) -> str:
        return f"/events/{factories.make_event(roles=[factories.state_role(world.kaz)]).public_id}/{ending}"

    return make


def proposal_of_kazakhstan(world: World) -> str:
    author = factories.make_user(role="liaison", state=world.kaz)
    return f"/proposals/{factories.make_proposal(author=author).public_id}/edit/"


PAGES = {
    "account": Page("liaison", lambda world: "/account/", User, {"zone": "Asia/Baku"}),
    "new proposal": Page("liaison", lambda world: "/proposals/new/", Proposal, GOOD),
    "proposal": Page("liaison", proposal_of_kazakhstan, Proposal, {"title_en": "Another title"}),
    "reply": Page("liaison", event_at("reply/"), Participation, {"answer": "takes_part", "delegates": "2"}),
    "new event": Page("editor", lambda world: "/events/new/", Event, GOOD),
    "event": Page("editor", event_at("edit/"), Event, {"title_en": "Another title"}),
    "cancel": Page("editor", event_at("act/cancel/"), Event),
    "figure": Page("editor", event_at("figures/new/"), PublishedFigure, FIGURE),
    "outcome": Page("editor", event_at("outcomes/new/"), Outcome, OUTCOME),
    "holiday": Page("editor", lambda world: "/states/KAZ/holidays/new/", Holiday, HOLIDAY),
    "objection": Page("liaison", lambda world: f"/silence/{make_silence().public_id}/objection/", Objection, OBJECTION),
    "document": Page("editor", event_at("documents/new/"), Document, ABOUT | {"url": "https://example.org/a.pdf"}),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_form_takes_nothing_that_it_does_not_ask_for(client_as, world: World, other_liaison, page: Page):
    client, address = client_as(page.role), page.address(world)
    form = controls(client.get(address), "method", "post") | page.typed
    others = {
        name: value for name, value in hostile_values(page.model, world, other_liaison).items() if name not in form
    }
    assert len(others) > 10
    assert effects(client, address, form | others) == effects(client, address, form)


def hostile_values(model: type[models.Model], world: World, stranger: User) -> dict[str, str]:
    found = dict.fromkeys(OWNERS, str(stranger.pk))
    for column in model._meta.concrete_fields:
        found[column.name] = found[column.attname] = hostile_value(column, world, stranger)
    return found


def hostile_value(column: models.Field[Any, Any], world: World, stranger: User) -> str:
    if column.related_model is User:
        return str(stranger.pk)
    if column.name in {"state", "country"}:
        return "THA"
    if column.choices:
        return str(list(column.choices)[-1][0])
    if isinstance(column, models.BooleanField):
        return "on"
    if isinstance(column, models.DateField):
        return "2031-01-01"
    return str(world.tha.pk) if column.is_relation or isinstance(column, models.IntegerField) else HOSTILE


def effects(client: Client, address: str, form: dict[str, str]) -> list[str]:
    """What this form changes in all rows of the portal, and adds to them; then it is taken back."""
    with transaction.atomic():
        before = all_rows()
        answer = client.post(address, form)
        assert answer.status_code == 302, answer.content.decode()
        after = all_rows()
        transaction.set_rollback(True)
    found = [key for key in after if after[key] != before.get(key)]
    assert found
    new_events = {pk for model, pk in found if model == "cbm_events.event" and (model, pk) not in before}
    told = {key: {n: "new" if n == "event" and v in new_events else v for n, v in after[key].items()} for key in found}
    return sorted(RANDOM.sub("", f"{key if key in before else key[0]} {row}") for key, row in told.items())


def all_rows() -> Rows:
    kinds = [
        model for model in apps.get_models() if model._meta.app_label in {"common", "members", "councils", "cbm_events"}
    ]
    rows = [row for model in kinds for row in serializers.serialize("python", model._base_manager.all())]
    return {(row["model"], row["pk"]): row["fields"] for row in rows}


TAKEN = {pointer.split("/")[1] for pointer in POINTERS.values()}
OFFER = {name: value for name, value in FORUM.items() if name not in {"roles", "visibility"}}


def names_of(*kinds: type[models.Model]) -> set[str]:
    columns = [column for kind in kinds for column in kind._meta.concrete_fields]
    return OWNERS | {column.name for column in columns} | {column.attname for column in columns}


def refused_at(client: Client, path: str, body: dict[str, Any], name: str) -> bool:
    """As a key of the body, and inside its objects."""
    bodies = {f"#/{name}": body | {name: "1"}, f"#/title/{name}": body | {"title": {"en": "Forum", name: "1"}}}
    answers = {place: post(client, path, sent) for place, sent in bodies.items()}
    return all(answer.status_code == 422 and place in faults(answer) for place, answer in answers.items())


def test_api_refuses_every_other_field_of_a_proposal(liaison):
    client = program_of(liaison, "write:proposals")
    others = names_of(Proposal, Event, User) - (TAKEN - {"status", "visibility"})
    before = Change.objects.count()
    assert [name for name in sorted(others) if not refused_at(client, PROPOSALS, OFFER, name)] == []
    assert (Proposal.objects.count(), Change.objects.count()) == (0, before)


def test_api_refuses_every_other_field_of_an_event(world: World, editor):
    client = program_of(editor, "write:events")
    others = names_of(Event, User) - TAKEN
    before = Change.objects.count()
    assert [name for name in sorted(others) if not refused_at(client, EVENTS, FORUM, name)] == []
    assert (Event.objects.count(), Change.objects.count()) == (0, before)
