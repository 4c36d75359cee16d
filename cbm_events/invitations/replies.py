"""Who replies by the link in an invitation: it names the person, the state that he speaks for, and the event."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import override

from cbm_events.models import Event
from cica_portal.common.viewer import Viewer
from members.models import User

SIGNER = "cbm_events.invitations.reply"


def reply_token(person: User, event: Event) -> str:
    assert person.state is not None, "a liaison speaks for a state"
    return Signer(salt=SIGNER, sep=".").sign_object([person.public_id, person.state.code, event.public_id])


def reply_address(person: User, event: Event, language: str) -> str:
    with override(language):
        return settings.PORTAL_URL + reverse("cbm_events:invitation_reply", args=[reply_token(person, event)])


def reply_behind(token: str) -> tuple[User, Event] | None:
    """The person and the event, while he speaks for the same state and sees the event."""
    try:
        person_id, state, event_id = Signer(salt=SIGNER, sep=".").unsign_object(token)
    except (BadSignature, ValueError):
        return None
    people = User.objects.filter(role=User.Role.LIAISON, is_active=True, public_id=person_id, state__code=state)
    person = people.select_related("state").first()
    if person is None:
        return None
    event = Event.objects.visible_to(Viewer(person.audience)).with_parties().filter(public_id=event_id).first()
    return (person, event) if event else None
