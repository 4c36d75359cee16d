"""The embedded portal with an own database, own folders and quick password hashing for each run of the tests."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# xdist's workers inherit the run from the process that started them; each has folders and a database of its own.
RUN = os.environ.get("PORTAL_TEST_RUN", str(os.getpid()))
ALL_DIRS = Path(tempfile.gettempdir()) / f"cica-portal-tests-{RUN}"
RUN_DIR = ALL_DIRS / os.environ.get("PYTEST_XDIST_WORKER", "main")
if "PORTAL_TEST_RUN" not in os.environ:
    os.environ["PORTAL_TEST_RUN"] = RUN
    atexit.register(shutil.rmtree, ALL_DIRS, ignore_errors=True)
SERVER_URL, REDIS = os.environ.get("TEST_DATABASE_URL"), os.environ.get("TEST_REDIS_URL")
for name in ("SECRET_KEY", "REDIS_URL", "EMAIL_URL", "ALLOWED_HOSTS", "PORTAL_URL", "PORTAL_TRUSTED_PROXIES"):
    os.environ.pop(name, None)
os.environ |= {"PORTAL_ENV": "embedded", "PORTAL_VAR": str(RUN_DIR), "DATABASE_URL": SERVER_URL or ""}

from cica_portal.settings import *  # noqa: E402, F403
from cica_portal.settings import CACHES, DATABASES  # noqa: E402

DATABASES["default"]["TEST"] = {"NAME": f"test_portal_{RUN}" if SERVER_URL else f"{RUN_DIR}/test.sqlite3"}
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
if SERVER_URL and REDIS:
    CACHES["default"] = {
        "BACKEND": "cica_portal.common.cache.ForgivingRedisCache",
        "LOCATION": REDIS,
        "KEY_PREFIX": RUN_DIR.parent.name + RUN_DIR.name,
    }
CELERY_BROKER_URL = "memory://"
API_LIMITS = {"token": 0, "person": 0, "address": 0}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
