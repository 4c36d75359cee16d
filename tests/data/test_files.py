"""The data files themselves: every fact has a source, and nothing stands there that was not said."""

import json
import re

import pytest

from tests.data.conftest import FOLDERS, records

SOURCED = (
    "member_states", "dimensions", "priority_areas", "external_parties", "chairmanships", "coordinations",
    "attestations", "councils", "seats", "decisions", "events", "meetings", "published_figures",
)  # fmt: skip
EVENT_FILES = ("events", "meetings", "sample_events")
KNOWN_BASES = {"inferred", "computed"}


@pytest.mark.parametrize("name", SOURCED)
def test_every_record_has_source_and_confidence(name: str):
    without = [record for record in records(name) if not record.get("source") or not record.get("confidence")]
    assert without == []


@pytest.mark.parametrize("name", SOURCED)
def test_basis_says_of_fields_how_they_are_known(name: str):
    bases = [record["basis"] for record in records(name) if "basis" in record]
    assert {word for basis in bases for word in basis.values()} <= KNOWN_BASES


@pytest.mark.parametrize("name", SOURCED)
def test_inferred_fields_are_set(name: str):
    """A basis of a field that the record does not have would say nothing."""
    empty = [(record, field) for record in records(name) for field in record.get("basis", {}) if field not in record]
    assert empty == []


def test_files_hold_no_memory_no_tools_and_no_capitals():
    files = [file for folder in FOLDERS for file in sorted(folder.glob("*.json"))]
    found = {
        file.name: re.findall(r"memory|GitHub|code index|read_file|\"capital", file.read_text(encoding="utf-8"))
        for file in files
    }
    assert {name: words for name, words in found.items() if words} == {}


def test_keys_are_unique():
    for name in (*SOURCED, "sample_events", "reminder_rules"):
        keys = [record.get("key") or record["code"] for record in records(name)]
        assert len(set(keys)) == len(keys), name


@pytest.mark.parametrize("name", EVENT_FILES)
def test_online_event_has_no_place(name: str):
    placed = [
        record["key"]
        for record in records(name)
        if record.get("mode") == "online" and {"city_en", "city_ru", "country", "country_other"} & {*record}
    ]
    assert placed == []


def test_place_names_are_those_of_the_day():
    """Astana was called Nur-Sultan from March 2019 to September 2022."""
    places = [(record["earliest"], record["city_en"]) for name in ("events", "meetings") for record in records(name)
              if record.get("city_en") in {"Astana", "Nur-Sultan"}]  # fmt: skip
    wrong = [(day, city) for day, city in places if (city == "Nur-Sultan") != ("2019-03-23" <= day < "2022-09-17")]
    assert wrong == []
    assert {city for _day, city in places} == {"Astana", "Nur-Sultan"}


def test_whole_dimensions_are_no_areas():
    assert [record for record in records("priority_areas") if record["code"] in {"MP-GEN", "HUM-GEN"}] == []
    assert {record["dimension"] for record in records("coordinations") if "dimension" in record} == {"MP", "HUM"}


def test_governing_bodies_have_no_seats():
    """They are chaired by the state that chairs CICA: the chairmanships say which."""
    assert {record["council"] for record in records("seats")} == {"BC", "TTF", "WC", "NGF"}


def test_figure_of_one_event_names_an_event():
    keys = {record["key"] for name in ("events", "meetings") for record in records(name)}
    assert {record["event"] for record in records("published_figures") if "event" in record} <= keys


def test_titles_that_are_cut_off_in_the_source_end_in_an_ellipsis():
    cut = {record["key"] for record in records("events") if "…" in record["title_en"]}
    assert cut == {"2021-volunteerism-disaster-risk-seminar", "2025-digital-transformation-forum"}


def test_files_are_written_for_people():
    for file in [file for folder in FOLDERS for file in sorted(folder.glob("*.json"))]:
        text = file.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n", file.name
