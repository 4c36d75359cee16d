"""Gunicorn's configuration: gunicorn --config python:cica_portal.gunicorn."""

import gc
import os

from django.urls import get_resolver
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from cica_portal.settings import GC_THRESHOLDS, TRUSTED_PROXIES, environment

wsgi_app = "cica_portal.wsgi:application"
bind = environment.text("WEB_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = environment.number("WEB_WORKERS", default=2, low=1, high=64)
threads = environment.number("WEB_THREADS", default=4, low=1, high=64)
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 4094
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# Headers of a proxy count only where the setting says that there is one.
forwarded_allow_ips = "*" if TRUSTED_PROXIES else ""
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"


def when_ready(server: Arbiter) -> None:
    """Loads all views before the fork; what start-up made lives on, so the collector need not walk it again."""
    get_resolver()._populate()
    gc.collect()
    gc.freeze()


def post_fork(server: Arbiter, worker: Worker) -> None:
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
