"""The Secretariat's stop of all sending: while it stands nothing leaves, and nothing is lost."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from cica_portal.common import history
from cica_portal.common.models import MailStop


def is_stopped() -> bool:
    return bool(MailStop.objects.standing().exists())


def standing_stop() -> MailStop | None:
    stop: MailStop | None = MailStop.objects.standing().first()
    return stop


def stop_sending(*, act: history.Act) -> None:
    """Nothing leaves from the next mail on; asked twice it is one stop. The act's reason says why."""
    if not act.reason:
        raise ValidationError(_("Say why all sending is to stop."))
    try:
        history.save(MailStop(raised_at=act.at), act=act)
    except IntegrityError:
        if not is_stopped():
            raise


def resume_sending(*, act: history.Act) -> None:
    """What has become due meanwhile goes with the next pass."""
    stop = standing_stop()
    if stop is not None:
        stop.is_standing = False
        history.save(stop, act=act)
