"""A Redis cache of JSON values. A server that is down is no error: each process then remembers for itself.

So the limits on guessing still count, one process at a time.
"""

import functools
import json
import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
MEMORY_ENTRIES = 10_000


class JsonSerializer:
    def dumps(self, value: Any) -> int | bytes:
        return value if type(value) is int else json.dumps(value, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


def forgiving(name: str) -> Callable[..., Any]:
    """This operation on the server, or on the memory of this process where the server cannot be reached."""
    operation = getattr(RedisCache, name)

    @functools.wraps(operation)
    def attempt(cache: "ForgivingRedisCache", *args: Any, **kwargs: Any) -> Any:
        try:
            return operation(cache, *args, **kwargs)
        except RedisError as error:
            logger.warning("cache_unreachable: %s", type(error).__name__)
            return getattr(cache.memory, name)(*args, **kwargs)

    return attempt


class ForgivingRedisCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {"serializer": JsonSerializer, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self.memory = LocMemCache(f"instead of {server}", {"OPTIONS": {"MAX_ENTRIES": MEMORY_ENTRIES}})

    add = forgiving("add")
    get = forgiving("get")
    set = forgiving("set")
    incr = forgiving("incr")
    set_many = forgiving("set_many")
    get_many = forgiving("get_many")
    touch = forgiving("touch")
    has_key = forgiving("has_key")
    delete = forgiving("delete")
    delete_many = forgiving("delete_many")

    def clear(self) -> None:
        """Removes the portal's own keys only: the server may hold other things."""
        self.memory.clear()
        client = self._cache.get_client(write=True)
        for stored in client.scan_iter(f"{self.key_prefix}:*", count=1000):
            client.delete(stored)
