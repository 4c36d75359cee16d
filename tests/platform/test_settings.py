"""Production starts with a complete and sound environment only, and says in one line what is wrong with another."""

import errno
import stat
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.exceptions import ImproperlyConfigured

from cica_portal.settings.local_key import make_private_folder
from tests.platform.production import PRODUCTION, read_setting, run_python


def start(env: dict[str, str]) -> tuple[int, str]:
    done = run_python("manage.py", "check", env=env)
    return done.returncode, done.stderr.strip()


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"PORTAL_ENV"}))
def test_production_refuses_to_start_without(name: str):
    env = {key: value for key, value in PRODUCTION.items() if key != name}
    code, said = start(env)
    assert code == 2
    assert said.startswith(f"Cannot start: PORTAL_ENV=production needs {name}.")
    assert len(said.splitlines()) == 1


def test_production_is_the_default():
    code, said = start({})
    assert code == 2
    assert said.startswith(
        "Cannot start: PORTAL_ENV=production needs "
        "DATABASE_URL, REDIS_URL, EMAIL_URL, SECRET_KEY, ALLOWED_HOSTS, PORTAL_URL."
    )


def test_production_with_everything_starts_and_passes_the_deployment_checks():
    done = run_python("manage.py", "check", "--deploy", "--fail-level", "WARNING", env=PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORTAL_ENV", "prod", "PORTAL_ENV='prod' is not one of embedded, production."),
        ("PORTAL_URL", "http://portal.example.org", "PORTAL_URL='http://portal.example.org' is not an address like"),
        ("PORTAL_URL", "https://portal.example.org/x", "PORTAL_URL='https://portal.example.org/x' is not an address"),
        ("DATABASE_URL", "sqlite:////tmp/x.sqlite3", "DATABASE_URL must begin with postgres://."),
        ("DATABASE_URL", "mysql://u@h/x", "DATABASE_URL must begin with postgres://."),
        ("DATABASE_URL", "postgres://u@h:port/x", "DATABASE_URL cannot be read as an address:"),
        ("DATABASE_URL", "postgres://u@h", "DATABASE_URL names no database."),
        ("REDIS_URL", "http://redis", "REDIS_URL is not an address like redis://host:6379/0."),
        ("REDIS_URL", "redis://redis/zero", "REDIS_URL is not an address like redis://host:6379/0."),
        ("EMAIL_URL", "smtps://mail", "EMAIL_URL is not an address like"),
        ("EMAIL_URL", "smtp://mail:99999", "EMAIL_URL is not an address like"),
        ("SECRET_KEY", "change-me", "SECRET_KEY is too weak: use at least 50 random characters."),
        ("SECRET_KEY", "a" * 60, "SECRET_KEY is too weak: use at least 50 random characters."),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS holds '*'"),
        ("ALLOWED_HOSTS", "https://portal.example.org", "ALLOWED_HOSTS holds 'https://portal.example.org'"),
        ("PORTAL_TRUSTED_PROXIES", "yes", "PORTAL_TRUSTED_PROXIES='yes' is not a whole number from 0 to 5."),
        ("PORTAL_DEBUG", "1", "PORTAL_DEBUG=1 is for PORTAL_ENV=embedded only."),
        ("PORTAL_DEBUG", "maybe", "PORTAL_DEBUG='maybe' is neither yes nor no (use 1 or 0)."),
        ("PORTAL_LOG_LEVEL", "LOUD", "PORTAL_LOG_LEVEL='LOUD' is not one of DEBUG, INFO, WARNING, ERROR."),
        ("EMAIL_TIMEOUT", "0", "EMAIL_TIMEOUT='0' is not a whole number from 1 to 900."),
        ("CONN_MAX_AGE", "-1", "CONN_MAX_AGE='-1' is not a whole number from 0 to 86400."),
        ("PORTAL_URLL", "x", "PORTAL_URLL is not a setting of the portal. See docs/operations.md."),
    ],
)
def test_bad_values_are_refused_in_one_line(name: str, value: str, said: str):
    code, line = start({**PRODUCTION, name: value})
    assert code == 2
    assert line.startswith(f"Cannot start: {said}")
    assert len(line.splitlines()) == 1


def test_a_refused_address_does_not_print_its_password():
    _, line = start({**PRODUCTION, "DATABASE_URL": "mysql://portal:hunter22@db/portal"})
    assert "hunter22" not in line


def test_production_reads_addresses_with_encoded_passwords():
    expression = (
        "(settings.DATABASES['default']['PASSWORD'], settings.DATABASES['default']['PORT'],"
        " settings.EMAIL_HOST_PASSWORD, settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL,"
        " settings.EMAIL_TIMEOUT)"
    )
    assert read_setting(expression, env=PRODUCTION) == "('p@ss', 5433, 's/ecret', 587, True, False, 30)"


def test_production_keeps_queue_and_cache_in_different_databases():
    expression = "(settings.CELERY_BROKER_URL, settings.CACHES['default']['LOCATION'])"
    assert read_setting(expression, env=PRODUCTION) == (
        "('redis://redis.example.org:6379/2', 'redis://redis.example.org:6379/3')"
    )


def test_production_has_safe_cookies_no_outbox_and_trusts_no_proxy():
    expression = (
        "(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_NAME,"
        " settings.CSRF_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS, settings.PORTAL_OUTBOX_DIR, settings.DEBUG,"
        " settings.SECURE_PROXY_SSL_HEADER, settings.REST_FRAMEWORK['NUM_PROXIES'])"
    )
    assert read_setting(expression, env=PRODUCTION) == (
        "('__Host-session', True, '__Host-csrf', True, 31536000, None, False, None, 0)"
    )


def test_embedded_makes_its_key_once_for_its_owner_only(tmp_path: Path):
    env = {"PORTAL_ENV": "embedded", "PORTAL_VAR": str(tmp_path / "var")}
    first = read_setting("settings.SECRET_KEY", env=env)
    assert read_setting("settings.SECRET_KEY", env=env) == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600


def test_embedded_keeps_everything_in_one_folder(tmp_path: Path):
    env = {"PORTAL_ENV": "embedded", "PORTAL_VAR": str(tmp_path / "var")}
    names = read_setting("sorted(p.name for p in settings.VAR_DIR.iterdir())", env=env)
    assert names == "['broker', 'media', 'outbox', 'secret_key']"
    database = read_setting("str(settings.DATABASES['default']['NAME'])", env=env)
    assert database == repr(str(tmp_path / "var" / "portal.sqlite3"))


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path):
    (tmp_path / "file").write_text("")
    code, said = start({"PORTAL_ENV": "embedded", "PORTAL_VAR": str(tmp_path / "file" / "var")})
    assert (code, said) == (2, f"Cannot start: Cannot write in {tmp_path / 'file' / 'var'}: Not a directory.")


def test_a_folder_without_write_permission_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Simulated, since root may write everywhere."""
    refuse = PermissionError(errno.EACCES, "Permission denied")
    monkeypatch.setattr(Path, "mkdir", Mock(side_effect=refuse))
    with pytest.raises(ImproperlyConfigured) as said:
        make_private_folder(tmp_path / "var")
    assert str(said.value) == f"Cannot write in {tmp_path / 'var'}: Permission denied."


def test_time_zones_come_from_the_pinned_package():
    """Morocco keeps +00 from September 2026 on, which an older system database does not know."""
    expression = (
        "(__import__('zoneinfo').TZPATH, str(__import__('datetime').datetime(2027, 1, 15, tzinfo=__import__('zoneinfo')"
        ".ZoneInfo('Africa/Casablanca')).utcoffset()))"
    )
    assert read_setting(f"settings.USE_TZ and {expression}", env=PRODUCTION) == "((), '0:00:00')"
