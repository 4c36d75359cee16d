"""A client of the API, and one row of everything that it gives out."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any

import pytest
from django.test import Client

from cbm_events.models import Event, EventRole, SummaryRow, YearlySummary
from cica_portal.api_urls import RESOURCES
from tests import factories
from tests.cast import World
from tests.councils.making import make_silence
from tests.plans.making import make_item, make_link, make_plan, make_version

PORTAL = "http://127.0.0.1:8000"
LISTS = [resource.path for resource in RESOURCES]
Ask = Callable[..., Any]


@dataclass(frozen=True)
class Filled:
    """An event of each visibility and with each kind of related row, a summary, and the rows below them."""

    world: World
    public: Event
    members: Event
    secret: Event
    proposal: Event
    summary: YearlySummary


@pytest.fixture
def filled(world: World) -> Filled:
    observer = factories.make_party(name_en="World Bank", name_ru="Всемирный банк", standing="observer")
    coordination = factories.make_coordination(state=world.kaz, area=world.areas["NCT-HLT"], basis={"role": "inferred"})
    factories.make_attestation(coordination=coordination, confidence="medium")
    factories.make_chairmanship(state=world.states["AZE"], meeting_en="Sixth Summit", source="Declaration")
    factories.make_seat(council=world.councils["BC"], state=world.kaz, role="chair")
    factories.make_decision(council=world.councils["SOC"], visibility="public", title_ru="Решение")
    factories.make_decision(council=world.councils["SOC"], title_en="Closed decision")
    make_silence(council=world.councils["SOC"])
    make_silence(council=world.councils["SOC"], is_circulated=False, subject_en="Canary")
    public = make_full_event(world, observer)
    members = factories.make_event(title_en="For members", earliest=date(2026, 6, 1))
    secret = factories.make_event(title_en="Canary", visibility="secretariat", earliest=date(2026, 6, 2))
    proposal = factories.make_event(
        title_en="Proposal of Kazakhstan", status="proposed", visibility="secretariat", earliest=date(2026, 6, 3),
        roles=[factories.state_role(world.kaz)],
    )  # fmt: skip
    summary = factories.make_summary(figures={"held": 1}, digest="0" * 64)
    make_belongings(public, members)
    make_public_plan(public)
    factories.make_holiday(state=world.kaz, name_en="Canary", kind="religious")
    SummaryRow.objects.create(summary=summary, subject_id=public.public_id, counted=True, facts={"status": "held"})
    factories.make_summary(stage="draft", year=2024)
    return Filled(world, public, members, secret, proposal, summary)


def make_full_event(world: World, observer: Any) -> Event:
    event = factories.make_event(
        title_en="Workshop", title_ru="Семинар", summary_en="About it", visibility="public", mode="hybrid",
        start_time=time(9), end_time=time(17), zone="Asia/Almaty", city_en="Astana", city_ru="Астана",
        country=world.kaz, dimension=world.dimensions["ECO"], area=world.areas["ECO-SME"],
        council=world.councils["BC"], source="Plan", confidence="high", source_note="canary note",
        roles=[
            factories.state_role(world.kaz, is_lead=True),
            factories.secretariat_role("assisting"),
            EventRole(party="organisation", role="co_organiser", organisation=observer),
        ],
    )  # fmt: skip
    factories.make_figure(event=event, visibility="public", said_on=date(2026, 5, 20))
    factories.make_figure(event=event, value=170, source="Canary figure")
    factories.make_participation(event=event, state=world.kaz, answer="takes_part", delegates=3)
    factories.make_participation(event=event, state=world.tha, answer="regrets")
    return event


def make_belongings(event: Event, other: Event) -> None:
    """A document and an outcome for everybody, and others that are not; a linked meeting for member states."""
    about: dict[str, Any] = {"subject_key": event.public_id}
    factories.make_document(**about, visibility="public", public_basis="Declaration", symbol="CICA/1")
    hidden = factories.make_document(**about, title_en="Canary", visibility="secretariat")
    factories.make_outcome(event=event, visibility="public", text_en="Taken note of", document=hidden)
    factories.make_outcome(event=event, visibility="secretariat", text_en="Canary")
    factories.make_link(part=other, main=event, relation="follow_up")


def make_public_plan(event: Event, **values: Any) -> None:
    """One public line, and beside it one in a version for member states."""
    plan = make_plan(stage="adopted", visibility="public", **values)
    item = make_item(plan, number=1, country=event.country)
    assert event.country is not None
    item.states.add(event.country)
    version = make_version(plan, item, visibility="public", public_basis="Declaration")
    version.lines.get().states.add(event.country)
    make_version(plan, item, make_item(plan, number=2, title_en="Second line"), kind="amended")
    make_link(item=item, event=event)


@pytest.fixture
def ask(client_as) -> Ask:
    """ask("events/", role="liaison", year=2026) is the answer that this person gets."""
    client_of: Callable[[str], Client] = cache(client_as)

    def get(path: str, role: str = "visitor", /, headers: dict[str, str] | None = None, **query: Any) -> Any:
        return client_of(role).get(path if path.startswith("/") else f"/api/v1/{path}", query, headers=headers)

    return get


@pytest.fixture
def results(ask: Ask) -> Callable[..., list[dict[str, Any]]]:
    """The entries of one page."""

    def get(path: str, role: str = "visitor", /, **query: Any) -> list[dict[str, Any]]:
        response = ask(path, role, **query)
        assert response.status_code == 200, response.content
        return json.loads(response.content)["results"]

    return get


def problem_of(response: Any) -> dict[str, Any]:
    assert response["Content-Type"] == "application/problem+json"
    return json.loads(response.content)
