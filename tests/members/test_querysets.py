"""The words in which states, terms and coordinations are asked for."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from members.models import Chairmanship, Coordination, MemberState
from tests import factories
from tests.cast import World

pytestmark = [pytest.mark.both, pytest.mark.django_db]

HANDOVER = date(2024, 12, 17)


def test_states_stand_in_the_alphabet_of_the_page(world: World):
    english = [state.code for state in MemberState.objects.in_order("en")]
    russian = [state.code for state in MemberState.objects.in_order("ru")]
    assert english == ["AZE", "KAZ", "THA", "TUR"]
    assert russian == ["AZE", "KAZ", "THA", "TUR"]


def test_russian_alphabet_is_not_the_english_one(world: World):
    factories.make_state(code="CHN", iso2="CN", name_en="China", name_ru="Китай")
    factories.make_state(code="EGY", iso2="EG", name_en="Egypt", name_ru="Египет")
    russian = [state.name_ru for state in MemberState.objects.in_order("ru")]
    assert russian == ["Азербайджан", "Египет", "Казахстан", "Китай", "Таиланд", "Турция"]


def test_handover_day_belongs_to_the_new_chair(world: World):
    factories.make_chairmanship(state=world.kaz, starts_on=date(2020, 9, 24), ends_on=HANDOVER)
    factories.make_chairmanship(state=world.states["AZE"], starts_on=HANDOVER)
    chairs = {
        str(day): [term.state.code for term in Chairmanship.objects.in_force(day)]
        for day in (date(2020, 9, 23), HANDOVER - timedelta(days=1), HANDOVER, date(2030, 1, 1))
    }
    assert chairs == {"2020-09-23": [], "2024-12-16": ["KAZ"], "2024-12-17": ["AZE"], "2030-01-01": ["AZE"]}


def term(state: MemberState, starts_on: date | None, ends_on: date | None = None) -> Chairmanship:
    row = Chairmanship(state=state, ends_on=ends_on)
    if starts_on:
        row.starts_on = starts_on
    return row


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2021, 1, 1), date(2022, 1, 1)),
        (date(2019, 1, 1), date(2020, 9, 25)),
        (date(2024, 12, 16), date(2026, 1, 1)),
        (date(2019, 1, 1), None),
    ],
)
def test_two_states_never_chair_at_once(world: World, starts_on: date, ends_on: date | None):
    factories.make_chairmanship(state=world.kaz, starts_on=date(2020, 9, 24), ends_on=HANDOVER)
    with pytest.raises(ValidationError) as refused:
        term(world.tha, starts_on, ends_on).full_clean()
    assert refused.value.messages == ["The term overlaps another chairmanship."]


@pytest.mark.parametrize(("starts_on", "ends_on"), [(HANDOVER, None), (date(2018, 1, 1), date(2020, 9, 24))])
def test_terms_may_meet_on_a_day(world: World, starts_on: date, ends_on: date | None):
    factories.make_chairmanship(state=world.kaz, starts_on=date(2020, 9, 24), ends_on=HANDOVER)
    term(world.tha, starts_on, ends_on).full_clean()


def test_chairmanship_without_a_start_is_refused_with_words(world: World):
    with pytest.raises(ValidationError) as refused:
        term(world.tha, None).full_clean()
    assert refused.value.message_dict == {"starts_on": ["This field cannot be null."]}


def held_on(day: date) -> list[str]:
    return sorted(row.state.code for row in Coordination.objects.as_of(day))


def test_coordination_with_a_term_holds_from_its_first_to_its_last_day(world: World):
    area = world.areas["ECO-SME"]
    factories.make_coordination(state=world.kaz, area=area, starts_on=date(2022, 1, 1), ends_on=date(2023, 12, 31))
    days = (date(2021, 12, 31), date(2022, 1, 1), date(2023, 12, 31), date(2024, 1, 1))
    assert [held_on(day) for day in days] == [[], ["KAZ"], ["KAZ"], []]


def test_attested_coordination_is_shown_from_the_day_of_its_source(world: World):
    row = factories.make_coordination(state=world.kaz, dimension=world.dimensions["MP"])
    assert held_on(date(2026, 1, 1)) == []
    factories.make_attestation(coordination=row, as_of=date(2024, 2, 1))
    assert [held_on(day) for day in (date(2024, 1, 31), date(2024, 2, 1), date(2026, 1, 1))] == [[], ["KAZ"], ["KAZ"]]


def test_later_attestation_is_not_known_yet(world: World):
    row = factories.make_coordination(state=world.kaz, dimension=world.dimensions["MP"])
    for day in (date(2022, 1, 1), date(2024, 2, 1)):
        factories.make_attestation(coordination=row, as_of=day, as_of_text=str(day.year))
    (shown,) = Coordination.objects.as_of(date(2023, 1, 1))
    assert [attestation.as_of_text for attestation in shown.attested_by] == ["2022"]


def test_end_of_an_attested_coordination_ends_it(world: World):
    row = factories.make_coordination(state=world.kaz, dimension=world.dimensions["MP"], ends_on=date(2025, 6, 30))
    factories.make_attestation(coordination=row, as_of=date(2024, 2, 1))
    assert [held_on(day) for day in (date(2025, 6, 30), date(2025, 7, 1))] == [["KAZ"], []]


def test_coordination_knows_its_subject_and_colour(world: World):
    of_area = factories.make_coordination(state=world.kaz, area=world.areas["ECO-SME"])
    of_dimension = factories.make_coordination(state=world.kaz, dimension=world.dimensions["HUM"])
    assert [row.subject.code for row in (of_area, of_dimension)] == ["ECO-SME", "HUM"]
    assert [row.dimension_key for row in (of_area, of_dimension)] == ["eco", "hum"]
