"""What the loaded portal says, against what the sources say."""

from datetime import date

import pytest

from cbm_events.models import Event, PublishedFigure, Status
from cica_portal.common.audiences import Audience
from cica_portal.common.models import Change, Recorded
from cica_portal.common.reference import public_id_of
from councils.models import Council, Decision, Seat
from members.models import Attestation, Chairmanship, Coordination, Dimension, MemberState, PriorityArea, ZoneLabel
from tests.data.conftest import records

pytestmark = pytest.mark.usefixtures("reference")
INTERVIEW = "Kazinform interview with the CICA Secretary General, early 2024"
SILKWAY = "https://silkwaytv.kz/en/cica-business-forum-takes-place-in-astana"


def event(key: str) -> Event:
    return Event.objects.get(public_id=public_id_of("event", key))


@pytest.mark.both
def test_every_record_is_a_row():
    stored: dict[str, type[Recorded]] = {
        "member_states": MemberState, "zone_labels": ZoneLabel, "dimensions": Dimension,
        "priority_areas": PriorityArea, "chairmanships": Chairmanship, "coordinations": Coordination,
        "attestations": Attestation, "councils": Council, "seats": Seat, "decisions": Decision,
        "published_figures": PublishedFigure,
    }  # fmt: skip
    counts = {name: model._default_manager.count() for name, model in stored.items()}
    assert counts == {name: len(records(name)) for name in stored}
    assert (counts["member_states"], counts["dimensions"], counts["priority_areas"]) == (28, 5, 18)
    assert Event.objects.count() == 52 + 32 + 21
    assert Event.objects.count() == len(records("events")) + len(records("meetings"))


def duties(code: str, day: date) -> set[tuple[str, str]]:
    coordinations = Coordination.objects.filter(state__code=code).as_of(day)
    return {(duty.role, duty.subject.code) for duty in coordinations}


def test_duties_of_kazakhstan_are_those_of_the_interview():
    day = date(2024, 2, 15)
    coordinations = Coordination.objects.filter(state__code="KAZ").as_of(day)
    attested = {(duty.role, duty.subject.code): {row.source for row in duty.attested_by} for duty in coordinations}
    assert {*attested} == {
        ("coordinator", "NCT-EPI"),
        ("coordinator", "MP"),
        ("co_coordinator", "ECO-SME"),
        ("co_coordinator", "HUM"),
    }
    assert all(INTERVIEW in sources for sources in attested.values())
    chairs = Seat.objects.as_of(day).chairs().filter(state__code="KAZ")
    assert [(seat.council.code, seat.attested_text, seat.source) for seat in chairs] == [
        ("BC", "early 2024", INTERVIEW)
    ]


def test_business_council_is_chaired_by_azerbaijan_in_2025():
    chairs = Seat.objects.as_of(date(2025, 6, 1)).chairs().filter(council__code="BC").order_by("-attested_on")
    assert [seat.state.code for seat in chairs] == ["AZE", "KAZ"]
    assert [seat.institution_en for seat in chairs] == ["KOBIA", "Atameken"]


@pytest.mark.parametrize("day", [date(2023, 6, 30), date(2024, 6, 30), date(2025, 12, 31)])
def test_ict_security_is_coordinated_for_two_terms(day: date):
    area = Coordination.objects.filter(area__code="NCT-ICT").as_of(day)
    assert {(duty.state.code, duty.role) for duty in area} == {("RUS", "coordinator"), ("CHN", "co_coordinator")}
    second = {date(2023, 8, 22)} if day >= date(2024, 1, 1) else {None}
    assert {duty.decided_on for duty in area} == second


def test_ict_security_has_no_known_coordinator_after_2025():
    assert not Coordination.objects.filter(area__code="NCT-ICT").as_of(date(2026, 1, 1)).exists()


def test_authors_of_concept_papers_are_marked_as_inferred_coordinators():
    inferred = Coordination.objects.filter(basis__role="inferred")
    assert {(duty.state.code, duty.subject.code) for duty in inferred} == {("MNG", "ENV-PRO"), ("IRN", "ENV-NDM")}


def test_disputed_coordination_says_so():
    duty = Coordination.objects.get(area__code="ECO-TRI")
    assert (duty.state.code, duty.confidence) == ("KGZ", "low")
    assert "Sources disagree" in duty.source_note


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2024, 2, 15), "KAZ"), (date(2024, 12, 17), "AZE"), (date(2026, 11, 24), "AZE"), (date(2019, 1, 1), "TJK")],
)
def test_chairmanship_passes_at_meetings(day: date, code: str):
    assert [term.state.code for term in Chairmanship.objects.in_force(day)] == [code]


def test_business_council_meeting_has_both_published_counts():
    figures = event("bc-6").figures.all()
    assert {(row.metric, row.value, row.exactness, row.source) for row in figures} == {
        ("persons", 160, "exact", INTERVIEW),
        ("persons", 140, "over", SILKWAY),
        ("member_states", 20, "exact", SILKWAY),
    }


def test_events_without_exact_start_keep_what_is_known():
    vague = {row.public_id: (row.precision, row.date_text) for row in Event.objects.exclude(precision="day")}
    known = {
        "2019-business-forum-russian-federation": ("year", "2019"),
        "2021-agricultural-training-course": ("half_year", "first half of 2021"),
        "ttf-8": ("year", ""),
        "2021-volunteerism-disaster-risk-seminar": ("half_year", "first half of 2021"),
        "2021-epidemiological-security-conference": ("half_year", "first half of 2021"),
        "2021-regional-security-conference": ("month", ""),
        "2023-environmental-coordinators-consultations": ("month", "late July or August 2023"),
        "2023-business-council-board": ("month", "August 2023"),
        "bc-6": ("month", "October 2023"),
        "2024-universities-network-experts": ("half_year", "early 2024"),
        "2024-sustainable-connectivity-experts": ("month", "late February 2024"),
        "2024-military-political-seminar": ("year", ""),
        "2024-cop29-connectivity-panel": ("month", ""),
        "2025-transport-and-logistics-meeting": ("year", "2025"),
        "2025-port-leaders-conference": ("year", "2025"),
        "2025-digital-transformation-forum": ("year", "2025"),
        "2024-declaration-anniversary-symposium": ("year", "2024"),
        "2023-youth-council-samarkand": ("half_year", "second half of 2023"),
        "bc-9": ("year", "2026"),
    }
    assert len(known) == 18 + 1, "18 without any start, and one of which the month is known"
    among_the_52 = {public_id_of("event", record["key"]) for record in records("events")}
    assert {key: value for key, value in vague.items() if key in among_the_52} == {
        public_id_of("event", key): value for key, value in known.items()
    }


def test_late_july_or_august_spans_both_months():
    consultations = event("2023-environmental-coordinators-consultations")
    assert (consultations.earliest, consultations.latest) == (date(2023, 7, 1), date(2023, 8, 31))


def test_announced_is_planned_and_the_past_does_not_become_held():
    planned = Event.objects.filter(status=Status.PLANNED, latest__lt=date(2026, 1, 1))
    assert {row.public_id for row in planned} == {
        public_id_of("event", key)
        for key in (
            "2021-scanning-systems-briefing", "2024-sustainable-connectivity-experts", "2025-port-leaders-conference",
            "2025-digital-transformation-forum", "2024-declaration-anniversary-symposium",
            "2023-youth-council-samarkand", "swg-2023-06-13", "ministerial-informal-2011", "ministerial-4",
            "ministerial-informal-2013", "ministerial-informal-2022",
        )
    }  # fmt: skip


def test_real_events_are_public_and_say_that_the_sources_are_published():
    assert {row.visibility for row in Event.objects.all()} == {Audience.PUBLIC}
    entered = Change.objects.filter(kind="event", action="created").exclude(reason__startswith="Announced")
    assert {change.reason for change in entered} == {"Loaded from published sources."}


def test_environmental_conference_of_ministers_is_one_event():
    assert Event.objects.filter(earliest=date(2024, 8, 28)).count() == 1
    assert Decision.objects.get(adopted_on=date(2024, 8, 28)).council.code == "SM"


@pytest.mark.parametrize(
    ("key", "dates", "places"),
    [
        ("bc-6", ["2023-06-01", "2023-09-14", "2023-10-01"], ["Astana", "Almaty", "Astana"]),
        ("ministerial-7", ["2024-11-11", "2024-12-17"], ["Baku", ""]),
        ("2024-volunteer-rally", ["2024-05-01", "2024-10-03"], ["", "Astana"]),
        ("2023-youth-council-samarkand", ["2023-04-01", "2023-07-01"], ["Samarkand"]),
        ("ministerial-6", ["2020-01-01", "2021-10-11"], ["", "Nur-Sultan"]),
    ],
)
def test_earlier_dates_and_places_are_history(key: str, dates: list[str], places: list[str]):
    moved = event(key)
    changes = Change.objects.of("event", moved.public_id).filter(visibility="public").order_by("id")
    assert [change.after["earliest"] for change in changes] == dates
    assert [change.after["city_en"] for change in changes if "city_en" in change.after] == places
    assert all("Source: " in change.reason for change in changes)
    assert moved.sequence == len(dates) - 1


def test_decisions_are_public_and_adopted():
    assert {row.visibility for row in Decision.objects.all()} == {Audience.PUBLIC}
    assert not Decision.objects.filter(title_en__regex="planned|expected|draft").exists()


def test_nothing_computed_passes_for_stated():
    training = event("2023-agricultural-industry-training")
    assert (training.latest, training.basis) == (date(2023, 6, 1), {"latest": "computed"})


def test_zone_labels_are_names_of_states():
    names = {state.zone: state.name_en for state in MemberState.objects.all()}
    labels = {row.zone: row.label_en for row in ZoneLabel.objects.all()}
    assert labels == names | {"Asia/Almaty": "Astana", "UTC": "UTC"}


def test_published_totals_stay_as_they_were_said():
    totals = PublishedFigure.objects.filter(event=None, metric__in=["events_held", "events_planned"])
    assert {(row.period, row.metric, row.value, row.exactness) for row in totals} == {
        ("2020–2023", "events_held", 74, "exact"),
        ("2024", "events_planned", 27, "exact"),
        ("2021", "events_held", 40, "about"),
        ("October 2020 – October 2021", "events_held", 50, "about"),
        ("2025", "events_planned", 44, "exact"),
    }
