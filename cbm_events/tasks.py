"""Hints from the queue: each only starts a sweep that looks for its work in the database."""

from celery import shared_task
from django.utils import timezone

from cbm_events.api import entries
from cbm_events.feeds import renderings
from cbm_events.imports import expiry
from cbm_events.invitations import sending
from cbm_events.reminders import gathering, planner
from cbm_events.summaries import editions
from cbm_events.summaries.schedule import request_due_summaries


@shared_task
def plan_reminders() -> None:
    planner.plan_reminders(now=timezone.now())
    gathering.send_due_deliveries(now=timezone.now())


@shared_task
def run_waiting_summaries() -> None:
    editions.run_waiting_summaries(now=timezone.now())


@shared_task
def draft_summaries() -> None:
    request_due_summaries(now=timezone.now())


@shared_task
def forget_old_imports() -> None:
    expiry.forget_old_imports(now=timezone.now())


@shared_task
def keep_renderings() -> None:
    renderings.keep_renderings(now=timezone.now())
    entries.keep_entries()


@shared_task
def follow_up_invitations() -> None:
    sending.follow_up(now=timezone.now())
