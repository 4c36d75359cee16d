"""The queue carries hints only: what must happen is a database row that one of these sweeps finds."""

import gc
import os
import warnings
from contextlib import suppress
from typing import Any

from celery import Celery
from celery.signals import after_task_publish, task_postrun, worker_init, worker_ready
from django.conf import settings
from kombu.exceptions import OperationalError

from cica_portal import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica_portal.settings")

if settings.EMBEDDED:  # A trial may run as root; what the worker takes in is JSON from its own folder.
    warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

broker.register()
app = Celery("cica_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")

# A sweep whose message waited longer than its interval is dropped: the next one does its work.
SWEEPS: dict[str, tuple[str, float]] = {
    # Every 15 seconds: send the mails that are due.
    "send due mail": ("cica_portal.common.tasks.send_due_mail", 15),
    # Every 20 seconds: build the yearly summaries that somebody has asked for.
    "run waiting summaries": ("cbm_events.tasks.run_waiting_summaries", 20),
    # Every day: ask for the draft of the past year each January, and each month for that of the year to date.
    "draft summaries": ("cbm_events.tasks.draft_summaries", 86_400),
    # Every minute: plan the reminders of what has been moved, confirmed or cancelled, and of what has come near.
    "plan reminders": ("cbm_events.tasks.plan_reminders", 60),
    # Every minute: tell the calendars of those who were invited what has become of the event.
    "follow up invitations": ("cbm_events.tasks.follow_up_invitations", 60),
    # Every 30 seconds: write the events that have changed as they stand in calendar feeds and in lists of the API.
    "keep renderings": ("cbm_events.tasks.keep_renderings", 30),
    # Every 20 seconds: tell partners' programs of what has changed.
    "send webhooks": ("cica_portal.home.tasks.send_webhooks", 20),
    # Every day: forget what partners' programs took three months ago.
    "forget old webhooks": ("cica_portal.home.tasks.forget_old_webhooks", 86_400),
    # Every hour: remove drafts of forms to which nobody has come back for a month.
    "forget old drafts": ("cica_portal.common.tasks.forget_old_drafts", 3600),
    # Every hour: forget files of events that nobody imported within two weeks, and the rows of those imported long ago.
    "forget old imports": ("cbm_events.tasks.forget_old_imports", 3600),
    # Every hour: forget what came of requests of programs that were sent two days ago, and will not be sent again.
    "forget old receipts": ("cica_portal.common.tasks.forget_old_receipts", 3600),
    # Every day: forget deletions that no client may still need, and changes that a later one has replaced.
    "forget old changes": ("cica_portal.common.tasks.forget_old_changes", 86_400),
    # Every hour: remove what is stored of sessions that have ended, with their addresses and browsers.
    "forget dead sessions": ("members.tasks.forget_dead_sessions", 3600),
    # Every hour: tell the owners of tokens that they end in a month.
    "warn of tokens": ("members.tasks.warn_of_tokens", 3600),
    # Every day: enter the holidays of the years that have come near, and what the package now knows better.
    "load holidays": ("members.tasks.load_holidays", 86400),
}

app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    result_serializer="json",
    event_serializer="json",
    result_backend=None,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    # A hint from a page is as good as lost after five minutes; its row is found by the sweep.
    task_annotations={"*": {"expires": 300}},
    task_soft_time_limit=540,
    task_time_limit=600,
    task_default_queue=broker.QUEUE,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=500,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_pool_limit=4,
    timezone="UTC",
    enable_utc=True,
    beat_schedule_filename=str(settings.VAR_DIR / "beat"),
    beat_max_loop_interval=5,
    beat_schedule={
        name: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
        for name, (task, seconds) in SWEEPS.items()
    },
)
app.autodiscover_tasks()


@worker_init.connect
def collect_less_often(**_: Any) -> None:
    gc.freeze()
    gc.set_threshold(*settings.GC_THRESHOLDS)


@worker_ready.connect
def begin_with_every_sweep(**kwargs: Any) -> None:
    """What has become due while no worker ran waits no longer; the scheduler would let an interval pass first."""
    with suppress(OperationalError):
        for task, seconds in SWEEPS.values():
            app.send_task(task, expires=seconds, retry=False)


@task_postrun.connect
def show_that_tasks_run(**kwargs: Any) -> None:
    """For the health check of a container: a worker may live and yet take nothing from the queue any more."""
    (settings.VAR_DIR / "worker-alive").touch()


@after_task_publish.connect
def show_that_sweeps_are_sent(*, headers: dict[str, Any], **kwargs: Any) -> None:
    if headers.get("celery_beat_task"):
        (settings.VAR_DIR / "beat-alive").touch()
