"""How states are named in letters."""

import json
from pathlib import Path

import pytest

from cbm_events.correspondence.addressing import addressee_words, genitive, ministry_words, state_words
from members.models import MemberState

DATA = Path("members/data/member_states.json")


def state(english: str, russian: str = "", **values: str) -> MemberState:
    return MemberState(name_en=english, name_ru=russian, **values)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Республика Казахстан", "Республики Казахстан"),
        ("Исламская Республика Иран", "Исламской Республики Иран"),
        ("Российская Федерация", "Российской Федерации"),
        ("Кыргызская Республика", "Кыргызской Республики"),
        ("Хашимитское Королевство Иордания", "Хашимитского Королевства Иордания"),
        (
            "Демократическая Социалистическая Республика Шри-Ланка",
            "Демократической Социалистической Республики Шри-Ланка",
        ),
        ("Государство Катар", "Государства Катар"),
        ("Объединённые Арабские Эмираты", "Объединённых Арабских Эмиратов"),
        ("Китай", "Китая"),
        ("Израиль", "Израиля"),
        ("Монголия", "Монголии"),
        ("Палестина", "Палестины"),
        ("Шри-Ланка", "Шри-Ланки"),
        ("Камбоджа", "Камбоджи"),
        ("Египет", "Египта"),
        ("Бангладеш", "Бангладеш"),
        ("Вьетнам", "Вьетнама"),
        ("Xyz", "Xyz"),
    ],
)
def test_russian_names_stand_in_the_genitive(name, expected):
    assert genitive(name) == expected


def test_every_member_state_of_the_reference_data_declines_but_bangladesh():
    names = [record["name_ru"] for record in json.loads(DATA.read_text(encoding="utf-8"))]
    assert [name for name in names if genitive(name) == name] == ["Бангладеш"]


def test_long_name_is_used_where_the_secretariat_has_one_and_takes_its_article():
    assert state_words(state("Kazakhstan", long_name_en="Republic of Kazakhstan"), "en") == "the Republic of Kazakhstan"
    assert state_words(state("Thailand"), "en") == "Thailand"
    assert state_words(state("Mongolia", long_name_en="Mongolia"), "en") == "Mongolia"
    assert state_words(state("United Arab Emirates"), "en") == "the United Arab Emirates"
    assert state_words(state("Qatar", "Катар", long_name_ru="Государство Катар"), "ru") == "Государства Катар"


def test_several_states_stand_alphabetically_in_the_language_of_the_letter():
    states = [state("Thailand", "Таиланд"), state("Azerbaijan", "Азербайджан"), state("Viet Nam", "Вьетнам")]
    assert addressee_words(states, "en", are_all=False) == "Azerbaijan, Thailand and Viet Nam"
    assert addressee_words(states, "ru", are_all=False) == "Азербайджана, Вьетнама и Таиланда"


def test_all_states_stand_without_their_names():
    assert addressee_words([state("Mongolia")] * 2, "en", are_all=True) == "the Member States of CICA"
    assert addressee_words([state("Mongolia")] * 2, "ru", are_all=True) == "государств-членов СВМДА"


@pytest.mark.parametrize(
    ("language", "is_one", "expected"),
    [
        ("en", True, "the Ministry of Foreign Affairs"),
        ("en", False, "the Ministries of Foreign Affairs"),
        ("ru", True, "Министерству иностранных дел"),
        ("ru", False, "министерствам иностранных дел"),
    ],
)
def test_ministry_follows_the_number_of_states(language, is_one, expected):
    assert ministry_words(language, is_one=is_one) == expected
