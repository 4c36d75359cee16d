"""Keeps an exact copy of what the portal shows this reader. Needs Python 3.11 and nothing else.

    python sync_example.py https://portal.example.org copy.sqlite3 [TOKEN]

Run it as often as you like: each run goes on where the last one ended, and stores an answer with its cursor in one
transaction, so that it may be stopped at any point. The table has one row for each entry, as the lists give it.
"""

import json
import sqlite3
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

TABLES = """
CREATE TABLE IF NOT EXISTS entry (resource TEXT, id TEXT, data TEXT, PRIMARY KEY (resource, id));
CREATE TABLE IF NOT EXISTS state (next TEXT);
"""
LATER = {429, 502, 503, 504}


def synchronise(portal: str, path: str, token: str = "") -> int:
    """Brings the copy up to date; answers how many entries were written or removed."""
    copy = sqlite3.connect(path, isolation_level=None)
    copy.executescript(TABLES)
    start = f"{portal}/api/v1/changes/"
    (address,) = copy.execute("SELECT next FROM state").fetchone() or (start,)
    handled, has_more = 0, True
    while has_more:
        try:
            answer = ask(address, token)
        except HTTPError as error:
            if error.code != 410:
                raise
            # Away for too long, or the token now has another view: everything is copied anew.
            copy.execute("DELETE FROM entry")
            address = start
            continue
        store(copy, answer)
        handled += len(answer["results"])
        address, has_more = answer["next"], answer["has_more"]
    copy.close()
    return handled


def ask(address: str, token: str) -> dict:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    for attempt in range(6):
        try:
            with urlopen(Request(address, headers=headers), timeout=60) as answer:
                return json.load(answer)
        except HTTPError as error:
            if error.code not in LATER or attempt == 5:
                raise
            time.sleep(float(error.headers.get("Retry-After", 2**attempt)))
    raise AssertionError("unreachable")


def store(copy: sqlite3.Connection, answer: dict) -> None:
    copy.execute("BEGIN")
    for change in answer["results"]:
        key = (change["resource"], change["id"])
        if change["change"] == "gone":
            copy.execute("DELETE FROM entry WHERE resource = ? AND id = ?", key)
        else:
            copy.execute("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", (*key, json.dumps(change["data"])))
    copy.execute("DELETE FROM state")
    copy.execute("INSERT INTO state VALUES (?)", (answer["next"],))
    copy.execute("COMMIT")


if __name__ == "__main__":
    print(synchronise(*sys.argv[1:4]), "entries written or removed")
