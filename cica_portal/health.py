"""Two addresses for probes, answered before host checks and redirects: a probe calls by address, on plain http."""

import os
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Ready means that the database answers. Without the broker pages and saves still work, so it only shows."""
    database, broker = database_answers(), broker_answers()
    status = "ok" if database and broker else "degraded" if database else "down"
    body = {"status": status, "database": said(database), "broker": said(broker)}
    return JsonResponse(body, status=200 if database else 503)


def said(answers: bool) -> str:
    return "ok" if answers else "down"


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False


def broker_answers() -> bool:
    if not settings.REDIS_URL:
        return os.access(settings.BROKER_DIR, os.W_OK)
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as server:
            return bool(server.ping())
    except redis.RedisError:
        return False


class HealthMiddleware:
    probes = {"/healthz": healthz, "/readyz": readyz}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        probe = self.probes.get(request.path)
        if probe and request.method in {"GET", "HEAD"}:
            return probe(request)
        return self.get_response(request)
