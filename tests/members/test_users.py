"""People: their role decides what they see."""

import pytest

from members.models import User
from members.permissions import RULES, may
from tests import factories

pytestmark = pytest.mark.django_db


def test_address_is_found_without_regard_to_case(db):
    user = factories.make_user(email="Some.Body@example.org")
    assert User.objects.get_by_natural_key("some.body@EXAMPLE.org") == user


@pytest.mark.parametrize(
    ("role", "audience", "is_staff"),
    [
        ("administrator", "secretariat", True),
        ("editor", "secretariat", False),
        ("reader", "secretariat", False),
        ("liaison", "member_states", False),
        ("partner", "public", False),
    ],
)
def test_role_decides(role: str, audience: str, is_staff: bool):
    user = User(role=role, is_demo=True)
    assert (user.audience, user.is_staff) == (audience, is_staff)


@pytest.mark.parametrize("role", User.Role.values)
def test_disabled_person_is_nobody(role: str):
    user = User(role=role, is_active=False)
    assert (user.audience, user.is_staff, user.has_perm("members.change_user")) == ("public", False, False)


def test_password_is_not_in_the_history(act):
    user = factories.make_user(act)
    assert "password" not in user.recorded_values()


def test_what_each_role_may_do(viewers):
    allowed = {role: {action for action in RULES if may(viewer, action)} for role, viewer in viewers.items()}
    nobody: set[str] = set()
    assert allowed == {
        "visitor": nobody,
        "partner": nobody,
        "liaison": {"issue_own_token", "see_holidays"},
        "other_liaison": {"issue_own_token", "see_holidays"},
        "reader": {"issue_own_token", "see_holiday_overview", "see_holidays", "see_long_names"},
        "editor": {
            "confirm_holiday",
            "edit_holiday",
            "issue_own_token",
            "see_holiday_overview",
            "see_holidays",
            "see_long_names",
        },
        "administrator": {
            "confirm_holiday",
            "edit_holiday",
            "issue_own_token",
            "grant_member_states",
            "invite",
            "issue_token",
            "see_accounts_in_log",
            "see_holiday_overview",
            "see_holidays",
            "see_long_names",
            "undo_reference",
        },
    }
