"""The operations page names every setting, and the compose file starts what it says."""

import re

import yaml

from tests.platform.production import BASE, PRODUCTION, run_python

# What the image or the compose file itself decides; the last is for embedded portals.
DECIDED = {"PORTAL_VAR", "PORTAL_MEDIA", "WEB_BIND", "PORTAL_DEBUG"}
PAGE = (BASE / "docs" / "operations.md").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((BASE / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]


def names_of_settings() -> set[str]:
    sources = [*(BASE / "cica_portal" / "settings").glob("*.py"), BASE / "cica_portal" / "gunicorn.py"]
    return {
        name
        for source in sources
        for name in re.findall(r"environment\.\w+\(\s*\"([A-Z_]+)\"", source.read_text(encoding="utf-8"))
    }


def test_every_setting_that_is_read_is_explained():
    names = names_of_settings()
    assert len(names) >= 15
    assert sorted(name for name in names if f"`{name}`" not in PAGE) == []


def test_compose_runs_one_image_in_four_roles_on_two_servers():
    roles = {name for name, service in SERVICES.items() if service["image"] == "cica-portal"}
    assert roles == {"setup", "web", "worker", "beat"}
    assert (SERVICES["db"]["image"], SERVICES["redis"]["image"]) == ("postgres:17", "redis:7")
    assert SERVICES["redis"]["command"][-2:] == ["--maxmemory-policy", "noeviction"]


def test_compose_hands_every_setting_on():
    handed_on = set(SERVICES["web"]["environment"])
    assert sorted(names_of_settings() - handed_on - DECIDED) == []
    assert {"CONN_MAX_AGE", "PORTAL_UPLOAD_MB"} <= set(SERVICES["worker"]["environment"])


def test_compose_builds_its_image_once_and_asks_nobody_else_for_it():
    portal = {name: service for name, service in SERVICES.items() if service["image"] == "cica-portal"}
    assert [name for name, service in portal.items() if "build" in service] == ["setup"]
    assert {service["pull_policy"] for service in portal.values()} == {"never"}


def test_database_is_ready_only_when_it_answers_on_the_network():
    assert "--host 127.0.0.1" in SERVICES["db"]["healthcheck"]["test"][1]


def test_compose_starts_the_portal_only_after_the_set_up():
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["setup"] == {"condition": "service_completed_successfully"}
        assert "healthcheck" in SERVICES[name]
    assert SERVICES["setup"]["restart"] == "no"


def test_compose_holds_no_secret():
    required = {"SECRET_KEY", "ALLOWED_HOSTS", "PORTAL_URL", "EMAIL_URL", "POSTGRES_PASSWORD"}
    text = (BASE / "docker-compose.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+):\?", text)) == required


def test_compose_publishes_the_web_server_on_the_loopback_address_only():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


def test_compose_gives_every_role_a_complete_environment():
    for name in ("setup", "web", "worker", "beat"):
        environment = {key: str(value) for key, value in SERVICES[name]["environment"].items()}
        assert set(PRODUCTION) <= set(environment)
        values = {key: PRODUCTION.get(key, "") for key in environment if "${" in environment[key]}
        done = run_python(
            "manage.py", "check", env={**environment, **values, "DATABASE_URL": PRODUCTION["DATABASE_URL"]}
        )
        assert (done.returncode, done.stderr) == (0, "")
