"""A decision is stored whole, with what hangs on it."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cica_portal.common.models import Change
from councils.models import Decision, Seat
from councils.services import adopt_decision
from councils.signals import decision_adopted
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def heard():
    """What receivers of the signal got; they are told inside the transaction."""
    calls = []

    def receive(sender, **kwargs):
        calls.append(kwargs)
        if kwargs["decision"].title_en == "Fail":
            raise RuntimeError

    decision_adopted.connect(receive, weak=False)
    yield calls
    decision_adopted.disconnect(receive)


def decision(**values) -> Decision:
    defaults = {"title_en": "Plan for 2026", "adopted_on": date(2025, 12, 10)}
    return Decision(council=factories.make_council(), **defaults | values)


def test_decision_is_stored_with_its_history(act, heard):
    adopted = adopt_decision(decision=decision(), act=act)
    (change,) = Change.objects.of("decision", adopted.public_id)
    assert (change.action, change.after["adopted_on"], change.visibility) == ("created", "2025-12-10", "member_states")
    assert [(call["decision"], call["act"], call["batch"].id) for call in heard] == [(adopted, act, change.batch)]


def test_bad_decision_is_refused_and_nobody_hears(act, heard):
    with pytest.raises(ValidationError):
        adopt_decision(decision=decision(title_en=""), act=act)
    assert (Decision.objects.count(), heard) == (0, [])


def test_effect_that_fails_takes_the_decision_with_it(act, heard):
    with pytest.raises(RuntimeError):
        adopt_decision(decision=decision(title_en="Fail"), act=act)
    assert Decision.objects.count() == 0
    assert not Change.objects.filter(kind="decision").exists()


def test_seats_as_of_a_day():
    council = factories.make_council()
    terms: dict[str, dict[str, Any]] = {
        "Past": {"starts_on": date(2020, 1, 1), "ends_on": date(2021, 12, 31)},
        "Present": {"starts_on": date(2022, 1, 1)},
        "Attested": {"starts_on": None, "attested_on": date(2023, 1, 1)},
        "Future": {"starts_on": date(2027, 1, 1)},
    }
    for name, values in terms.items():
        factories.make_seat(council=council, institution_en=name, **values)
    seen = {
        year: sorted(seat.institution_en for seat in Seat.objects.as_of(date(year, 6, 1)))
        for year in (2019, 2021, 2022, 2024, 2028)
    }
    assert seen == {
        2019: [],
        2021: ["Past"],
        2022: ["Present"],
        2024: ["Attested", "Present"],
        2028: ["Attested", "Future", "Present"],
    }
