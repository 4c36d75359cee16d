"""What templates of plans cannot look up by themselves."""

from collections.abc import Mapping

from django import template

from cbm_events.models import Event
from cbm_events.plans.texts import organisers_of
from cica_portal.common.date_words import page_language

register = template.Library()


@register.simple_tag
def link_of(links: Mapping[int, str], event: Event) -> str:
    """The identifier of the tie between the line and its event, for those who may untie it."""
    return links.get(event.pk, "")


@register.simple_tag
def organisers(event: Event) -> str:
    """Everybody who organises an event, by name."""
    return organisers_of(event, page_language())
