"""Answers made smaller on their way, for those who take them so.

Only what holds no secret and goes to nobody who is known by a cookie: else somebody on the way who makes the reader's
browser ask could guess at it from lengths.
"""

from __future__ import annotations

import gzip

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

# Below this it is not worth the work.
LEAST = 1_000
BROTLI_QUALITY, GZIP_LEVEL = 4, 6


def encoding_for(request: HttpRequest) -> str:
    """The one that the client likes best, or none."""
    accepted = weights(request.headers.get("Accept-Encoding", ""))
    found = {name: accepted.get(name, accepted.get("*", 0.0)) for name in ("br", "gzip")}
    best = max(found, key=lambda name: found[name])
    return best if found[best] > 0 else ""


def weights(header: str) -> dict[str, float]:
    found = {}
    for part in header.lower().split(","):
        name, _semicolon, weight = part.partition(";")
        found[name.strip()] = weight_of(weight.strip())
    return found


def weight_of(text: str) -> float:
    if not text.startswith("q="):
        return 1.0
    try:
        return float(text.removeprefix("q="))
    except ValueError:
        return 0.0


def encode(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        packed: bytes = brotli.compress(body, quality=BROTLI_QUALITY)
        return packed
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


def pack(request: HttpRequest, response: HttpResponse) -> None:
    """The encoded body is another one of the same meaning: its tag is weak."""
    patch_vary_headers(response, ["Accept-Encoding"])
    if response.status_code != 200 or len(response.content) < LEAST:
        return
    encoding = encoding_for(request)
    if not encoding:
        return
    response.content = encode(response.content, encoding)
    response["Content-Encoding"] = encoding
    response["Content-Length"] = str(len(response.content))
    if response.get("ETag", "").startswith('"'):
        response["ETag"] = f"W/{response['ETag']}"
