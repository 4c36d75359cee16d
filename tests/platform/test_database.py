"""The rules of the connection that every write relies on."""

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.both


def test_no_request_is_one_transaction():
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False


@pytest.mark.django_db(transaction=True)
def test_sqlite_is_a_file_with_a_write_ahead_log_and_early_locks():
    if connection.vendor != "sqlite":
        assert connection.settings_dict["CONN_HEALTH_CHECKS"] is True
        return
    with connection.cursor() as cursor:
        values = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert values == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 20_000}
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert str(connection.settings_dict["NAME"]).endswith(("/test.sqlite3", "_gw0", "_gw1", "_gw2", "_gw3"))
