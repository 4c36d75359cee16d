"""Asking the whole application as gunicorn does, with what stands before Django."""

import json
from typing import Any

from django.core.signals import request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import Client

from cica_portal.wsgi import application as portal


class WsgiClient(Client):
    application: Any = staticmethod(portal)

    def request(self, **request: Any) -> Any:
        told: list[Any] = []
        request_started.disconnect(close_old_connections)
        try:
            environ = self._base_environ(**request)  # type: ignore[attr-defined]
            answer = self.application(environ, lambda *said: told.extend(said))
        finally:
            request_started.connect(close_old_connections)
        response: Any = HttpResponse(b"".join(answer), status=int(told[0][:3]), headers=dict(told[1]))
        response.json = lambda: json.loads(response.content)
        return response
