"""A Redis cache that is only ever a help: values are JSON, and a server that is down is a miss, not an error."""

import functools
import json
import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class JsonSerializer:
    def dumps(self, value: Any) -> int | bytes:
        return value if type(value) is int else json.dumps(value, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


def forgiving(operation: Callable[..., Any], *, answer: Callable[[], Any]) -> Any:
    """The operation of the cache, with the answer of an empty cache where the server cannot be reached."""

    @functools.wraps(operation)
    def attempt(*args: Any, **kwargs: Any) -> Any:
        try:
            return operation(*args, **kwargs)
        except RedisError as error:
            logger.warning("cache_unreachable: %s", type(error).__name__)
            return answer()

    return attempt


class ForgivingRedisCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {"serializer": JsonSerializer, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})

    add = forgiving(RedisCache.add, answer=lambda: True)
    set = forgiving(RedisCache.set, answer=lambda: None)
    set_many = forgiving(RedisCache.set_many, answer=list)
    get_many = forgiving(RedisCache.get_many, answer=dict)
    touch = forgiving(RedisCache.touch, answer=lambda: False)
    has_key = forgiving(RedisCache.has_key, answer=lambda: False)
    delete = forgiving(RedisCache.delete, answer=lambda: False)
    delete_many = forgiving(RedisCache.delete_many, answer=lambda: None)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return forgiving(super().get, answer=lambda: default)(key, default, version)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """A counter that cannot be reached is one that does not exist: ValueError, as every cache says it."""
        try:
            return super().incr(key, delta, version)
        except RedisError as error:
            raise ValueError(f"Key {key!r} not found.") from error

    def clear(self) -> None:
        """Removes the portal's own keys only: the server may hold other things."""
        client = self._cache.get_client(write=True)
        for stored in client.scan_iter(f"{self.key_prefix}:*", count=1000):
            client.delete(stored)
