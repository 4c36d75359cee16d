"""Since when the confirmation of an event is awaited, for those whom it concerns."""

from datetime import date

from django import template
from django.template.context import Context

from cbm_events.models import Event, EventRole
from cica_portal.common.viewer import ANONYMOUS, Viewer

register = template.Library()


@register.simple_tag(takes_context=True)
def unconfirmed_since(context: Context, event: Event) -> date | None:
    """In lists: told to the Secretariat, and to the states that organise the event. Asks no query of its own."""
    viewer: Viewer = context.get("viewer") or ANONYMOUS
    if not viewer.is_secretariat and not organises(viewer, event):
        return None
    return event.unconfirmed_since(context["today"])


def organises(viewer: Viewer, event: Event) -> bool:
    state = viewer.state
    return state is not None and any(
        role.state_id == state.pk for role in event.roles.all() if role.role in EventRole.ORGANISING
    )
