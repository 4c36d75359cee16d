"""Rules over one row that the database keeps: states, terms, coordinations, people."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from members.models import (
    ApiToken,
    Attestation,
    Chairmanship,
    Coordination,
    ExternalParty,
    Holiday,
    Invitation,
    MemberState,
    OtherName,
    User,
)
from tests import factories
from tests.constraints import Case, assert_refused_by_database, assert_says, each, with_message

pytestmark = [pytest.mark.both, pytest.mark.django_db]

TERM_ORDER = {"starts_on": date(2024, 5, 2), "ends_on": date(2024, 5, 1)}


def state_of_two_years() -> MemberState:
    return MemberState(code="ZZZ", iso2="ZZ", name_en="Z", zone="UTC", acceded_on=date(2002, 6, 4), accession_year=2003)


def second_party() -> ExternalParty:
    first = factories.make_party(standing="observer")
    return ExternalParty(nature="state", standing="observer", name_en=first.name_en)


def chairmanship_backwards() -> Chairmanship:
    return Chairmanship(state=factories.make_state(), **TERM_ORDER)


def chairmanship_same_start() -> Chairmanship:
    first = factories.make_chairmanship(ends_on=date(2026, 10, 1))
    return Chairmanship(state=first.state, starts_on=first.starts_on, ends_on=date(2025, 1, 1))


def second_open_chairmanship() -> Chairmanship:
    first = factories.make_chairmanship()
    return Chairmanship(state=first.state, starts_on=date(2028, 1, 1))


def second_holiday_on_a_day() -> Holiday:
    first = factories.make_holiday()
    return Holiday(state=first.state, day=first.day)


def holiday_confirmed_by_nobody() -> Holiday:
    return Holiday(state=factories.make_state(), day=date(2026, 5, 14), confirmed_at=factories.NOW)


def other_name(**values) -> OtherName:
    return OtherName(**{"name_en": "Old Town", "place_en": "New Town"} | values)


def second_name(**values) -> OtherName:
    factories.store(other_name(name_ru="Старый Город"))
    return other_name(**values)


def coordination_of_two() -> Coordination:
    area = factories.make_area()
    return Coordination(state=factories.make_state(), role="coordinator", area=area, dimension=area.dimension)


def coordination_of_nothing() -> Coordination:
    return Coordination(state=factories.make_state(), role="coordinator")


def coordination_backwards() -> Coordination:
    return Coordination(
        state=factories.make_state(), role="coordinator", dimension=factories.make_dimension(), **TERM_ORDER
    )


def coordination_again(**subject) -> Coordination:
    first = factories.make_coordination(**subject)
    return Coordination(state=first.state, role=first.role, **subject)


def attestation_again() -> Attestation:
    first = factories.make_attestation()
    return Attestation(coordination=first.coordination, as_of=first.as_of, as_of_text="again", source=first.source)


def user(**values) -> User:
    return User(**{"email": "new@example.org", "name": "New", "role": "editor", "password": "!"} | values)


def user_same_address() -> User:
    factories.make_user(email="someone@example.org")
    return user(email="Someone@Example.org")


def second_head() -> User:
    first = factories.make_user(role="liaison", state=factories.make_state(), is_head=True)
    return user(role="liaison", state=first.state, is_head=True)


def invitation(**values) -> Invitation:
    return Invitation(**{"email": "new@example.org", "name": "New", "role": "editor"} | values)


def invited_twice() -> Invitation:
    factories.store(invitation(email="someone@example.org"))
    return invitation(email="Someone@Example.org")


def same_link() -> Invitation:
    factories.store(invitation(email="someone@example.org", token_hash="a" * 64))
    return invitation(token_hash="a" * 64)


def token(**values) -> ApiToken:
    values.setdefault("user", factories.make_user(role="partner"))
    good = {"name": "Website", "secret_hash": "a" * 64, "created_at": factories.NOW, "expires_on": factories.TODAY}
    return ApiToken(**good | values)


def second_token_of_a_name() -> ApiToken:
    return token(user=factories.store(token()).user)


LIAISON = "A liaison needs a member state; nobody else has one."
ORDER = "The term ends before it starts."
MEANING = "Choose the member state, or enter the name of the place today."
SUBJECT = "Choose either a dimension or a priority area."
ENTERED = "This coordination is already entered."

CASES = [
    Case("external_party_once", "This party is already listed with this standing.", second_party),
    Case("chairmanship_order", ORDER, chairmanship_backwards),
    Case("chairmanship_one_start", "Another term starts on this day.", chairmanship_same_start),
    Case("chairmanship_one_open", "Another term is still open: enter its end first.", second_open_chairmanship),
    Case("coordination_one_subject", SUBJECT, coordination_of_two),
    Case("coordination_one_subject", SUBJECT, coordination_of_nothing),
    Case("coordination_order", ORDER, coordination_backwards),
    Case("coordination_dimension_once", ENTERED, lambda: coordination_again(dimension=factories.make_dimension())),
    Case("coordination_area_once", ENTERED, lambda: coordination_again(area=factories.make_area())),
    Case("attestation_once", "This source is already entered for this day.", attestation_again),
    Case("user_email_once", "Somebody with this e-mail is already entered.", user_same_address),
    Case("user_liaison_has_state", LIAISON, lambda: user(role="liaison")),
    Case("user_liaison_has_state", LIAISON, lambda: user(role="partner", state=factories.make_state())),
    Case("user_one_head", "This state already has a head of its liaisons.", second_head),
    Case("invitation_open_once", "This address is already invited. Send that invitation again.", invited_twice),
    Case("invitation_token_once", "This link belongs to another invitation.", same_link),
    Case("invitation_liaison_has_state", LIAISON, lambda: invitation(role="liaison")),
    Case("invitation_liaison_has_state", LIAISON, lambda: invitation(state=factories.make_state())),
    Case(
        "invitation_ends_once",
        "An invitation is either accepted or withdrawn.",
        lambda: invitation(accepted_at=factories.NOW, withdrawn_at=factories.NOW),
    ),
    Case(
        "api_token_grant",
        "Choose what the token may read.",
        lambda: token(grant="secretariat"),
    ),
    Case(
        "api_token_scope", "Only a person's own token may write.", lambda: token(grant="public", scope="write:events")
    ),
    Case(
        "api_token_name_once",
        "There is a token for this already. Say it in other words, or revoke that one first.",
        second_token_of_a_name,
    ),
    Case("other_name_is_given", "Enter the other name in English or in Russian.", lambda: other_name(name_en="")),
    Case("other_name_of_one_thing", MEANING, lambda: other_name(place_en="")),
    Case("other_name_of_one_thing", MEANING, lambda: other_name(state=factories.make_state())),
    Case(
        "other_name_order",
        "The name goes out of use before it comes into use.",
        lambda: other_name(used_from=date(2022, 9, 17), used_until=date(2019, 3, 23)),
    ),
    Case("other_name_en_once", "This name in English is already listed.", second_name),
    Case(
        "other_name_ru_once",
        "This name in Russian is already listed.",
        lambda: second_name(name_en="", name_ru="Старый Город"),
    ),
    Case("holiday_day_once", "This day is already entered for the state.", second_holiday_on_a_day),
    Case("holiday_confirmed_by_somebody", "A confirmation has a person and a time.", holiday_confirmed_by_nobody),
    Case("user_head_is_liaison", "Only a liaison can be the head of the liaisons.", lambda: user(is_head=True)),
]


@with_message(CASES)
def test_rule_has_a_message(case: Case):
    assert_says(case)


@each(CASES)
def test_rule_is_kept_by_the_database(case: Case):
    assert_refused_by_database(case)


def test_year_of_accession_is_that_of_the_day():
    with pytest.raises(ValidationError) as refused:
        state_of_two_years().full_clean()
    assert refused.value.message_dict == {"accession_year": ["The year of accession is not the year of the date."]}


def test_same_coordination_in_another_term_is_allowed():
    first = factories.make_coordination(starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))
    again = Coordination(state=first.state, role=first.role, dimension=first.dimension, starts_on=date(2023, 1, 1))
    again.full_clean()


def test_state_may_coordinate_and_co_coordinate():
    first = factories.make_coordination()
    Coordination(state=first.state, role="co_coordinator", dimension=first.dimension).full_clean()


def test_observer_may_become_a_partner():
    first = factories.make_party(standing="observer")
    ExternalParty(nature="organisation", standing="partner", name_en=first.name_en).full_clean()
