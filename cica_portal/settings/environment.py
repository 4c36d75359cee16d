"""Typed reading of environment variables: what is missing or wrong is said in one line, never guessed."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

PORTAL_SETTINGS = {"ENV", "URL", "VAR", "MEDIA", "MAIL_FROM", "TRUSTED_PROXIES", "UPLOAD_MB", "LOG_LEVEL", "DEBUG"}
PORTAL_SETTINGS |= {"FEED_MONTHS_BACK", "FEED_MONTHS_AHEAD"}
PORTAL_SETTINGS |= {"API_LIMIT_TOKEN", "API_LIMIT_PERSON", "API_LIMIT_ADDRESS"}
TEST_SETTINGS = {"REQUIRE_ALL", "TEST_RUN"}
KNOWN_NAMES = {f"PORTAL_{name}" for name in PORTAL_SETTINGS | TEST_SETTINGS}
DATABASE_SCHEMES = {"sqlite": "sqlite", "postgres": "postgres", "postgresql": "postgres"}
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
HOST_PATTERN = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


def refuse_unknown_names() -> None:
    """A misspelt PORTAL_ variable would otherwise be ignored in silence."""
    unknown = sorted(n for n in os.environ if n.startswith("PORTAL_") and n not in KNOWN_NAMES)
    if unknown:
        raise ImproperlyConfigured(f"{unknown[0]} is not a setting of the portal. See docs/operations.md.")


def require(*names: str) -> None:
    missing = [name for name in names if not text(name)]
    if missing:
        raise ImproperlyConfigured(
            f"PORTAL_ENV=production needs {', '.join(missing)}. "
            "For a trial on this machine use make run, or set PORTAL_ENV=embedded."
        )


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def choice(name: str, *, among: tuple[str, ...], default: str) -> str:
    value = text(name, default)
    if value not in among:
        raise ImproperlyConfigured(f"{name}={value!r} is not one of {', '.join(among)}.")
    return value


def flag(name: str, *, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in TRUE | FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no (use 1 or 0).")


def number(name: str, *, default: int, low: int, high: int) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number from {low} to {high}.")
    return int(value)


def folder(name: str, *, default: Path) -> Path:
    return Path(text(name, str(default))).expanduser().absolute()


def hosts(name: str, *, default: list[str]) -> list[str]:
    names = [part.strip() for part in text(name).split(",") if part.strip()]
    wrong = [host for host in names if not HOST_PATTERN.fullmatch(host)]
    if wrong:
        raise ImproperlyConfigured(
            f"{name} holds {wrong[0]!r}: write host names without scheme or port, comma between."
        )
    return names or default


def secret_key(name: str) -> str:
    value = text(name)
    if len(value) < 50 or len(set(value)) < 5:
        raise ImproperlyConfigured(f"{name} is too weak: use at least 50 random characters.")
    return value


def base_address(name: str, *, default: str, schemes: tuple[str, ...]) -> str:
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in schemes or not parts.hostname or parts.path or parts.query or parts.username:
        raise ImproperlyConfigured(f"{name}={value!r} is not an address like {schemes[0]}://portal.example.org.")
    return value


def redis_url(name: str) -> str:
    value = text(name)
    parts = urlsplit(value)
    if parts.scheme not in {"redis", "rediss"} or not re.fullmatch(r"(/\d{0,3})?", parts.path):
        raise ImproperlyConfigured(f"{name} is not an address like redis://host:6379/0.")
    return value


def with_redis_database(url: str, *, shift: int) -> str:
    parts = urlsplit(url)
    return parts._replace(path=f"/{int(parts.path.strip('/') or 0) + shift}").geturl()


def database(name: str, *, default: str, schemes: tuple[str, ...]) -> dict[str, Any]:
    """The connection that a URL names, without any option of the portal's own."""
    url = text(name, default)
    scheme = DATABASE_SCHEMES.get(url.partition(":")[0])
    if scheme not in schemes:
        raise ImproperlyConfigured(f"{name} must begin with {' or '.join(f'{s}://' for s in schemes)}.")
    try:
        config = dict(environ.Env.db_url_config(url))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} cannot be read as an address: {error}.") from None
    if config["NAME"] in {"", ":memory:"}:
        raise ImproperlyConfigured(f"{name} names no database.")
    return config


def mail_server(name: str) -> MailServer:
    """From smtp:// (plain), smtp+tls:// (STARTTLS) or smtp+ssl:// (TLS from the first byte)."""
    parts = urlsplit(text(name))
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in MAIL_PORTS or not parts.hostname or port == 0:
        raise ImproperlyConfigured(f"{name} is not an address like smtp+tls://user:password@host:587.")
    return MailServer(
        host=parts.hostname,
        port=port or MAIL_PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme == "smtp+ssl",
    )
