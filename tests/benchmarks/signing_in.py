"""500 tries to sign in, and to get a new password, for each kind of address: none is told from another by its time."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from statistics import NormalDist
from time import perf_counter

from django.core.cache import cache
from django.test import Client, override_settings

from tests.benchmarks.harness import Bench, Figure
from tests.cast import build_world
from tests.factories import make_user

TRIES, WARM_UP = 500, 5
# Where times are alike, one run in a hundred falls below this.
LEAST_CHANCE = 0.01
KINDS = ("known", "closed", "unusable", "unknown")
# The tests hash quickly; the portal does not.
AS_IN_PRODUCTION = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
WRONG = "not the password"
Try = Callable[[str], object]
Times = Mapping[str, Sequence[float]]


def measure(bench: Bench) -> None:
    logging.disable(logging.WARNING)
    try:
        with override_settings(PASSWORD_HASHERS=AS_IN_PRODUCTION):
            make_people()
            bench.rows_are_ready()
            hold(bench, "new password", ask_for_a_new_password)
            hold(bench, "wrong password", try_password)
    finally:
        logging.disable(logging.NOTSET)


def make_people() -> None:
    world = build_world()
    make_user(email=address_of("known"), role="liaison", state=world.kaz)
    make_user(email=address_of("closed"), role="liaison", state=world.kaz, is_active=False)
    person = make_user(email=address_of("unusable"), role="liaison", state=world.kaz)
    person.set_unusable_password()
    person.save()


def address_of(kind: str) -> str:
    return f"{kind:_>10}@example.org"


def try_password(email: str) -> None:
    answer = Client().post("/sign-in/", {"email": email, "password": WRONG})
    assert answer.status_code == 200


def ask_for_a_new_password(email: str) -> None:
    answer = Client().post("/new-password/", {"email": email})
    assert answer.status_code == 302


def hold(bench: Bench, words: str, attempt: Try) -> None:
    times = tried_in_any_order(attempt)
    for kind, seconds in times.items():
        bench.note(f"{f'{words}, {kind}':<52} {Figure(seconds)}")
    pairs = list(combinations(KINDS, 2))
    for one, other in pairs:
        # Each pair is a chance of a false alarm: taken together they are one run in a hundred.
        chance = min(1, chance_of_being_alike(times[one], times[other]) * len(pairs))
        bench.limit(f"{words}, {one} or {other}: chance", chance, at_least=LEAST_CHANCE)


def tried_in_any_order(attempt: Try) -> Times:
    """What came before a try, and a busy minute of the machine, meet all kinds alike. Limits of tries are lifted."""
    order = [kind for kind in KINDS for _number in range(TRIES + WARM_UP)]
    random.Random(1).shuffle(order)
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for kind in order:
        cache.clear()
        began = perf_counter()
        attempt(address_of(kind))
        times[kind].append(perf_counter() - began)
    return {kind: seconds[WARM_UP:] for kind, seconds in times.items()}


def chance_of_being_alike(one: Sequence[float], other: Sequence[float]) -> float:
    """The two-sided p of Mann and Whitney; times are so fine that ties do not matter."""
    ranked = sorted([(value, True) for value in one] + [(value, False) for value in other])
    of_one = sum(rank for rank, (_value, is_one) in enumerate(ranked, start=1) if is_one)
    wins = of_one - len(one) * (len(one) + 1) / 2
    mean = len(one) * len(other) / 2
    deviation = (len(one) * len(other) * (len(one) + len(other) + 1) / 12) ** 0.5
    return 2 * (1 - NormalDist().cdf(abs(wins - mean) / deviation))
