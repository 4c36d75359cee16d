"""The cast and the factories hold what they promise."""

import pytest

from cbm_events.models import Event
from tests import factories
from tests.cast import ROLES, World

MAKERS = [
    factories.make_area,
    factories.make_attestation,
    factories.make_chairmanship,
    factories.make_coordination,
    factories.make_council,
    factories.make_decision,
    factories.make_dimension,
    factories.make_document,
    factories.make_draft,
    factories.make_event,
    factories.make_figure,
    factories.make_participation,
    factories.make_party,
    factories.make_rule,
    factories.make_seat,
    factories.make_state,
    factories.make_summary,
    factories.make_timed_event,
    factories.make_user,
    factories.make_zone_label,
]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_factory_makes_a_valid_row(db, make):
    row = make()
    row.full_clean()
    assert type(row).objects.filter(pk=row.pk).exists()


def test_factory_makes_rows_that_differ(db):
    assert factories.make_event().title_en != factories.make_event().title_en


def test_cast_has_every_role(viewers):
    assert tuple(viewers) == ROLES
    audiences = {role: str(viewer.audience) for role, viewer in viewers.items()}
    assert audiences == {
        "visitor": "public",
        "partner": "public",
        "liaison": "member_states",
        "other_liaison": "member_states",
        "reader": "secretariat",
        "editor": "secretariat",
        "administrator": "secretariat",
    }


def test_liaisons_speak_for_their_states(viewers, world: World):
    assert (viewers["liaison"].state, viewers["other_liaison"].state) == (world.kaz, world.tha)
    assert [role for role, viewer in viewers.items() if viewer.state] == ["liaison", "other_liaison"]


def test_world_is_small_and_empty_of_events(world: World):
    assert sorted(world.states) == ["AZE", "KAZ", "THA", "TUR"]
    assert list(world.dimensions) == ["MP", "NCT", "ECO", "ENV", "HUM"]
    assert Event.objects.count() == 0


def test_client_as_is_signed_in(client_as, liaison):
    assert client_as("liaison").session["_auth_user_id"] == str(liaison.pk)
    assert "_auth_user_id" not in client_as("visitor").session
