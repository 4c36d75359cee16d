"""A complete environment of a production portal, and a way to read its settings in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "PORTAL_ENV": "production",
    "PORTAL_URL": "https://portal.example.org",
    "DATABASE_URL": "postgres://portal:p%40ss@db.example.org:5433/portal",
    "REDIS_URL": "redis://redis.example.org:6379/2",
    "EMAIL_URL": "smtp+tls://sender:s%2Fecret@mail.example.org",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ",
    "ALLOWED_HOSTS": "portal.example.org,www.example.org",
}


def run_python(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """With exactly this environment: nothing of the tests' own settings shines through."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=BASE,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "cica_portal.settings", **env},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def read_setting(expression: str, *, env: dict[str, str]) -> str:
    done = run_python("-c", f"from django.conf import settings; print(repr({expression}))", env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
