"""What every test stands on. The cast of users and the factories are in modules of their own."""

import os
from collections.abc import Generator, Iterator

import pytest
from django.core.cache import caches
from django.utils import translation
from hypothesis import HealthCheck, settings

from cica_portal.common.cache import ForgivingRedisCache
from cica_portal.common.memory import answers

pytest_plugins = ["tests.cast"]
# How fast the machine is shows in benchmarks, not in tests.
settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("portal")
REQUIRE_ALL = bool(os.environ.get("PORTAL_REQUIRE_ALL"))
# What takes longest, so that make test stays under three minutes; make test-all runs it.
SLOW_MODULES = {
    "tests/access/test_administration.py",
    "tests/access/test_canary_mails.py",
    "tests/access/test_differential.py",
    "tests/access/test_matrix.py",
    "tests/access/test_queries.py",
    "tests/access/test_tokens.py",
    "tests/admin/test_access.py",
    "tests/accounts/test_lockout.py",
    "tests/api/test_clients.py",
    "tests/api/test_cursors.py",
    "tests/api/test_entries.py",
    "tests/api/test_etags.py",
    "tests/api/test_openapi.py",
    "tests/api/test_queries.py",
    "tests/api/test_schemathesis.py",
    "tests/api/test_visibility.py",
    "tests/api/writing/test_bulk.py",
    "tests/api/writing/test_events.py",
    "tests/api/writing/test_killed_requests.py",
    "tests/api/writing/test_once.py",
    "tests/api/writing/test_proposals.py",
    "tests/mail/test_killed_workers.py",
    "tests/mail/test_smtp_phases.py",
    "tests/platform/test_operations.py",
    "tests/platform/test_settings.py",
}
SLOW_FOLDERS = {
    "accounts", "admin", "adviser", "audit", "chaos", "confirmations", "correspondence", "documents", "entry",
    "exports", "feeds", "holidays", "imports", "invitations", "papers", "participation", "plans", "proposals",
    "reports", "summaries", "webhooks",
}  # fmt: skip


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("TEST_DATABASE_URL"):
        only_there = [item for item in items if item.get_closest_marker("sqlite")]
        items[:] = [item for item in items if item not in only_there]
        config.hook.pytest_deselected(items=only_there)
    for item in items:
        module = item.nodeid.partition("::")[0]
        if module in SLOW_MODULES or module.split("/")[1] in SLOW_FOLDERS:
            item.add_marker(pytest.mark.slow)


def pytest_report_header() -> str:
    return f"database: {database_name()}"


def database_name() -> str:
    on_redis = " and Redis" if os.environ.get("TEST_REDIS_URL") else ""
    return ("PostgreSQL" if os.environ.get("TEST_DATABASE_URL") else "SQLite") + on_redis


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    count = len(terminalreporter.getreports("passed"))
    terminalreporter.write_line(f"{count} tests passed on {database_name()}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With PORTAL_REQUIRE_ALL a test that could not run has failed: nobody shall take it for checked."""
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"PORTAL_REQUIRE_ALL: must not be skipped: {reason_of(report)}"
    return report


def reason_of(report: pytest.TestReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    yield
    for name in caches.settings:
        caches[name].clear()
    answers.clear()


@pytest.fixture(autouse=True)
def language_of_settings() -> Iterator[None]:
    """A request in Russian leaves its thread in Russian; the next test begins in English."""
    yield
    translation.deactivate()


@pytest.fixture
def redis_url() -> str:
    """The server for tests of the broker: use own keys only, the server may be shared."""
    url = os.environ.get("TEST_REDIS_URL")
    if not url:
        pytest.skip("no TEST_REDIS_URL: make test starts a server for the marked tests")
    return url


@pytest.fixture
def without_redis(settings) -> Iterator[None]:
    """The cache and the broker of production, and nobody listens where their server should be."""
    nowhere = "redis://127.0.0.1:9/0"
    options = {"socket_connect_timeout": 0.5, "socket_timeout": 1}
    place = {"BACKEND": "cica_portal.common.cache.ForgivingRedisCache", "LOCATION": nowhere, "OPTIONS": options}
    settings.REDIS_URL = nowhere
    settings.CACHES = settings.CACHES | {"default": place}
    yield
    cache = caches["default"]
    assert isinstance(cache, ForgivingRedisCache)
    cache.memory.clear()
