"""All settings come from the environment; docs/operations.md lists each variable with its meaning and default."""

import zoneinfo
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from cica_portal.settings import accounts, api, environment, logs
from cica_portal.settings.local_key import make_private_folder, read_or_make_key

# Time zones come from the pinned tzdata package, the same on every machine; the system's own may be old.
zoneinfo.reset_tzpath(to=())

BASE_DIR = Path(__file__).resolve().parents[2]
environment.refuse_unknown_names()
PORTAL_ENV = environment.choice("PORTAL_ENV", among=("embedded", "production"), default="production")
EMBEDDED = PORTAL_ENV == "embedded"
VAR_DIR = environment.folder("PORTAL_VAR", default=BASE_DIR / "var")
if EMBEDDED:
    SECRET_KEY = environment.text("SECRET_KEY") or read_or_make_key(VAR_DIR / "secret_key")
else:
    environment.require("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "ALLOWED_HOSTS", "PORTAL_URL")
    SECRET_KEY = environment.secret_key("SECRET_KEY")

DEBUG = environment.flag("PORTAL_DEBUG", default=False)
if DEBUG and not EMBEDDED:
    raise ImproperlyConfigured("PORTAL_DEBUG=1 is for PORTAL_ENV=embedded only.")

# Addresses ------------------------------------------------------------------------------------------------------------
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
PORTAL_URL = environment.base_address(
    "PORTAL_URL", default="http://127.0.0.1:8000", schemes=("http", "https") if EMBEDDED else ("https",)
)
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
# Only tests, whose receivers stand on their own machine, turn this on.
WEBHOOKS_TO_PRIVATE_ADDRESSES = False
TRUSTED_PROXIES = environment.number("PORTAL_TRUSTED_PROXIES", default=0, low=0, high=5)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
IPWARE_META_PRECEDENCE_ORDER = ("REMOTE_ADDR",)
ROOT_URLCONF = "cica_portal.urls"
WSGI_APPLICATION = "cica_portal.wsgi.application"

# Apps -----------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "cica_portal.home",
    "cbm_events",
    "councils",
    "members",
    "cica_portal.common",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "corsheaders",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "cica_portal.health.HealthMiddleware",
    "cica_portal.security.ClientAddressMiddleware",
    "cica_portal.security.TransportSecurityMiddleware",
    "cica_portal.security.NoCookiesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "cica_portal.common.slashes.SlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cica_portal.security.SessionLimitsMiddleware",
    "members.middleware.ViewerMiddleware",
    "members.middleware.SecondFactorMiddleware",
    "cica_portal.common.caching.PrivatePagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cica_portal.common.context.portal",
            ],
        },
    },
]

# Database: the same rules on both; no request is one transaction ------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": environment.database(
        "DATABASE_URL",
        default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}",
        schemes=("sqlite", "postgres") if EMBEDDED else ("postgres",),
    )
}
DATABASES["default"] |= {
    "ATOMIC_REQUESTS": False,
    "CONN_MAX_AGE": environment.number("CONN_MAX_AGE", default=600, low=0, high=86400),
    "CONN_HEALTH_CHECKS": True,
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Broker and cache: the queue and the cache never share a Redis database -----------------------------------------------
BROKER_DIR = VAR_DIR / "broker"
if EMBEDDED:
    REDIS_URL = ""
    CELERY_BROKER_URL = "folder://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.1,
    }
    CACHES: dict[str, dict[str, Any]] = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 2000},
        }
    }
else:
    REDIS_URL = CELERY_BROKER_URL = environment.redis_url("REDIS_URL")
    # kombu looks for lost messages every unacked_restore_interval x unacked_restore_throttle seconds.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "global_keyprefix": "portal:",
        "visibility_timeout": 900,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 5,
        "socket_timeout": 30,
        "health_check_interval": 25,
        "socket_keepalive": True,
    }
    CACHES = {
        "default": {
            "BACKEND": "cica_portal.common.cache.ForgivingRedisCache",
            "LOCATION": environment.with_redis_database(REDIS_URL, shift=1),
            "KEY_PREFIX": "portal",
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1},
        }
    }

# Mail: written into files when embedded, sent by SMTP in production ---------------------------------------------------
DEFAULT_FROM_EMAIL = environment.text("PORTAL_MAIL_FROM", "CICA portal <portal@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = environment.number("EMAIL_TIMEOUT", default=30, low=1, high=900)
PORTAL_OUTBOX_DIR: Path | None = None
if EMBEDDED and not environment.text("EMAIL_URL"):
    PORTAL_OUTBOX_DIR = VAR_DIR / "outbox"
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
else:
    _server = environment.mail_server("EMAIL_URL")
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _server.host, _server.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _server.user, _server.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _server.starttls, _server.tls

# Languages and time ---------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language" if EMBEDDED else "__Host-language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
FORMAT_MODULE_PATH = "cica_portal.settings.formats"
TIME_ZONE = "UTC"
USE_TZ = True

# People ---------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["members.accounts.backends.EmailBackend"]
LOGIN_URL = "members:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=4).total_seconds())
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_LIMIT = timedelta(hours=2)
SESSION_ABSOLUTE_LIMIT = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE_LIMIT.total_seconds())
SESSION_COOKIE_NAME = "session" if EMBEDDED else "__Host-session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "csrf" if EMBEDDED else "__Host-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not EMBEDDED
INVITATION_LIFETIME = accounts.INVITATION_LIFETIME
SLOW_AFTER, SLOW_WINDOW = accounts.SLOW_AFTER, accounts.SLOW_WINDOW
SLOW_FIRST, SLOW_LONGEST = accounts.SLOW_FIRST, accounts.SLOW_LONGEST
KNOWN_BROWSER_COOKIE = "known-browser" if EMBEDDED else "__Host-known-browser"
KNOWN_BROWSER_AGE = accounts.KNOWN_BROWSER_AGE
globals().update(accounts.ALLAUTH)

# Headers --------------------------------------------------------------------------------------------------------------
SILENCED_SYSTEM_CHECKS = ["security.W001"]  # Its middleware is there, in cica_portal.security under another name.
SECURE_SSL_REDIRECT = not EMBEDDED
SECURE_HSTS_SECONDS = 0 if EMBEDDED else int(timedelta(days=365).total_seconds())
SECURE_HSTS_INCLUDE_SUBDOMAINS = not EMBEDDED
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "display-capture", "geolocation", "microphone", "payment", "serial", "usb")
}
CORS_ALLOW_ALL_ORIGINS = True  # Anonymous reading only: credentials are never allowed across origins.
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ("GET", "HEAD", "OPTIONS")
CORS_ALLOW_HEADERS = ("accept", "accept-language", "if-modified-since", "if-none-match")
CORS_EXPOSE_HEADERS = ("ETag", "RateLimit", "RateLimit-Policy", "Retry-After")
CORS_URLS_REGEX = r"^/(?:api|feeds)/"

# Files ----------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = None if EMBEDDED else BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = EMBEDDED
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = environment.folder("PORTAL_MEDIA", default=VAR_DIR / "media")
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
UPLOAD_LIMIT = environment.number("PORTAL_UPLOAD_MB", default=20, low=1, high=200) * 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
if EMBEDDED:
    for _folder in (
        VAR_DIR,
        *(BROKER_DIR / n for n in ("queue", "processed", "control")),
        VAR_DIR / "outbox",
        MEDIA_ROOT,
    ):
        make_private_folder(_folder)

# Calendars ------------------------------------------------------------------------------------------------------------
FEED_MONTHS_BACK = environment.number("PORTAL_FEED_MONTHS_BACK", default=12, low=0, high=120)
FEED_MONTHS_AHEAD = environment.number("PORTAL_FEED_MONTHS_AHEAD", default=24, low=1, high=120)

# Processes ------------------------------------------------------------------------------------------------------------
# Garbage is looked for less often than by default: most objects live as long as their request or task.
GC_THRESHOLDS = (50_000, 20, 100)

# API ------------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = api.REST_FRAMEWORK
# Requests a minute; 0 counts none.
API_LIMITS = {
    "token": environment.number("PORTAL_API_LIMIT_TOKEN", default=1200, low=0, high=1_000_000),
    "person": environment.number("PORTAL_API_LIMIT_PERSON", default=600, low=0, high=1_000_000),
    "address": environment.number("PORTAL_API_LIMIT_ADDRESS", default=600, low=0, high=1_000_000),
}
SPECTACULAR_SETTINGS = api.spectacular_settings(portal_url=PORTAL_URL)

# Logs -----------------------------------------------------------------------------------------------------------------
LOG_LEVEL = environment.choice(
    "PORTAL_LOG_LEVEL", among=("DEBUG", "INFO", "WARNING", "ERROR"), default="WARNING" if EMBEDDED else "INFO"
)
logs.configure_structlog()
LOGGING = logs.logging_settings(level=LOG_LEVEL, as_json=not EMBEDDED)
