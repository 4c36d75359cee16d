"""What calendar programs fetch: the public feed with the filters of the list, and the private ones.

They send no cookie and no language of their own; what is not right here is said in plain text.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cbm_events.feeds.answers import Answer, packed
from cbm_events.feeds.building import Reader
from cbm_events.feeds.calendars import CONTENT_TYPE
from cbm_events.feeds.renderings import LANGUAGES
from cbm_events.feeds.subscriptions import find_feed, mark_used
from cbm_events.views.addresses import filters_in
from cbm_events.views.feed_contents import BadFilter, answered, public_address, refuse_unknown, stored_filter
from cica_portal.common.api.etags import is_unchanged
from cica_portal.common.encodings import encoding_for
from cica_portal.common.repeating import repeat_while
from cica_portal.common.viewer import ANONYMOUS, ViewerRequest
from members.viewers import viewer_for

PUBLIC, PRIVATE = "public, max-age=300", "private, no-cache"
PLAIN = "text/plain; charset=utf-8"


@require_safe
def public_feed(request: ViewerRequest) -> HttpResponse:
    """What everybody may see, whoever asks."""
    language = request.GET.get("lang", "en")
    try:
        if language not in LANGUAGES:
            raise BadFilter(_("The language is en or ru."))
        refuse_unknown(request.GET, besides={"lang"})
        query = filters_in(request.GET)
        answer = answered(Reader(viewer=ANONYMOUS, language=language), query, source=public_address(query, language))
    except BadFilter as error:
        return HttpResponse(f"{error}\n", content_type=PLAIN, status=400)
    return repeat_while(respond(request, answer, language, PUBLIC), number=answer.number)


@require_safe
def private_feed(request: ViewerRequest, token: str) -> HttpResponse:
    """A subscription: what its person may see now. Unknown, revoked and of a closed account are one answer."""
    response = subscription(request, token) or nothing_here()
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def subscription(request: ViewerRequest, token: str) -> HttpResponse | None:
    feed = find_feed(token)
    if feed is None:
        return None
    mark_used(feed, at=timezone.now())
    reader = Reader(viewer=viewer_for(feed.user), language=feed.language, alarm=feed.alarm)
    try:
        answer = answered(reader, stored_filter(feed.filter))
    except BadFilter:
        return None
    return respond(request, answer, feed.language, PRIVATE)


def nothing_here() -> HttpResponse:
    response = HttpResponse(_("There is no such calendar.") + "\n", content_type=PLAIN, status=404)
    response["Cache-Control"] = PRIVATE
    return response


def respond(request: ViewerRequest, answer: Answer, language: str, kept_by: str) -> HttpResponse:
    last_modified = http_date(answer.changed_at.timestamp()) if answer.changed_at else ""
    if is_unchanged(request, tag=answer.tag, last_modified=last_modified):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(content_type=CONTENT_TYPE)
        fill(response, answer, encoding_for(request))
    response["ETag"] = answer.tag if "Content-Encoding" not in response else f"W/{answer.tag}"
    if last_modified:
        response["Last-Modified"] = last_modified
    response["Cache-Control"] = kept_by
    response["Content-Language"] = language
    response["Vary"] = "Accept-Encoding"
    return response


def fill(response: HttpResponse, answer: Answer, encoding: str) -> None:
    response.content = packed(answer, encoding) if encoding else answer.body
    response["Content-Length"] = str(len(response.content))
    if encoding:
        response["Content-Encoding"] = encoding
