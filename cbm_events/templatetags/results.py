"""Words of participation, outcomes and documents that templates cannot form."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbm_events.models import Participation, PersonGroup
from cbm_events.participation.answers import OWN_REPLY
from cbm_events.participation.standings import Said, said_by
from cica_portal.common.models import Document
from cica_portal.common.templatetags.portal import source_words

register = template.Library()


@register.simple_tag
def said_words(said: Said) -> str:
    """ "Takes part, 3 delegates, attended, ministers"."""
    parts = [str(Participation.Answer(said.answer).label)] if said.answer else []
    if said.delegates is not None:
        parts.append(ngettext("%(n)s delegate", "%(n)s delegates", said.delegates) % {"n": said.delegates})
    if said.attended is not None:
        parts.append(_("attended") if said.attended else _("did not attend"))
    if said.level:
        parts.append(str(PersonGroup(said.level).label))
    return ", ".join(parts) or _("nothing")


@register.simple_tag
def row_words(row: Participation) -> str:
    return said_words(said_by(row))


@register.simple_tag
def participation_source(source: str) -> SafeString:
    """Who says it; what the portal itself gives as a source is stored in English and known to the catalogue."""
    return source_words(_(source) if source == OWN_REPLY else source)


@register.filter
def document_url(document: Document) -> str:
    """Where the document is read: its address, or the file."""
    return document.url or reverse("cbm_events:document", args=[document.public_id])


@register.simple_tag
def plain_source(source: str) -> str:
    """The same where no link may stand, such as in a link."""
    return _(source) if source == OWN_REPLY else source
