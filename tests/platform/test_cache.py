"""Without its server each process has a cache of its own, and clearing it takes the portal's own keys only."""

import pytest
import redis

from cica_portal.common.cache import ForgivingRedisCache


def make_cache(url: str, prefix: str = "portal-test") -> ForgivingRedisCache:
    return ForgivingRedisCache(url, {"KEY_PREFIX": prefix, "OPTIONS": {"socket_connect_timeout": 0.2}})


def test_a_server_that_is_down_is_no_error():
    cache = make_cache("redis://127.0.0.1:9/0")
    assert cache.get("year") is None
    assert cache.get("year", 1992) == 1992
    assert cache.get_many(["year"]) == {}
    assert cache.has_key("year") is False
    assert cache.delete("year") is False
    with pytest.raises(ValueError, match="not found"):
        cache.incr("year")


def test_while_it_is_down_the_process_remembers_for_itself():
    cache = make_cache("redis://127.0.0.1:9/1")
    assert cache.add("year", 2026) is True
    assert cache.add("year", 1992) is False
    cache.set("month", 5)
    assert cache.incr("year") == 2027
    assert make_cache("redis://127.0.0.1:9/1").get_many(["year", "month"]) == {"year": 2027, "month": 5}
    assert cache.delete("year") is True


@pytest.mark.both
def test_values_are_json_and_come_back(redis_url: str):
    cache = make_cache(redis_url)
    cache.set_many({"count": 1, "row": {"title": "Совет", "flags": [True, None]}})
    assert cache.incr("count") == 2
    assert cache.get("row") == {"title": "Совет", "flags": [True, None]}
    assert redis.Redis.from_url(redis_url).getrange(cache.make_key("row"), 0, 0) == b"{"
    cache.clear()


@pytest.mark.both
def test_clearing_leaves_the_keys_of_others(redis_url: str):
    mine, other = make_cache(redis_url), make_cache(redis_url, "somebody-else")
    mine.set("year", 2026)
    other.set("year", 1992)
    mine.clear()
    assert (mine.get("year"), other.get("year")) == (None, 1992)
    other.clear()
