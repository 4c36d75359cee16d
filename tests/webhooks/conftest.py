"""A receiver of webhooks on this machine, and rows of the portal that send to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from cica_portal.common.models import WebhookReceiver
from cica_portal.common.webhooks.receivers import enter
from tests.factories import make_act, make_user


@dataclass
class Heard:
    """What has come in: headers and body of each message. `status` is what the receiver answers, by message."""

    url: str = ""
    messages: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    status: Callable[[int], int] = lambda count: 204
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _body in self.messages]


@pytest.fixture
def heard(settings) -> Iterator[Heard]:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    found = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.messages.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.status(len(found.messages)))
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Nothing on the console of the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}/hook?from=cica"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def make_receiver(**values: Any) -> tuple[WebhookReceiver, str]:
    """With its secret."""
    owner = values.pop("owner", None) or make_user(role="partner")
    defaults = {"name": "Website", "url": "https://partner.example/hook"}
    receiver = WebhookReceiver(owner=owner, **defaults | values)
    return receiver, enter(receiver=receiver, act=make_act())
