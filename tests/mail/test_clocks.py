"""The machine's clock is wrong for a while, or nothing ran for a day: nothing is doubled, nothing is lost."""

from datetime import timedelta

import pytest

from cbm_events.notices.keys import NOTICE
from cbm_events.reminders import reasons
from cica_portal.common.models import Delivery
from tests.factories import make_event, make_rule, make_user, state_role
from tests.reminders.conftest import DUE
from tests.reminders.test_sending import messages, run

pytestmark = [pytest.mark.django_db, pytest.mark.both]
HOUR = timedelta(hours=1)


@pytest.fixture
def reminded(outbox, world):
    """Three people who are reminded at the same hour of each of two days."""
    people = [make_user(role="liaison", state=world.kaz) for _number in range(3)]
    make_rule(days=7)
    make_rule(days=6)
    make_event(roles=[state_role(world.kaz)])
    return people


@pytest.mark.parametrize("jumps", [[2, -2, 2, -2, 0], [-2, 2, 0, -2, 0], [0, -2, 0, 2, -2]])
def test_clock_that_jumps_by_two_hours_doubles_and_loses_nothing(reminded, outbox, jumps):
    sent = 0
    for day in (0, 1):
        for jump in (*jumps, 3):
            sent += run(DUE + timedelta(days=day) + jump * HOUR)
    assert sent == 2 * len(reminded)
    assert len(list(outbox.glob("*.eml"))) == sent
    rows = Delivery.objects.exclude(rule_key__startswith=NOTICE)
    assert set(rows.values_list("state", flat=True)) == {"sent"}
    assert rows.count() == sent


def test_scheduler_that_stood_still_for_26_hours_sends_what_is_due_once_with_the_true_days(reminded, outbox):
    assert run(DUE - HOUR) == 0
    back = DUE + 25 * HOUR
    assert run(back) == len(reminded)
    assert run(back + HOUR) == 0
    for message in messages(outbox).values():
        assert "in 6 days" in message.get_body(["plain"]).get_content()


def test_what_has_begun_while_nothing_ran_is_never_announced(reminded, outbox):
    assert run(DUE - HOUR) == 0
    assert run(DUE + timedelta(days=8)) == 0
    assert list(outbox.glob("*.eml")) == []
    assert set(Delivery.objects.values_list("state", "reason")) == {("expired", reasons.TOO_LATE)}
