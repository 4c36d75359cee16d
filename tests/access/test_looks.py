"""The browser tests look at every page that has an address of its own."""

from tests.access.routes import all_routes
from tests.access.test_matrix import EXPECTED
from tests.browser.pages import LOOKS

# A page that only a step before it leads to, or a file.
REACHED_ON_THE_WAY = {
    "/calendar/week/",
    "/events/dates/",
    "/events/suggestions/",
    "/reminders/export/",
    "/account/confirm/code/",
    "/account/confirm/passkey/",
    "/account/second-factor/codes/",
    "/account/second-factor/codes/new/",
    "/account/second-factor/app/remove/",
    "/feeds/events.ics",
    "/invitation/",
    "/log/export/",
    "/sign-in/passkey/",
    "/sign-in/second-factor/",
}


def test_every_page_is_looked_at():
    opens = {route for (route, _word, method), row in EXPECTED.items() if method == "GET" and "200" in row.values()}
    pages = {
        f"/{route.pattern}"
        for route in all_routes()
        if not route.parameters and route.name in opens and not route.name.startswith(("admin:", "api:"))
    }
    assert pages - {look.path for look in LOOKS} - REACHED_ON_THE_WAY == set()
