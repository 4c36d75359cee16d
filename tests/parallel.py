"""Several threads at once against the real database, started together by a barrier."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

WRITERS = 8


def run_together(work: Callable[[int], Any], *, count: int = WRITERS) -> list[Any]:
    """What each call answered, or the exception that it raised, in the order of the indexes."""
    barrier = Barrier(count)

    def call(index: int) -> Any:
        try:
            barrier.wait(timeout=20)
            return work(index)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(call, range(count)))
