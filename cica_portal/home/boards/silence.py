"""Silence procedures on the start pages: until when a state can object, and what awaits the Chair."""

from __future__ import annotations

from datetime import datetime

from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from councils.models import SilenceProcedure
from councils.silence.addressees import addressed_states
from members.models import MemberState


def running_for(state: MemberState, viewer: Viewer, at: datetime) -> list[SilenceProcedure]:
    """Those to whose text the state may still object and has not."""
    rows = list(SilenceProcedure.objects.visible_to(viewer).running(at).with_parties().without_objection_of(state))
    if not rows:
        return []
    addressed = addressed_states({row.council for row in rows}, today_in(SECRETARIAT_ZONE, at))
    return [row for row in rows if state.pk in addressed[row.council_id]]


def awaiting_chair(viewer: Viewer, at: datetime) -> list[SilenceProcedure]:
    return list(SilenceProcedure.objects.visible_to(viewer).awaiting_chair(at).with_parties())
