"""What advice is built on: no more than the viewer may see, in as many queries for a thousand rows as for one."""

from datetime import date, timedelta

import pytest

from cbm_events.adviser.findings import Kind, Shared
from cbm_events.adviser.gathering import Entry, advise_on, coordinators_on, entry_of
from cbm_events.adviser.wording import panel_of
from cica_portal.common.fuzzy import Period, Precision, month_period, year_period
from cica_portal.common.viewer import ANONYMOUS
from tests import factories
from tests.factories import TODAY, make_event, state_role

pytestmark = [pytest.mark.both, pytest.mark.django_db]
# A Tuesday.
DAY = date(2026, 9, 15)
WEEK = timedelta(days=7)
MINE = Entry(
    period=Period(DAY, DAY, Precision.DAY), mode="in_person", cities=("Astana", ""), country="KAZ",
    organisers=frozenset({"KAZ"}), dimension="ECO", area="ECO-SME", council="BC",
)  # fmt: skip


def clashing(world, **values):
    defaults = {"earliest": DAY, "area": world.areas["ECO-SME"], "dimension": world.dimensions["ECO"]}
    return make_event(**defaults | values)


def advise(viewer, entry: Entry = MINE, **options):
    return advise_on(entry, viewer=viewer, today=TODAY, **options)


def kinds(advised) -> set[Kind]:
    return {finding.kind for finding in advised.advice.chosen.findings}


def hidden_events(world):
    """Events and dates that a liaison of Kazakhstan may not see, each a clash in every respect."""
    values = {"council": world.councils["BC"], "country": world.kaz, "city_en": "Astana", "mode": "in_person"}
    clashing(world, visibility="secretariat", roles=[state_role(world.kaz)], **values)
    clashing(world, visibility="secretariat", kind="summit", **values)
    clashing(
        world, status="proposed", visibility="secretariat", roles=[state_role(world.tha)],
        **values | {"country": world.tha},
    )  # fmt: skip
    make_event(
        earliest=DAY - WEEK, latest=DAY + WEEK, precision="month", visibility="secretariat",
        area=world.areas["ECO-SME"], dimension=world.dimensions["ECO"],
    )  # fmt: skip


VAGUE = Period(DAY - WEEK, DAY + WEEK, Precision.UNKNOWN)


@pytest.mark.parametrize(
    "period", [MINE.period, month_period(2026, 9), VAGUE], ids=["days", "month", "to be confirmed"]
)
def test_nothing_tells_of_an_event_that_the_viewer_may_not_see(world, viewers, period):
    entry = Entry(**vars(MINE) | {"period": period})
    clashing(world, earliest=DAY + WEEK, visibility="member_states")
    before = panel_of(advise(viewers["liaison"], entry))
    staff_before = panel_of(advise(viewers["editor"], entry))
    hidden_events(world)
    assert panel_of(advise(viewers["liaison"], entry)) == before
    assert panel_of(advise(viewers["editor"], entry)) != staff_before


def test_own_proposal_is_seen_by_its_state(world, viewers):
    clashing(world, status="proposed", visibility="secretariat", roles=[state_role(world.tha)])
    assert Kind.CLASH in kinds(advise(viewers["other_liaison"]))
    assert Kind.CLASH not in kinds(advise(viewers["liaison"]))


def test_public_would_get_no_holiday(world):
    factories.make_holiday(state=world.kaz, day=DAY)
    assert Kind.HOLIDAY not in kinds(advise(ANONYMOUS))


@pytest.mark.parametrize(("status", "found"), [("planned", True), ("confirmed", True), ("held", False),
                                               ("postponed", False), ("cancelled", False)])  # fmt: skip
def test_only_events_that_are_still_to_take_place_stand_against_others(world, viewers, status, found):
    clashing(world, status=status)
    assert (Kind.CLASH in kinds(advise(viewers["editor"]))) is found


def test_event_does_not_clash_with_itself(world, viewers):
    event = clashing(world)
    assert Kind.CLASH not in kinds(advise(viewers["editor"], entry_of(event), apart_from=event.public_id))


def test_city_is_one_in_either_language(world, viewers):
    elsewhere = {"mode": "in_person", "country": world.kaz, "earliest": DAY}
    make_event(city_en="Astana", city_ru="Астана", **elsewhere)
    in_russian = Entry(period=MINE.period, mode="in_person", cities=("", "АСТАНА"))
    assert Kind.SAME_CITY in kinds(advise(viewers["editor"], in_russian))


def test_coordinator_of_the_area_is_found(world, viewers):
    factories.make_attestation(coordination=factories.make_coordination(state=world.tha, area=world.areas["ECO-SME"]))
    assert coordinators_on(TODAY) == {"ECO-SME": {"THA"}}
    make_event(earliest=DAY, roles=[state_role(world.tha)])
    advised = advise(viewers["editor"])
    finding = next(one for one in advised.advice.chosen.findings if one.kind == Kind.COORDINATOR)
    assert (finding.shared, finding.states) == ((Shared.COORDINATOR,), ("THA",))


def test_estimated_and_confirmed_holidays_differ(world, viewers, editor):
    row = factories.make_holiday(state=world.kaz, day=DAY, is_estimated=True)
    assert next(one for one in advise(viewers["editor"]).advice.chosen.findings if one.days).is_estimated
    row.confirmed_by, row.confirmed_at = editor, factories.NOW
    factories.store(row)
    assert not next(one for one in advise(viewers["editor"]).advice.chosen.findings if one.days).is_estimated


def test_queries_do_not_grow_with_the_rows(world, viewers, django_assert_num_queries):
    def fill() -> None:
        for number in range(3):
            day = DAY + timedelta(days=number)
            clashing(world, earliest=day, roles=[state_role(world.kaz), state_role(world.tha, "host")])
            factories.make_holiday(state=world.tha, day=DAY + timedelta(days=factories.number("busy day")))
            factories.make_attestation(coordination=factories.make_coordination(area=world.areas["ECO-SME"]))

    fill()
    with django_assert_num_queries(6):
        panel_of(advise(viewers["editor"]))
    fill()
    with django_assert_num_queries(6):
        panel_of(advise(viewers["editor"]))
    with django_assert_num_queries(5):
        panel_of(advise(viewers["editor"], Entry(**vars(MINE) | {"period": year_period(2026)})))
