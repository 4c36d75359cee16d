"""The demo users of an embedded portal; production has none."""

from __future__ import annotations

from dataclasses import dataclass

from cica_portal.common import history
from cica_portal.common.zones import SECRETARIAT_ZONE
from members.models import MemberState, User
from members.services import save_user

DEMO_PASSWORD = "portal-demo"


@dataclass(frozen=True, kw_only=True)
class DemoUser:
    email: str
    name: str
    role: User.Role
    state: str = ""
    language: User.Language = User.Language.ENGLISH
    zone: str = SECRETARIAT_ZONE


DEMO_USERS = (
    DemoUser(email="admin@demo.example", name="Demo administrator", role=User.Role.ADMINISTRATOR),
    DemoUser(email="editor@demo.example", name="Demo editor", role=User.Role.EDITOR),
    DemoUser(email="reader@demo.example", name="Demo reader", role=User.Role.READER),
    DemoUser(
        email="kaz@demo.example",
        name="Demo liaison, Kazakhstan",
        role=User.Role.LIAISON,
        state="KAZ",
        language=User.Language.RUSSIAN,
    ),
    DemoUser(
        email="tha@demo.example",
        name="Demo liaison, Thailand",
        role=User.Role.LIAISON,
        state="THA",
        zone="Asia/Bangkok",
    ),
)


def load_demo_users(*, act: history.Act) -> list[User]:
    """Enter the demo users whose address nobody has yet; returns the new ones."""
    states = {state.code: state for state in MemberState.objects.all()}
    taken = {email.lower() for email in User.objects.values_list("email", flat=True)}
    return [_enter(demo, states, act) for demo in DEMO_USERS if demo.email not in taken]


def _enter(demo: DemoUser, states: dict[str, MemberState], act: history.Act) -> User:
    user = User(
        email=demo.email,
        name=demo.name,
        role=demo.role,
        state=states[demo.state] if demo.state else None,
        language=demo.language,
        zone=demo.zone,
        is_demo=True,
    )
    return save_user(user=user, password=DEMO_PASSWORD, act=act)
