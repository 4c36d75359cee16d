"""Hints from the queue: each only starts a sweep that looks for its work in the database."""

from celery import shared_task
from django.utils import timezone

from cica_portal.common import changes, drafts
from cica_portal.common.api import once
from cica_portal.common.mailing import sweep


@shared_task
def send_due_mail() -> None:
    sweep.send_due_mail(now=timezone.now())


@shared_task
def forget_old_receipts() -> None:
    once.forget_old_receipts(now=timezone.now())


@shared_task
def forget_old_drafts() -> None:
    drafts.forget_old_drafts(now=timezone.now())


@shared_task
def forget_old_changes() -> None:
    changes.forget_old_changes(now=timezone.now())
