"""Two addresses for probes: they answer by address, on plain http, and say what is down."""

from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.test import Client

from cica_portal import health


@pytest.fixture
def strict(settings):
    settings.ALLOWED_HOSTS = ["portal.example.org"]
    settings.SECURE_SSL_REDIRECT = True


def test_healthz_answers_any_host_on_plain_http(client: Client, strict):
    answer = client.get("/healthz", headers={"Host": "10.0.0.7"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.both
@pytest.mark.django_db
def test_readyz_asks_database_and_broker(client: Client, strict):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok", "broker": "ok"})


@pytest.mark.django_db
def test_without_the_broker_the_portal_is_ready_but_degraded(client: Client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "degraded", "database": "ok", "broker": "down"})


def test_without_the_database_the_portal_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch):
    connection = Mock()
    connection.cursor.side_effect = OperationalError("gone")
    monkeypatch.setattr(health, "connection", connection)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "down", "database": "down", "broker": "ok"})


@pytest.mark.both
def test_the_broker_answers_on_redis(settings, redis_url: str):
    settings.REDIS_URL = redis_url
    assert health.broker_answers() is True


@pytest.mark.django_db
def test_probes_are_read_only_addresses(client: Client):
    assert client.post("/healthz").status_code == 404
