"""From the filter of a page or a subscription to what a feed holds."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cbm_events.feeds.answers import Answer, answer_for
from cbm_events.feeds.building import Chosen, Reader
from cbm_events.filters import EventFilter
from cbm_events.models import Event
from cbm_events.views.addresses import FILTER_NAMES, with_query
from cbm_events.views.filter_words import chosen_words
from cica_portal.common.viewer import Viewer

TIMES = {"year", "since", "until"}


class BadFilter(Exception):
    """The filter is not one of the list; what is wrong, in words."""


def refuse_unknown(data: QueryDict, *, besides: Collection[str] = ()) -> None:
    wrong = sorted(data.keys() - FILTER_NAMES - set(besides))
    if wrong:
        raise BadFilter(_("There is no filter “%(name)s”.") % {"name": wrong[0][:40]})


def stored_filter(values: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, chosen in values.items():
        query.setlist(name, chosen)
    return query


def answered(reader: Reader, query: QueryDict, *, source: str = "") -> Answer:
    def choose() -> Chosen:
        with override(reader.language):
            return chosen_by(reader.viewer, query, source)

    return answer_for(reader, query.urlencode(), choose, now=timezone.now())


def chosen_by(viewer: Viewer, query: QueryDict, source: str) -> Chosen:
    """Raises BadFilter. A filter that no longer holds, say of an area that is gone, lets nothing through."""
    refuse_unknown(query)
    shown = EventFilter(query, queryset=Event.objects.visible_to(viewer))
    if not shown.is_valid():
        name, errors = next(iter(shown.form.errors.items()))
        raise BadFilter(f"{name}: {errors[0]}")
    words = chosen_words(shown)
    name = _("CICA events") + (f": {', '.join(words)}" if words else "")
    return Chosen(events=shown.qs, name=name, own_time=not TIMES.isdisjoint(query), source=source)


def public_address(query: QueryDict, language: str) -> str:
    path = with_query(reverse("public_feed"), query, **({"lang": language} if language != "en" else {}))
    return settings.PORTAL_URL + path
