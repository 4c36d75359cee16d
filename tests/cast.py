"""The cast of the tests: one person of each role, and a small world for them to act in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
import time_machine
from django.test import Client

from cica_portal.common import history
from cica_portal.common.viewer import ANONYMOUS, Viewer
from councils.models import Council
from members.models import Dimension, MemberState, PriorityArea, User, ZoneLabel
from members.viewers import viewer_for
from tests.factories import NOW, PASSWORD, make_act

ROLES = ("visitor", "partner", "liaison", "other_liaison", "reader", "editor", "administrator")

STATES = {
    "AZE": ("AZ", "Azerbaijan", "Азербайджан", "Asia/Baku"),
    "KAZ": ("KZ", "Kazakhstan", "Казахстан", "Asia/Almaty"),
    "THA": ("TH", "Thailand", "Таиланд", "Asia/Bangkok"),
    "TUR": ("TR", "Türkiye", "Турция", "Europe/Istanbul"),
}
DIMENSIONS = {
    "MP": (
        "Military-Political Dimension", "Военно-политическое измерение",
        "Military-political", "Военно-политическое",
    ),
    "NCT": (
        "New Challenges and Threats Dimension", "Измерение новых вызовов и угроз",
        "New challenges and threats", "Новые вызовы и угрозы",
    ),
    "ECO": ("Economic Dimension", "Экономическое измерение", "Economic", "Экономическое"),
    "ENV": ("Environmental Dimension", "Экологическое измерение", "Environmental", "Экологическое"),
    "HUM": ("Human Dimension", "Человеческое измерение", "Human", "Человеческое"),
}  # fmt: skip
AREAS = {
    "NCT-TER": ("Combating terrorism", "Борьба с терроризмом"),
    "NCT-HLT": ("Epidemiological safety, public health", "Эпидемиологическая безопасность и здравоохранение"),
    "ECO-SME": ("Development of SMEs", "Развитие МСП"),
    "ENV-DIS": ("Natural disaster management", "Управление стихийными бедствиями"),
}
COUNCILS = {
    "SOC": ("working", "Senior Officials Committee", "Комитет старших должностных лиц"),
    "BC": ("advisory", "Business Council", "Деловой совет"),
}
ZONES = {
    "Asia/Almaty": ("Astana time", "время Астаны"),
    "Asia/Baku": ("Baku time", "время Баку"),
    "Asia/Bangkok": ("Bangkok time", "время Бангкока"),
    "Europe/Istanbul": ("Ankara time", "время Анкары"),
}


@dataclass(frozen=True)
class World:
    """Four states, the five dimensions, some areas and bodies, by code."""

    states: Mapping[str, MemberState]
    dimensions: Mapping[str, Dimension]
    areas: Mapping[str, PriorityArea]
    councils: Mapping[str, Council]

    @property
    def kaz(self) -> MemberState:
        return self.states["KAZ"]

    @property
    def tha(self) -> MemberState:
        return self.states["THA"]

    @property
    def tur(self) -> MemberState:
        return self.states["TUR"]


Cast = dict[str, User | None]


def build_world() -> World:
    states = [
        MemberState(code=code, iso2=iso2, name_en=english, name_ru=russian, zone=zone)
        for code, (iso2, english, russian, zone) in STATES.items()
    ]
    dimensions = {
        code: Dimension(code=code, name_en=en, name_ru=ru, short_en=short_en, short_ru=short_ru, position=position)
        for position, (code, (en, ru, short_en, short_ru)) in enumerate(DIMENSIONS.items(), start=1)
    }
    areas = [
        PriorityArea(code=code, dimension=dimensions[code.partition("-")[0]], name_en=en, name_ru=ru)
        for code, (en, ru) in AREAS.items()
    ]
    councils = [Council(code=code, kind=kind, name_en=en, name_ru=ru) for code, (kind, en, ru) in COUNCILS.items()]
    labels = [ZoneLabel(zone=zone, label_en=en, label_ru=ru) for zone, (en, ru) in ZONES.items()]
    with history.batch(make_act()) as batch:
        for rows in (states, list(dimensions.values()), areas, councils, labels):
            batch.create(*rows)
    return World(
        states={state.code: state for state in states},
        dimensions=dimensions,
        areas={area.code: area for area in areas},
        councils={council.code: council for council in councils},
    )


@pytest.fixture
def world(db) -> World:
    return build_world()


def make_person(role: str, state: MemberState | None = None, name: str = "") -> User:
    """A demo user: the embedded portal of the tests spares it the second factor, which tests/accounts looks at."""
    user = User(email=f"{name or role}@example.org", name=f"Test {name or role}", role=role, state=state, is_demo=True)
    user.set_password(PASSWORD)
    history.save(user, act=make_act())
    return user


def build_cast(world: World) -> Cast:
    """Everybody by role, from the one who sees least."""
    people = {
        "liaison": make_person("liaison", world.kaz),
        "other_liaison": make_person("liaison", world.tha, "other_liaison"),
    }
    return {role: None if role == "visitor" else people.get(role) or make_person(role) for role in ROLES}


@pytest.fixture
def administrator(db) -> User:
    return make_person("administrator")


@pytest.fixture
def editor(db) -> User:
    return make_person("editor")


@pytest.fixture
def reader(db) -> User:
    return make_person("reader")


@pytest.fixture
def liaison(world: World) -> User:
    """Speaks for Kazakhstan."""
    return make_person("liaison", world.kaz)


@pytest.fixture
def other_liaison(world: World) -> User:
    """Speaks for Thailand."""
    return make_person("liaison", world.tha, "other_liaison")


@pytest.fixture
def partner(db) -> User:
    return make_person("partner")


@pytest.fixture
def visitor() -> None:
    return None


@pytest.fixture
def cast(visitor, partner, liaison, other_liaison, reader, editor, administrator) -> Cast:
    """Everybody by role, from the one who sees least."""
    people = (visitor, partner, liaison, other_liaison, reader, editor, administrator)
    return dict(zip(ROLES, people, strict=True))


@pytest.fixture
def viewers(cast: Cast) -> dict[str, Viewer]:
    return {role: viewer_for(user) if user else ANONYMOUS for role, user in cast.items()}


def signed_in(user: User | None, **options) -> Client:
    client = Client(**options)
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture
def client_as(request: pytest.FixtureRequest) -> Callable[..., Client]:
    """client_as("liaison") is a browser in which that person has signed in; "visitor" in which nobody has."""

    def sign_in(role: str, **options) -> Client:
        return signed_in(request.getfixturevalue(role), **options)

    return sign_in


@pytest.fixture
def act(editor: User) -> history.Act:
    return make_act(actor=editor)


@pytest.fixture
def at_now() -> Iterator[time_machine.Traveller]:
    """The portal's clock stands at NOW."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
