"""Kazakhstan offers a seminar; two liaisons of the state, one of another, an editor."""

from collections.abc import Callable

import pytest

from cbm_events.models import Proposal
from cbm_events.proposals.steps import Action, take_step
from members.models import User
from tests.factories import NOW, make_act, make_proposal, make_user


@pytest.fixture(autouse=True)
def here_and_now(at_now):
    """The portal's clock stands still."""


@pytest.fixture
def colleague(world) -> User:
    return make_user(role="liaison", state=world.kaz)


@pytest.fixture
def draft(liaison, world) -> Proposal:
    return make_proposal(
        author=liaison, title_en="Seminar on risk analysis", dimension=world.dimensions["ECO"], city_en="Astana"
    )


@pytest.fixture
def step(liaison, editor) -> Callable[..., Proposal]:
    """Takes one as it would be taken on a page, by whoever may."""

    def take(proposal: Proposal, action: Action, **values) -> Proposal:
        actor = liaison if action in {Action.SUBMIT, Action.WITHDRAW} else editor
        act = make_act(actor=actor, at=values.pop("at", NOW))
        return take_step(proposal=proposal, action=action, act=act, version=proposal.version, **values)

    return take


@pytest.fixture
def submitted(draft, editor, step) -> Proposal:
    return step(draft, Action.SUBMIT)
