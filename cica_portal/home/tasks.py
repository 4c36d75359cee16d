"""Hints from the queue: each only starts a sweep that looks for its work in the database."""

from celery import shared_task
from django.utils import timezone

from cica_portal.common.webhooks import ledger, sweep
from cica_portal.home.webhooks.composition import composition


@shared_task
def send_webhooks() -> None:
    sweep.send_all(now=timezone.now(), composition=composition())


@shared_task
def forget_old_webhooks() -> None:
    ledger.forget_old_deliveries(now=timezone.now())
