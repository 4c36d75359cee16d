"""The one filter of events: what each value lets through, and what is refused."""

from datetime import date

import pytest
from django.http import QueryDict

from cbm_events.filters import EventFilter
from cbm_events.models import Event
from tests.cast import World
from tests.factories import make_event, state_role

pytestmark = pytest.mark.django_db


def found(query: str) -> set[str]:
    events = EventFilter(QueryDict(query), queryset=Event.objects.all())
    assert events.form.errors == {}
    return {event.title_en for event in events.qs}


def errors(query: str) -> dict[str, list[str]]:
    return dict(EventFilter(QueryDict(query), queryset=Event.objects.all()).form.errors)


@pytest.fixture
def events(world: World) -> None:
    dimensions, areas, councils = world.dimensions, world.areas, world.councils
    make_event(
        title_en="Business forum in Antalya", title_ru="Деловой форум в Анталье", kind="forum", mode="hybrid",
        dimension=dimensions["ECO"], area=areas["ECO-SME"], council=councils["BC"],
        earliest=date(2025, 12, 30), latest=date(2026, 1, 2), roles=[state_role(world.tur)],
    )  # fmt: skip
    make_event(
        title_en="Training on floods", kind="training", dimension=dimensions["ENV"], area=areas["ENV-DIS"],
        status="confirmed", mode="online", earliest=date(2026, 5, 4),
        roles=[state_role(world.kaz), state_role(world.tha, "co_organiser")],
    )  # fmt: skip
    make_event(title_en="Committee", kind="committee", council=councils["SOC"], earliest=date(2026, 6, 1))
    make_event(
        title_en="Think tanks", kind="forum", status="held",
        earliest=date(2024, 1, 1), latest=date(2024, 12, 31), precision="year",
    )  # fmt: skip


EVERYTHING = {"Business forum in Antalya", "Training on floods", "Committee", "Think tanks"}


@pytest.mark.usefixtures("events")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", EVERYTHING),
        ("state=&q=&mode=&year=", EVERYTHING),
        ("year=2024", {"Think tanks"}),
        ("year=2025", {"Business forum in Antalya"}),
        ("year=2026", {"Business forum in Antalya", "Training on floods", "Committee"}),
        ("dimension=ECO", {"Business forum in Antalya"}),
        ("dimension=ECO&dimension=ENV", {"Business forum in Antalya", "Training on floods"}),
        ("dimension=GB", {"Committee"}),
        ("dimension=NONE", {"Think tanks"}),
        ("dimension=GB&dimension=NONE&dimension=ENV", {"Committee", "Think tanks", "Training on floods"}),
        ("area=ECO-SME", {"Business forum in Antalya"}),
        ("area=ECO-SME&area=ENV-DIS", {"Business forum in Antalya", "Training on floods"}),
        ("state=KAZ", {"Training on floods"}),
        ("state=THA", {"Training on floods"}),
        ("council=SOC", {"Committee"}),
        ("status=held&status=confirmed", {"Think tanks", "Training on floods"}),
        ("kind=forum", {"Business forum in Antalya", "Think tanks"}),
        ("mode=online", {"Training on floods"}),
        ("q=forum", {"Business forum in Antalya"}),
        ("q=ANTALYA business", {"Business forum in Antalya"}),
        ("q=форум анталье", {"Business forum in Antalya"}),
        ("q=floods antalya", set()),
        ("kind=forum&dimension=ECO&year=2026", {"Business forum in Antalya"}),
    ],
)
def test_filter(query: str, titles: set[str]):
    assert found(query) == titles


@pytest.mark.usefixtures("events")
@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("dimension=NT", "dimension", "“NT” is not in the list."),
        ("dimension=eco", "dimension", "“eco” is not in the list."),
        ("area=ECO-SME&area=XXX", "area", "“XXX” is not in the list."),
        ("state=1", "state", "“1” is not in the list."),
        ("council=NO", "council", "“NO” is not in the list."),
        ("status=now", "status", "“now” is not in the list."),
        ("kind=party", "kind", "“party” is not in the list."),
        ("mode=hologram", "mode", "“hologram” is not in the list."),
        ("year=1899", "year", "Ensure this value is greater than or equal to 1992."),
        ("year=soon", "year", "Enter a whole number."),
        ("q=" + "a" * 201, "q", "Ensure this value has at most 200 characters (it has 201)."),
        ("q=a%00b", "q", "Null characters are not allowed."),
    ],
)
def test_unknown_values_are_errors(query: str, field: str, message: str):
    assert errors(query) == {field: [message]}


@pytest.mark.usefixtures("events")
def test_a_wrong_value_filters_nothing_and_the_others_hold():
    shown = EventFilter(QueryDict("state=QQQ&kind=committee"), queryset=Event.objects.all())
    assert [event.title_en for event in shown.qs] == ["Committee"]


@pytest.mark.usefixtures("events")
def test_without_leaves_filters_out():
    shown = EventFilter(QueryDict("dimension=ECO&kind=forum"), queryset=Event.objects.all())
    assert {event.title_en for event in shown.without("dimension")} == {"Business forum in Antalya", "Think tanks"}


def test_states_stand_in_the_alphabet_of_the_page(world: World, settings):
    settings.LANGUAGE_CODE = "en"
    choices = EventFilter(QueryDict(), queryset=Event.objects.all()).form.fields["state"].choices
    assert [label for _value, label in choices][1:] == ["Azerbaijan", "Kazakhstan", "Thailand", "Türkiye"]
