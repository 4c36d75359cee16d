"""A slash that is missing at the end of an address is added."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from django.middleware.common import CommonMiddleware

READING = {"GET", "HEAD"}


class SlashMiddleware(CommonMiddleware):
    """301 makes a GET of a POST, so that a program would read where it meant to write; 308 keeps method and body."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        answer = super().process_response(request, response)
        if answer is not response and request.method not in READING:
            answer.status_code = HTTPStatus.PERMANENT_REDIRECT
        return answer
