"""What each resource says, word for word."""

import json

from cica_portal.api_urls import RESOURCES
from members.models import ExternalParty
from tests import factories
from tests.api.conftest import PORTAL

NOTHING = {"en": None, "ru": None}
TIMES = {
    "starts": "2026-05-14T09:00:00+05:00",
    "ends": "2026-05-15T17:00:00+05:00",
    "starts_utc": "2026-05-14T04:00:00Z",
    "ends_utc": "2026-05-15T12:00:00Z",
    "zone": {"en": "Astana time", "ru": "время Астаны"},
}
PLACE = {"venue": NOTHING, "city": {"en": "Astana", "ru": "Астана"}, "country": "KAZ", "country_other": None}
PUBLIC_FIGURE = {
    "metric": "persons", "group": None, "value": 160, "exactness": "exact", "detail": NOTHING, "counting_rule": None,
    "said_on": "2026-05-20", "said_text": None, "source": "Press release", "confidence": None,
}  # fmt: skip


def test_root_gives_the_address_of_every_list(ask, db):
    names = [*(resource.name for resource in RESOURCES), "changes"]
    assert json.loads(ask("").content) == {name: f"{PORTAL}/api/v1/{name}/" for name in names}


def test_state(results, world):
    assert results("states/")[1] == {
        "code": "KAZ",
        "url": f"{PORTAL}/api/v1/states/KAZ/",
        "iso2": "KZ",
        "name": {"en": "Kazakhstan", "ru": "Казахстан"},
        "acceded_on": None,
        "accession_year": None,
        "source": None,
        "confidence": None,
        "basis": {},
    }


def test_states_stand_alphabetically(results, world):
    assert [row["code"] for row in results("states/")] == ["AZE", "KAZ", "THA", "TUR"]


def test_dimensions_stand_in_their_own_order(results, world):
    assert [row["code"] for row in results("dimensions/")] == ["MP", "NCT", "ECO", "ENV", "HUM"]


def test_area(results, world):
    assert results("areas/", dimension="ECO") == [
        {
            "code": "ECO-SME",
            "url": f"{PORTAL}/api/v1/areas/ECO-SME/",
            "name": {"en": "Development of SMEs", "ru": "Развитие МСП"},
            "dimension": "ECO",
            "status": "active",
            "source": None,
            "confidence": None,
        }
    ]


def test_observer(results, filled):
    found = results("observers/", standing="observer")
    assert [(row["name"], row["nature"], row["url"]) for row in found] == [
        (
            {"en": "World Bank", "ru": "Всемирный банк"},
            "organisation",
            f"{PORTAL}/api/v1/observers/{found[0]['id']}/",
        )
    ]


def test_coordination_with_its_attestations(results, filled):
    (found,) = results("coordinations/")
    assert found == {
        "id": found["id"],
        "url": f"{PORTAL}/api/v1/coordinations/{found['id']}/",
        "state": "KAZ",
        "role": "coordinator",
        "dimension": None,
        "area": "NCT-HLT",
        "starts_on": None,
        "ends_on": None,
        "decided_on": None,
        "decision": NOTHING,
        "attestations": [
            {
                "as_of": "2024-02-01",
                "as_of_text": "early 2024",
                "source": found["attestations"][0]["source"],
                "confidence": "medium",
            }
        ],
        "source": None,
        "confidence": None,
        "basis": {"role": "inferred"},
    }


def test_coordinations_as_of_a_day(results, filled):
    """Before the day that the source speaks of, nothing attests the coordination."""
    assert results("coordinations/", as_of="2024-01-31") == []
    assert [row["state"] for row in results("coordinations/", as_of="2024-02-15")] == ["KAZ"]


def test_attestations_as_of_a_day_are_those_up_to_it(results, world):
    coordination = factories.make_coordination(state=world.kaz, dimension=world.dimensions["MP"])
    factories.make_attestation(coordination=coordination, as_of="2021-01-01")
    factories.make_attestation(coordination=coordination, as_of="2024-01-01")
    (found,) = results("coordinations/", as_of="2022-01-01")
    assert [row["as_of"] for row in found["attestations"]] == ["2021-01-01"]


def test_coordinations_of_a_dimension_are_those_of_its_areas_too(results, filled):
    factories.make_coordination(state=filled.world.tha, dimension=filled.world.dimensions["NCT"])
    assert [row["state"] for row in results("coordinations/", dimension="NCT")] == ["KAZ", "THA"]


def test_chairmanship(results, filled):
    (found,) = results("chairmanships/", as_of="2025-01-01")
    assert (found["state"], found["starts_on"], found["ends_on"]) == ("AZE", "2024-12-17", None)
    assert found["meeting"] == {"en": "Sixth Summit", "ru": None}
    assert results("chairmanships/", as_of="2024-12-16") == []


def test_council_with_its_seats(results, filled):
    (found,) = results("councils/", state="KAZ")
    assert (found["code"], found["established"]) == ("BC", {"earliest": None, "latest": None, "precision": "tbc"})
    assert [(seat["state"], seat["role"], seat["starts_on"]) for seat in found["seats"]] == [
        ("KAZ", "chair", "2024-01-01")
    ]


def test_decision(results, filled):
    (found,) = results("decisions/", adopted_from="2025-12-10", adopted_to="2025-12-10")
    assert (found["council"], found["method"], found["title"]["ru"]) == ("SOC", "meeting", "Решение")


def test_event(results, filled):
    (found,) = results("events/")
    assert found == {
        "id": filled.public.public_id,
        "url": f"{PORTAL}/api/v1/events/{filled.public.public_id}/",
        "uid": filled.public.uid,
        "title": {"en": "Workshop", "ru": "Семинар"},
        "summary": {"en": "About it", "ru": None},
        "kind": "training",
        "status": "planned",
        "visibility": "public",
        "period": {"earliest": "2026-05-14", "latest": "2026-05-15", "precision": "day", "date_text": None},
        "times": TIMES,
        "mode": "hybrid",
        "place": PLACE,
        "dimension": "ECO",
        "area": "ECO-SME",
        "council": "BC",
        "roles": [
            role("assisting", "secretariat"),
            role("co_organiser", "organisation", observer=ExternalParty.objects.get().public_id),
            role("organiser", "state", state="KAZ", is_lead=True),
        ],
        "figures": [PUBLIC_FIGURE],
        "participations": [],
        "nomination_deadline": None,
        "is_sample": False,
        "source": "Plan",
        "confidence": "high",
        "basis": {},
    }


def role(name: str, party: str, **values) -> dict:
    nothing = {"state": None, "council": None, "observer": None, "capacity": None, "is_lead": False}
    return {"role": name, "party": party, "institution": NOTHING} | nothing | values


def test_event_without_exact_days_has_no_invented_day(results, db):
    factories.make_event(
        visibility="public", earliest="2023-10-01", latest="2023-10-31", precision="month", date_text="October 2023"
    )
    (found,) = results("events/")
    assert found["period"] == {
        "earliest": "2023-10-01", "latest": "2023-10-31", "precision": "month", "date_text": "October 2023",
    }  # fmt: skip
    assert found["times"] == {"starts": None, "ends": None, "starts_utc": None, "ends_utc": None, "zone": NOTHING}


def test_events_since_and_until_a_day_are_those_that_may_fall_on_it(results, db):
    month = factories.make_event(
        visibility="public", earliest="2023-10-01", latest="2023-10-31", precision="month"
    ).public_id
    day = factories.make_event(visibility="public", earliest="2023-11-02").public_id
    factories.make_event(visibility="public", earliest=None, latest=None, precision="tbc")
    found = {
        query: [row["id"] for row in results("events/", **dict(query))]
        for query in ((("since", "2023-10-15"),), (("until", "2023-10-15"),), (("since", "2023-11-01"),))
    }
    assert list(found.values()) == [[month, day], [month], [day]]


def test_every_entry_of_a_list_stands_at_its_own_address(ask, results, filled):
    for resource in RESOURCES:
        for entry in results(resource.path):
            alone = json.loads(ask(entry["url"].removeprefix(PORTAL)).content)
            assert {name: alone[name] for name in entry} == entry


def test_summary_has_its_figures_and_alone_its_rows(ask, results, filled):
    (listed,) = results("summaries/")
    assert (listed["year"], listed["figures"], "rows" in listed) == (2025, {"held": 1}, False)
    entry = json.loads(ask(f"summaries/{filled.summary.public_id}/").content)
    row = {"event": filled.public.public_id, "counted": True, "why": None, "weight": 0, "facts": {"status": "held"}}
    assert entry["rows"] == [row]
    titles = {language: contents["title"] for language, contents in entry["contents"].items()}
    assert titles["en"] == "Confidence-building measures in 2025"
    main = entry["contents"]["en"]["chapters"][0]["tables"][0]
    assert main["rows"][0]["figures"] == [{"value": 1, "cut": "part=event"}]


def test_nothing_is_told_of_an_event_that_was_withdrawn_from_the_summary(ask, filled):
    type(filled.public).objects.filter(pk=filled.public.pk).update(visibility="secretariat")
    [row] = json.loads(ask(f"summaries/{filled.summary.public_id}/").content)["rows"]
    assert (row["event"], row["facts"]) == (filled.public.public_id, {})


def test_answers_do_not_depend_on_the_language(ask, filled):
    answers = {ask("events/", headers={"Accept-Language": accepted}).content for accepted in ("en", "ru", "kk")}
    answers |= {ask("events/", lang=lang).content for lang in ("en", "ru")}
    assert len(answers) == 1
