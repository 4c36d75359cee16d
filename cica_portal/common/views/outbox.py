"""The mails of an embedded portal, as their readers would get them; for administrators only."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import wraps

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cica_portal.common.mailing.transports import outbox_path
from cica_portal.common.models import Mail
from cica_portal.common.permissions import may
from cica_portal.common.viewer import ViewerRequest

PAGE = 50
# Whatever stands in a mail, it is a picture of a mail: no script, no form, nothing fetched.
MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"

View = Callable[..., HttpResponse]


def for_outbox(view: View) -> View:
    """An outbox exists in an embedded portal only, and only for administrators: else 404."""

    @wraps(view)
    def guarded(request: ViewerRequest, **kwargs: int) -> HttpResponse:
        if settings.PORTAL_OUTBOX_DIR is None or not may(request.viewer, "see_outbox"):
            raise Http404
        return view(request, **kwargs)

    return never_cache(require_safe(guarded))


@for_outbox
def mail_list(request: ViewerRequest) -> HttpResponse:
    pages = Paginator(Mail.objects.select_related("recipient").order_by("-id"), PAGE)
    return render(request, "common/outbox.html", {"page": pages.get_page(request.GET.get("page"))})


@for_outbox
def mail_detail(request: ViewerRequest, pk: int) -> HttpResponse:
    mail = get_object_or_404(Mail.objects.select_related("recipient"), pk=pk)
    message = stored_message(mail)
    text = part_of(message, "plain") if message else ""
    context = {"mail": mail, "message": message, "text": text, "links": links_of(text)}
    return render(request, "common/mail.html", context)


@for_outbox
def mail_html(request: ViewerRequest, pk: int) -> HttpResponse:
    message = stored_message(get_object_or_404(Mail, pk=pk))
    if message is None:
        raise Http404
    return as_picture(part_of(message, "html"))


def as_picture(html: str) -> HttpResponse:
    """For a sandboxed frame on a page of the portal."""
    return HttpResponse(html, headers={"Content-Security-Policy": MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"})


def stored_message(mail: Mail) -> EmailMessage | None:
    """The file of the mail, if it has been written by now."""
    assert settings.PORTAL_OUTBOX_DIR is not None
    path = outbox_path(settings.PORTAL_OUTBOX_DIR, mail.message_id)
    try:
        return message_from_bytes(path.read_bytes(), policy=default)
    except FileNotFoundError:
        return None


def part_of(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    return str(part.get_content()) if part else ""


def links_of(text: str) -> list[str]:
    """The portal's own addresses in a mail, once each."""
    return list(dict.fromkeys(re.findall(re.escape(settings.PORTAL_URL) + r"/[^\s<>\"]*", text)))
