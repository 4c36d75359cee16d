"""Receives the portal's webhooks and keeps each message once. Needs Python 3.11 and nothing else.

    WEBHOOK_SECRET=whsec_… python webhook_example.py messages.sqlite3 [PORT]

The portal connects by https to the address of the receiver; whatever speaks TLS there hands the requests on to this
port. A message is stored before it is answered, so nothing is lost when this program dies. Whoever keeps a copy
(sync_example.py) brings it up to date when a message has come, and need not look into it.
"""

import base64
import hmac
import json
import os
import sqlite3
import sys
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer

TABLE = "CREATE TABLE IF NOT EXISTS message (id TEXT PRIMARY KEY, said TEXT)"
# Seconds between the portal's clock and this one.
TOLERANCE = 300
LONGEST = 65_536


def read(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> dict:
    """What a message says. Raises ValueError if it is not the portal's, or too old."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    name, at, signatures = (headers.get(f"webhook-{part}") or "" for part in ("id", "timestamp", "signature"))
    expected = base64.b64encode(hmac.digest(key, f"{name}.{at}.".encode() + body, "sha256")).decode()
    if not any(hmac.compare_digest(f"v1,{expected}".encode(), each.encode()) for each in signatures.split()):
        raise ValueError("not signed with this secret")
    if abs(now - int(at)) > TOLERANCE:
        raise ValueError("too old, or one of the clocks is wrong")
    return json.loads(body)


class Receiver(HTTPServer):
    def __init__(self, address: tuple[str, int], secret: str, path: str) -> None:
        super().__init__(address, Handler)
        self.secret, self.path = secret, path

    def keep(self, name: str, said: dict) -> bool:
        """False if it was here before."""
        kept = sqlite3.connect(self.path)
        with kept:
            kept.execute(TABLE)
            stored = kept.execute("INSERT OR IGNORE INTO message VALUES (?, ?)", (name, json.dumps(said)))
        kept.close()
        return stored.rowcount == 1


class Handler(BaseHTTPRequestHandler):
    server: Receiver
    timeout = 10

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LONGEST))
        try:
            said = read(self.server.secret, self.headers, body, time.time())
        except ValueError as error:
            self.send_error(400, str(error))
            return
        is_new = self.server.keep(self.headers["webhook-id"], said)
        self.send_response(204)
        self.end_headers()
        self.log_message("%s %s", said["type"], "" if is_new else "(again)")


if __name__ == "__main__":
    place, *port = sys.argv[1:]
    Receiver(("127.0.0.1", int(port[0]) if port else 8080), os.environ["WEBHOOK_SECRET"], place).serve_forever()
