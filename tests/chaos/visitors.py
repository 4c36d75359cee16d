"""Somebody who asks pages all the time: a killed web server may not answer, but what it answers is right."""

from __future__ import annotations

import threading
from collections import Counter
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

PATHS = ("/readyz", "/api/v1/events/", "/healthz")
PAUSE = 0.3
NO_ANSWER = 0


class Visitor:
    """`answers` counts paths and statuses; 0 is no answer."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: Counter[tuple[str, int]] = Counter()

    def ask(self, over: threading.Event) -> None:
        number = 0
        while not over.wait(PAUSE):
            path = PATHS[number % len(PATHS)]
            self.answers[path, self.status_of(path)] += 1
            number += 1

    def status_of(self, path: str) -> int:
        request = Request(self.address + path, headers={"X-Forwarded-Proto": "https", "Accept": "application/json"})
        try:
            with urlopen(request, timeout=10) as answer:
                answer.read()
                status: int = answer.status
                return status
        except HTTPError as error:
            return error.code
        except (OSError, HTTPException):
            return NO_ANSWER
