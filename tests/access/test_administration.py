"""No address of the administration opens to anybody but an administrator."""

import re

import pytest

from tests.access.routes import Route, all_routes
from tests.cast import ROLES, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
ROUTES = [route for route in all_routes() if route.name.startswith("admin:")]


def path_of(route: Route) -> str:
    """With an object that may exist; the two addresses that are regular expressions by an example."""
    text = re.sub(r"\^\(\?P<app_label>.*", "members/", route.pattern)
    text = re.sub(r"\(\?P<url>.*", "somewhere", text)
    return "/" + re.sub(r"<[^>]*>", "1", text)


def test_every_address_is_asked():
    assert len(ROUTES) > 60


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_administration_is_closed(role: str, method: str, cast, client_as, world: World):
    client = client_as(role)
    # Signing out ends the session of the test.
    paths = [path_of(route) for route in ROUTES if route.name != "admin:logout"]
    answers = {path: client.generic(method, path).status_code for path in paths}
    assert {path: status for path, status in answers.items() if status not in {302, 403, 404}} == {}
