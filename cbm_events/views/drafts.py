"""What is typed into the forms of events and proposals is kept for its author, and offered on return."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cbm_events.forms.starts import is_public_id
from cbm_events.models import Event, Proposal
from cbm_events.permissions import may
from cica_portal.common.access import require
from cica_portal.common.date_words import clock_words, moment_words_short, page_language
from cica_portal.common.drafts import drafts_of, forget_draft, keep_draft
from cica_portal.common.models import Change, Draft
from cica_portal.common.text import pick
from cica_portal.common.viewer import Viewer, ViewerRequest
from cica_portal.common.zones import today_in

STALE, TOO_LARGE = 409, 413
MOST_OFFERED = 3
NOT_KEPT = {"csrfmiddlewaretoken", "draft"}
NUL = "\x00"


@dataclass(frozen=True)
class DraftedForm:
    """A form whose typing is kept, under the kind of row that it enters or edits."""

    model: Any
    add_right: str
    edit_right: str
    add_page: str
    edit_page: str


FORMS: dict[str, DraftedForm] = {
    "event": DraftedForm(Event, "add_event", "edit_event", "cbm_events:add", "cbm_events:edit"),
    "proposal": DraftedForm(
        Proposal, "offer_event", "edit_proposal", "cbm_events:proposal_add", "cbm_events:proposal_edit"
    ),
}


@dataclass(frozen=True)
class Offer:
    """A draft of the viewer, to go on with or to discard."""

    title: str
    when: str
    is_outdated: bool
    continue_url: str
    discard_url: str


@require_POST
def keep(request: ViewerRequest, kind: str, public_id: str) -> HttpResponse:
    """Asked by the script of a form every few seconds while somebody types."""
    row = drafted_row(request.viewer, kind, public_id)
    version, now = version_sent(request.POST), timezone.now()
    if row is not None and is_superseded(row, version, request.viewer):
        said = _("You have saved this in the meantime: what is typed here is not kept.")
        return JsonResponse({"said": said}, status=STALE)
    payload = {name: [value.replace(NUL, "") for value in values] for name, values in request.POST.lists()}
    kept = {name: values for name, values in payload.items() if name not in NOT_KEPT}
    author = request.viewer.user
    try:
        keep_draft(author=author, kind=kind, subject_id=public_id, payload=kept, based_on_version=version, at=now)
    except ValidationError as error:
        return JsonResponse({"said": error.messages[0]}, status=TOO_LARGE)
    return JsonResponse({"said": _("Kept as a draft at %(time)s. Not saved yet.") % {"time": clock(now, author)}})


@require_POST
def discard(request: ViewerRequest, kind: str, public_id: str) -> HttpResponse:
    row = drafted_row(request.viewer, kind, public_id)
    forget_draft(author=request.viewer.user, kind=kind, subject_id=public_id)
    messages.success(request, _("The draft is discarded."))
    return redirect(page_of(kind, public_id if row is not None else None))


def drafted_row(viewer: Viewer, kind: str, public_id: str) -> Any:
    """The row that is edited, or None for one that is still to be entered. Unseen is 404, not allowed 403."""
    form = FORMS.get(kind)
    if form is None or not is_public_id(public_id):
        raise Http404
    # Asked first: who may enter nothing does not learn from the answer which identifiers are taken.
    require(may(viewer, form.add_right))
    if not form.model.objects.filter(public_id=public_id).exists():
        return None
    row = get_object_or_404(form.model.objects.visible_to(viewer), public_id=public_id)
    require(may(viewer, form.edit_right, row))
    return row


def is_superseded(row: Any, version: int | None, viewer: Viewer) -> bool:
    """Whether this author has saved the row after the form was opened: a draft that comes late is none."""
    if version is None:
        return True
    last = Change.objects.of(row.record_kind, row.public_id).first()
    is_own = last is not None and viewer.user is not None and last.actor_id == viewer.user.pk
    return version < row.version and is_own


def version_sent(data: QueryDict) -> int | None:
    text = data.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def asked_draft(request: ViewerRequest, kind: str, public_id: str | None = None) -> Draft | None:
    """The draft with which the viewer goes on: `?draft=` its identifier, if it is still there."""
    wanted = request.GET.get("draft", "")
    if not wanted or (public_id and wanted != public_id) or request.viewer.user is None:
        return None
    found = drafts_of(request.viewer.user, kind, [wanted]).first()
    if found is None:
        messages.info(request, _("The draft is no longer there."))
    return found


def typed_in(draft: Draft) -> QueryDict:
    """What the draft holds, as the form would have sent it."""
    data = QueryDict(mutable=True)
    for name, values in draft.payload.items():
        data.setlist(name, values)
    return data


def offers(viewer: Viewer, kind: str, row: Any = None) -> list[Offer]:
    """The viewer's drafts of this row, or without one those of rows that are still to be entered."""
    if viewer.user is None:
        return []
    if row is not None:
        return [offer_of(draft, viewer, row) for draft in drafts_of(viewer.user, kind, [row.public_id])]
    return [offer_of(draft, viewer, None) for draft in new_ones(viewer, kind)][:MOST_OFFERED]


def draft_words(request: ViewerRequest, kind: str, form: Any, continued: Draft | None) -> dict[str, Any]:
    """What the page of a form says of drafts: where they are kept, which there are, with which one goes on."""
    row = form.instance
    offered = [] if form.is_bound or continued else offers(request.viewer, kind, None if form.is_new else row)
    return {
        "draft_url": reverse("cbm_events:draft_keep", args=[kind, row.public_id]),
        "check_url": reverse("cbm_events:draft_check", args=[kind, row.public_id]),
        "drafts": offered,
        "continued": offer_of(continued, request.viewer, None if form.is_new else row) if continued else None,
    }


def new_ones(viewer: Viewer, kind: str) -> Iterable[Draft]:
    drafts = list(drafts_of(viewer.user, kind).filter(based_on_version=None))
    ids = [draft.subject_id for draft in drafts]
    entered = set(FORMS[kind].model.objects.filter(public_id__in=ids).values_list("public_id", flat=True))
    return [draft for draft in drafts if draft.subject_id not in entered]


def offer_of(draft: Draft, viewer: Viewer, row: Any) -> Offer:
    arguments = [draft.kind, draft.subject_id]
    page = page_of(draft.kind, row.public_id if row is not None else None)
    return Offer(
        title=title_in(draft),
        when=time_words(draft.saved_at, viewer.user),
        is_outdated=row is not None and row.version != draft.based_on_version,
        continue_url=f"{page}?draft={draft.subject_id}",
        discard_url=reverse("cbm_events:draft_discard", args=arguments),
    )


def title_in(draft: Draft) -> str:
    english, russian = (draft.payload.get(name, [""])[0].strip() for name in ("title_en", "title_ru"))
    return pick(page_language(), english, russian)[0]


def page_of(kind: str, public_id: str | None) -> str:
    form = FORMS[kind]
    return reverse(form.edit_page, args=[public_id]) if public_id else reverse(form.add_page)


def clock(at: datetime, user: Any) -> str:
    return clock_words(at.astimezone(ZoneInfo(user.zone)))


def time_words(at: datetime, user: Any) -> str:
    """ "12:40" of today, else with its day, where the user is."""
    now = timezone.now()
    if today_in(user.zone, at) == today_in(user.zone, now):
        return clock(at, user)
    return moment_words_short(at, page_language(), zone=user.zone)
