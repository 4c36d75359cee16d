"""Undo of changes of plain rows, alone and several in one act."""

from datetime import date

import pytest

from cica_portal.common import history
from cica_portal.common.audit.undo import UndoRefusedError, undo
from cica_portal.common.models import Change
from members.models import Attestation, Chairmanship, Coordination, MemberState
from tests import factories
from tests.audit.conftest import last_act, undo_last
from tests.cast import World

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def refusal(changes: list[Change], act: history.Act) -> list[str]:
    with pytest.raises(UndoRefusedError) as refused:
        undo(changes=changes, act=act)
    return [reason for step in refused.value.steps for reason in step.obstacles]


def test_value_returns(act, undo_act, world: World):
    world.kaz.name_en = "Other"
    history.save(world.kaz, act=act)
    undo_last(world.kaz, undo_act)
    state = MemberState.objects.get(code="KAZ")
    assert (state.name_en, state.version) == ("Kazakhstan", 3)


def test_new_row_goes(act, undo_act):
    area = factories.make_area(act)
    undo_last(area, undo_act)
    assert not type(area).objects.filter(code=area.code).exists()


def test_row_to_which_others_point_stays(act, undo_act, world: World):
    area = factories.make_area(act)
    changes = last_act(area)
    factories.make_event(area=area, dimension=area.dimension)
    factories.make_coordination(area=area)
    assert sorted(refusal(changes, undo_act)) == ["Coordinations point to it (1).", "Events point to it (1)."]


def test_removed_row_returns_under_its_identifier(act, undo_act):
    chairmanship = factories.make_chairmanship()
    with history.batch(act) as batch:
        batch.remove(chairmanship)
    undo_last(chairmanship, undo_act)
    again = Chairmanship.objects.get(public_id=chairmanship.public_id)
    assert again.recorded_values() == chairmanship.recorded_values()


def test_removed_row_whose_state_is_gone_stays_away(act, undo_act):
    state = factories.make_state()
    chairmanship = factories.make_chairmanship(state=state)
    with history.batch(act) as batch:
        batch.remove(chairmanship)
    changes = last_act(chairmanship)
    with history.batch(act) as batch:
        batch.remove(state)
    assert refusal(changes, undo_act) == [f"Member state: {state.code} is no longer there."]


def test_rows_that_belong_together_go_and_return_together(act, undo_act, world: World):
    with history.batch(act) as batch:
        coordination = Coordination(state=world.kaz, area=world.areas["ECO-SME"], role="coordinator")
        batch.create(coordination)
        attestation = Attestation(
            coordination=coordination, as_of=date(2024, 2, 1), as_of_text="early 2024", source="Page"
        )
        batch.create(attestation)
    first = Change.objects.filter(batch=batch.id)
    removal = undo(changes=first, act=undo_act)
    assert not Coordination.objects.exists()
    undo(changes=Change.objects.filter(batch=removal.id), act=undo_act)
    again = Attestation.objects.get(public_id=attestation.public_id)
    assert again.coordination.public_id == coordination.public_id


def test_new_row_does_not_go_from_under_those_that_came_later(act, undo_act):
    coordination = factories.make_coordination(act)
    changes = last_act(coordination)
    factories.make_attestation(coordination=coordination)
    assert refusal(changes, undo_act) == ["Attestations point to it (1)."]


def test_order_frees_what_is_needed(act, undo_act, world: World):
    """One act ended a term and opened the next: only one term may be open, before, after and again."""
    old = factories.make_chairmanship(state=world.kaz, starts_on=date(2020, 9, 24))
    with history.batch(act) as batch:
        batch.edit(old)
        old.ends_on = date(2024, 12, 17)
        old.save()
        batch.create(Chairmanship(state=world.tha, starts_on=date(2024, 12, 17)))
    undo(changes=Change.objects.filter(batch=batch.id), act=undo_act)
    assert [(row.state.code, row.ends_on) for row in Chairmanship.objects.all()] == [("KAZ", None)]


def test_accounts_are_not_changed_from_the_log(act, undo_act, reader):
    reader.role = "administrator"
    history.save(reader, act=act)
    assert refusal(last_act(reader), undo_act) == [
        "Accounts and invitations are changed on their own pages, not from the log."
    ]
    reader.refresh_from_db()
    assert reader.role == "administrator"
