"""Demo users: marked, once, and in an embedded portal only."""

import pytest

from cica_portal.common.reference import Outcome
from members.demo import DEMO_PASSWORD, DEMO_USERS, load_demo_users
from members.models import User
from tests.data.conftest import loading_act


def test_demo_users_are_marked_and_can_sign_in(reference: list[Outcome]):
    load_demo_users(act=loading_act())
    users = {user.email: user for user in User.objects.select_related("state")}
    assert {*users} == {demo.email for demo in DEMO_USERS}
    assert all(user.is_demo and user.is_active and user.check_password(DEMO_PASSWORD) for user in users.values())
    assert {(user.role, user.state.code if user.state else "") for user in users.values()} == {
        ("administrator", ""),
        ("editor", ""),
        ("reader", ""),
        ("liaison", "KAZ"),
        ("liaison", "THA"),
    }
    assert {users["kaz@demo.example"].language, users["tha@demo.example"].language} == {"ru", "en"}


@pytest.mark.both
def test_second_run_enters_nobody_and_resets_no_password(reference: list[Outcome]):
    assert len(load_demo_users(act=loading_act())) == len(DEMO_USERS)
    editor = User.objects.get(email="editor@demo.example")
    editor.set_password("another one")
    editor.save()
    assert load_demo_users(act=loading_act()) == []
    editor.refresh_from_db()
    assert editor.check_password("another one")
