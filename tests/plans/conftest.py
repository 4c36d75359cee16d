"""A draft plan of 2026 with three lines: a seminar in Astana, a workshop in Bangkok, a forum without an event."""

from collections.abc import Callable
from datetime import date

import pytest

from cbm_events.models import Event, Plan, PlanItem, PlanVersion
from cbm_events.plans import drafting, freezing
from cbm_events.plans.freezing import Action
from tests.factories import make_act, make_event, state_role
from tests.plans.making import MEETING, make_plan

DUE = date(2025, 10, 31)


@pytest.fixture(autouse=True)
def here_and_now(at_now):
    """The portal's clock stands still."""


@pytest.fixture
def plan(world) -> Plan:
    return make_plan(submissions_due=DUE)


@pytest.fixture
def seminar(world) -> Event:
    return make_event(
        title_en="Seminar on risk analysis", title_ru="Семинар по анализу рисков",
        earliest=date(2026, 2, 10), latest=date(2026, 2, 11), city_en="Astana", city_ru="Астана", country=world.kaz,
        dimension=world.dimensions["MP"], roles=[state_role(world.kaz), state_role(world.tur, "co_organiser")],
    )  # fmt: skip


@pytest.fixture
def workshop(world) -> Event:
    return make_event(
        title_en="Workshop on disaster management", earliest=date(2026, 6, 1), latest=date(2026, 6, 30),
        precision="month", city_en="Bangkok", country=world.tha, dimension=world.dimensions["ENV"],
        area=world.areas["ENV-DIS"], roles=[state_role(world.tha)],
    )  # fmt: skip


@pytest.fixture
def lines(plan, seminar, workshop, world) -> list[PlanItem]:
    found = drafting.add_events(plan=plan, events=[seminar, workshop], act=make_act())
    forum = PlanItem(
        plan=plan,
        title_en="Business forum",
        precision="tbc",
        dimension=world.dimensions["ECO"],
        organisers_en="Türkiye",
    )
    return [*found, drafting.save_item(item=forum, states=[world.tur], act=make_act())]


@pytest.fixture
def freeze() -> Callable[..., PlanVersion]:
    """As it would be done on the page, by whoever sees the plan as it is."""

    def act(plan: Plan, action: Action, **values) -> PlanVersion:
        stored = Plan.objects.get(pk=plan.pk)
        details = {} if action == Action.CIRCULATE else MEETING
        return freezing.freeze(
            plan=stored, action=action, version=stored.version, details=values.pop("details", details),
            act=values.pop("act", make_act()), **values,
        )  # fmt: skip

    return act


@pytest.fixture
def adopted(plan, lines, freeze) -> PlanVersion:
    return freeze(plan, Action.ADOPT)
