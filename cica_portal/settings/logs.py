"""Structured logs: one JSON object a line in production, plain lines in an embedded portal."""

import logging
import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

SECRET_NAMES = re.compile(r"password|passwd|secret|token|authorization|cookie|session|api_?key", re.IGNORECASE)
SECRET_PATHS = re.compile(r"(/(?:confirm|end|feeds?|invitations?|off|reset|tokens?)/)[^/\s?\"']{8,}", re.IGNORECASE)
TOKENS = re.compile(r"\b(cica_[0-9a-z]{10}_)[0-9a-z]+", re.IGNORECASE)
QUERY = re.compile(r"\?[^\s\"']+")
CREDENTIALS = re.compile(r"(\w+://)[^/\s@]+@")
HIDDEN = "[hidden]"


def hide_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Neither a named secret nor one inside an address, a query or a connection URL reaches a log."""
    for name, value in event.items():
        if SECRET_NAMES.search(name):
            event[name] = HIDDEN
        elif isinstance(value, str):
            event[name] = hide_in_text(value)
    return event


def hide_in_text(value: str) -> str:
    value = CREDENTIALS.sub(rf"\1{HIDDEN}@", value)
    value = TOKENS.sub(rf"\1{HIDDEN}", value)
    value = SECRET_PATHS.sub(rf"\1{HIDDEN}", value)
    return QUERY.sub(f"?{HIDDEN}", value) if "/" in value else value


SHARED_PROCESSORS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    structlog.processors.UnicodeDecoder(),
    hide_secrets,
]


def configure_structlog() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED_PROCESSORS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def logging_settings(*, level: str, as_json: bool) -> dict[str, Any]:
    renderer: Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "portal": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processor": renderer,
                "foreign_pre_chain": SHARED_PROCESSORS,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "portal"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Each start and 2xx line of a request doubles what the finished line says.
            "django_structlog": {"level": level if as_json else logging.WARNING},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # At DEBUG they quote what a page was given, and statements with their values.
            "django.template": {"level": "INFO"},
            "django.db.backends": {"level": "INFO"},
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }
