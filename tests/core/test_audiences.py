"""Three circles of readers, one inside the other, and who gets which rows."""

from collections.abc import Callable
from typing import Any

import pytest

from cbm_events.models import Event, Participation, PublishedFigure, YearlySummary
from cica_portal.common.audiences import (
    AUDIENCE_ORDER,
    EVERYBODY,
    Audience,
    audiences_that_see,
    visibilities_for,
    widest,
)
from cica_portal.common.models import Change, Document
from councils.models import Decision
from members.models import MemberState, User
from members.viewers import viewer_for
from tests import factories
from tests.cast import World

PUBLIC, MEMBERS, STAFF = AUDIENCE_ORDER
SEEN_BY_ROLE = {
    "visitor": {PUBLIC},
    "partner": {PUBLIC},
    "liaison": {PUBLIC, MEMBERS},
    "other_liaison": {PUBLIC, MEMBERS},
    "reader": {PUBLIC, MEMBERS, STAFF},
    "editor": {PUBLIC, MEMBERS, STAFF},
    "administrator": {PUBLIC, MEMBERS, STAFF},
}


def test_row_is_seen_by_its_audience_and_the_narrower_ones():
    seen = {visibility: set(audiences_that_see(visibility)) for visibility in Audience}
    assert seen == {PUBLIC: {PUBLIC, MEMBERS, STAFF}, MEMBERS: {MEMBERS, STAFF}, STAFF: {STAFF}}


def test_audience_sees_its_own_rows_and_the_wider_ones():
    seen = {audience: set(visibilities_for(audience)) for audience in Audience}
    assert seen == {PUBLIC: {PUBLIC}, MEMBERS: {PUBLIC, MEMBERS}, STAFF: {PUBLIC, MEMBERS, STAFF}}


def test_widest_audience():
    assert [widest(EVERYBODY), widest(frozenset({MEMBERS, STAFF})), widest(frozenset())] == [PUBLIC, MEMBERS, STAFF]


def one_of_each(make, **fixed) -> None:
    for visibility in Audience:
        make(visibility=visibility, **fixed)


ROWS: dict[Any, Callable[[], None]] = {
    Event: lambda: one_of_each(factories.make_event),
    Decision: lambda: one_of_each(factories.make_decision),
    PublishedFigure: lambda: one_of_each(factories.make_figure, period="2024"),
    Document: lambda: one_of_each(factories.make_document, public_basis="Note of the state"),
}


@pytest.mark.both
@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_rows_that_each_role_sees(viewers, model: Any):
    ROWS[model]()
    seen = {
        role: set(model._default_manager.visible_to(viewer).values_list("visibility", flat=True))
        for role, viewer in viewers.items()
    }
    assert seen == SEEN_BY_ROLE


@pytest.mark.both
def test_changes_that_each_role_sees(viewers):
    events = {visibility: factories.make_event(visibility=visibility) for visibility in Audience}
    ids = {event.public_id: visibility for visibility, event in events.items()}
    seen = {
        role: {ids[change.subject_id] for change in Change.objects.visible_to(viewer).filter(kind="event")}
        for role, viewer in viewers.items()
    }
    assert seen == SEEN_BY_ROLE


@pytest.mark.both
def test_proposal_is_seen_by_its_state_and_the_secretariat(viewers, world: World):
    factories.make_event(status="proposed", visibility="secretariat", roles=[factories.state_role(world.kaz)])
    seen = {role: Event.objects.visible_to(viewer).count() for role, viewer in viewers.items()}
    assert seen == {
        "visitor": 0, "partner": 0, "liaison": 1, "other_liaison": 0, "reader": 1, "editor": 1, "administrator": 1,
    }  # fmt: skip


@pytest.mark.both
def test_secretariats_own_plans_are_not_a_proposal_of_the_state(viewers, world: World):
    factories.make_event(status="planned", visibility="secretariat", roles=[factories.state_role(world.kaz)])
    assert Event.objects.visible_to(viewers["liaison"]).count() == 0


@pytest.mark.both
def test_state_with_two_roles_sees_its_proposal_once(viewers, world: World):
    roles = [factories.state_role(world.kaz), factories.state_role(world.kaz, "host")]
    factories.make_event(status="proposed", visibility="secretariat", roles=roles)
    assert Event.objects.visible_to(viewers["liaison"]).count() == 1


@pytest.mark.both
def test_answers_of_states(viewers, world: World):
    event = factories.make_event(roles=[factories.state_role(world.kaz)], visibility="public")
    for state in (world.kaz, world.tha, world.tur):
        factories.make_participation(event=event, state=state)
    seen = {
        role: sorted(row.state.code for row in Participation.objects.visible_to(viewer))
        for role, viewer in viewers.items()
    }
    everything = ["KAZ", "THA", "TUR"]
    assert seen == {
        "visitor": [], "partner": [], "liaison": everything, "other_liaison": ["THA"],
        "reader": everything, "editor": everything, "administrator": everything,
    }  # fmt: skip


@pytest.mark.both
def test_state_that_assists_does_not_see_the_answers(viewers, world: World):
    event = factories.make_event(roles=[factories.state_role(world.tha, "assisting")])
    factories.make_participation(event=event, state=world.tur)
    assert Participation.objects.visible_to(viewers["other_liaison"]).count() == 0


@pytest.mark.both
def test_summaries_that_each_role_sees(viewers):
    for audience in Audience:
        factories.make_summary(audience=audience)
    factories.make_summary(audience="public", stage="draft")
    factories.make_summary(audience="public", stage="published", state="failed")
    seen = {role: YearlySummary.objects.visible_to(viewer).count() for role, viewer in viewers.items()}
    assert seen == {
        "visitor": 1, "partner": 1, "liaison": 2, "other_liaison": 2, "reader": 5, "editor": 5, "administrator": 5,
    }  # fmt: skip


def test_disabled_person_sees_what_the_public_sees(world: World):
    user = User(role="liaison", state=world.kaz, is_active=False)
    assert (viewer_for(user).audience, viewer_for(user).state, viewer_for(user).user) == ("public", None, None)


def test_editor_does_not_speak_for_a_state(editor):
    assert viewer_for(editor).state is None


@pytest.mark.both
def test_states_are_open_to_all(viewers, world: World):
    assert {MemberState.objects.visible_to(viewer).count() for viewer in viewers.values()} == {4}


@pytest.mark.both
def test_figure_about_an_event_is_seen_by_nobody_who_does_not_see_the_event(viewers):
    event = factories.make_event(visibility="member_states")
    figure = factories.make_figure(event=event, visibility="public")
    seen = {role for role, viewer in viewers.items() if PublishedFigure.objects.visible_to(viewer).exists()}
    assert seen == {"liaison", "other_liaison", "reader", "editor", "administrator"}
    assert figure.audiences() == {MEMBERS, STAFF}
