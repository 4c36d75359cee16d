"""Only the fields that a client wants, and what belongs to an entry, written inside it."""

import json

import pytest

from cica_portal.api_urls import RESOURCES
from tests import factories
from tests.api.conftest import problem_of

ADDITIONS = ["planned", "documents", "outcomes", "part_of", "parts"]


def test_only_the_fields_that_are_asked_for_in_lists_and_entries(ask, results, filled):
    (row,) = results("events/", fields="title,id")
    assert row == {"id": filled.public.public_id, "title": {"en": "Workshop", "ru": "Семинар"}}
    assert results("events/", fields=["title", "id"]) == [row]
    entry = ask(f"events/{filled.public.public_id}/", fields="period").json()
    assert set(entry) == {"period"}


def test_every_field_of_every_list_can_be_chosen(ask, filled, cast):
    for resource in RESOURCES:
        for name in resource.fields:
            rows = ask(resource.path, "editor", fields=name).json()["results"]
            assert rows or resource.name in {"summaries", "proposals"}
            assert all(set(row) <= {name} for row in rows)


@pytest.mark.parametrize("value", ["", " ", "id,", "id,,title", "id, title", "colour", "title.en", "documents", "*"])
def test_what_is_no_field_is_refused_with_the_names_of_those_that_are(ask, filled, value):
    response = ask("events/", fields=value)
    assert response.status_code == 400
    (error,) = problem_of(response)["errors"]
    assert error["parameter"] == "fields"


def test_what_is_no_addition_is_refused(ask, filled):
    assert problem_of(ask("events/", expand="roles"))["errors"] == [
        {
            "parameter": "expand",
            "detail": f"Use one or more of: {', '.join(ADDITIONS)}, with commas between them.",
        }
    ]
    assert problem_of(ask("states/", expand="x"))["errors"][0]["parameter"] == "expand"


def test_cursor_goes_on_with_the_same_selection(ask, results, filled, cast):
    first = ask("events/", "editor", fields="id", expand="outcomes", limit=2).json()
    rest = ask(first["next"].removeprefix("http://127.0.0.1:8000"), "editor").json()
    assert [set(row) for row in first["results"] + rest["results"]] == [{"id", "outcomes"}] * 4


@pytest.mark.both
def test_additions_hold_what_the_reader_sees_and_nothing_else(results, filled, cast):
    def added(role):
        rows = results("events/", role, expand=",".join(ADDITIONS), fields="id")
        return next(row for row in rows if row["id"] == filled.public.public_id)

    public, member, staff = added("visitor"), added("other_liaison"), added("editor")
    counts = {name: [len(row[name]) for row in (public, member, staff)] for name in ADDITIONS}
    assert counts == {
        "planned": [1, 1, 1], "documents": [1, 1, 2], "outcomes": [1, 1, 2], "part_of": [0, 0, 0], "parts": [0, 1, 1],
    }  # fmt: skip
    assert "Canary" not in json.dumps([public, member])
    assert [row["planned"][0]["number"] for row in (public, member)] == [1, 1]
    assert public["planned"][0]["version"] != member["planned"][0]["version"]


@pytest.mark.both
def test_document_that_is_not_seen_is_not_named(results, filled, cast):
    named = {role: [row["document"] for row in results("outcomes/", role)] for role in ("visitor", "editor")}
    assert named["visitor"] == [None]
    assert sorted(key is None for key in named["editor"]) == [False, True]


def test_addition_changes_the_tag_of_the_answer_that_holds_it(ask, filled):
    before = ask("events/", expand="outcomes")["ETag"]
    factories.make_outcome(event=filled.public, visibility="public")
    assert ask("events/", expand="outcomes")["ETag"] != before


def test_names_of_holidays_are_given_to_nobody(results, filled, cast):
    rows = {role: results("holidays/", role) for role in ("visitor", "partner", "liaison", "administrator")}
    assert [len(found) for found in rows.values()] == [0, 0, 1, 1]
    (row,) = rows["administrator"]
    assert set(row) == {"id", "url", "state", "day", "is_working_day", "is_provisional"}


def test_frozen_lines_of_plans_by_reader(results, filled, cast):
    titles = {
        role: sorted([line["number"] for line in version["lines"]] for version in results("plan-versions/", role))
        for role in ("visitor", "liaison", "editor")
    }
    assert titles == {"visitor": [[1]], "liaison": [[1], [1, 2]], "editor": [[1], [1, 2]]}
    assert results("plan-versions/")[0]["lines"][0]["states"] == ["KAZ"]
