"""Adding a document to an event, editing what is said about it, removing it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbm_events.documents import add_document, next_revision, other_language, remove_document, save_document
from cbm_events.forms.documents import DocumentForm, NewDocumentForm, NextDocumentForm
from cbm_events.forms.entries import problems_of
from cbm_events.forms.reasons import ReasonForm
from cbm_events.forms.starts import public_id_sent
from cbm_events.models import Event
from cbm_events.permissions import may
from cbm_events.views.documents import seen_document
from cbm_events.views.entry import CONFLICT, NOT_ACCEPTED, act_of, event_address, seen_event
from cica_portal.common.access import require
from cica_portal.common.history import StaleVersion
from cica_portal.common.models import Document
from cica_portal.common.viewer import ViewerRequest

REMOVE = "remove"


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ViewerRequest, public_id: str) -> HttpResponse:
    event = seen_event(request.viewer, public_id)
    require(may(request.viewer, "add_document", event))
    return enter(request, event, Document(), NewDocumentForm)


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: ViewerRequest, public_id: str) -> HttpResponse:
    """A further revision takes the place of the latest one, which stays listed."""
    document, event = seen_document(request.viewer, public_id)
    require(may(request.viewer, "edit_document", document))
    return enter(request, event, next_revision(document), NextDocumentForm)


@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: ViewerRequest, public_id: str) -> HttpResponse:
    document, event = seen_document(request.viewer, public_id)
    require(may(request.viewer, "edit_document", document))
    other = other_language(document)
    there = Document.objects.filter(series=other.series, revision=other.revision, language=other.language)
    if request.method != "POST" and there.exists():
        messages.info(request, _("The text in this language is there already."))
        return redirect(event_address(event))
    return enter(request, event, other, NextDocumentForm)


def enter(request: ViewerRequest, event: Event, document: Document, form_class: type[NewDocumentForm]) -> HttpResponse:
    """A new document carries its identifier from the form on: sent twice, it is entered once."""
    if request.method != "POST":
        return show_form(request, event, form_class(instance=document))
    document.public_id = public_id_sent(request.POST) or document.public_id
    if Document.objects.filter(public_id=document.public_id).exists():
        return already_added(request, event)
    form = form_class(request.POST, request.FILES, instance=document)
    if not form.is_valid():
        return show_form(request, event, form, status=NOT_ACCEPTED)
    if form.cleaned_data.get("revision", document.revision) != document.revision:
        return refuse_revision(request, event, form)
    return store(request, event, form)


def store(request: ViewerRequest, event: Event, form: NewDocumentForm) -> HttpResponse:
    values, document = form.cleaned_data, form.instance
    act = act_of(request, reason=values["reason"], note=values["note"])
    try:
        add_document(event=event, document=document, file=values["file"], act=act)
    except ValidationError as error:
        form.refuse(error.message_dict)
        return show_form(request, event, form, status=NOT_ACCEPTED)
    except IntegrityError:
        if Document.objects.filter(public_id=document.public_id).exists():
            return already_added(request, event)
        return refuse_revision(request, event, form)
    messages.success(request, _("Added: %(document)s") % {"document": document})
    return redirect(event_address(event))


def refuse_revision(request: ViewerRequest, event: Event, form: NewDocumentForm) -> HttpResponse:
    """Another has added this revision: what was typed stays, under the next number."""
    form.add_error(None, _("Somebody else has added this revision already. Look at it before you add another."))
    data: QueryDict = request.POST.copy()
    data["revision"] = str(next_revision(form.instance).revision)
    form.data = data
    return show_form(request, event, form, status=CONFLICT)


def already_added(request: ViewerRequest, event: Event) -> HttpResponse:
    messages.info(request, _("The document is added already."))
    return redirect(event_address(event))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ViewerRequest, public_id: str) -> HttpResponse:
    document, event = seen_document(request.viewer, public_id)
    require(may(request.viewer, "edit_document", document))
    if request.method != "POST":
        return show_form(request, event, DocumentForm(instance=document))
    if REMOVE in request.POST:
        return receive_removal(request, event, document)
    return receive_edit(request, event, document)


def receive_edit(request: ViewerRequest, event: Event, document: Document) -> HttpResponse:
    form = DocumentForm(request.POST, instance=document)
    if not form.is_valid():
        return show_form(request, event, form, status=NOT_ACCEPTED)
    values = form.cleaned_data
    act = act_of(request, reason=values["reason"], note=values["note"])
    try:
        save_document(event=event, document=form.instance, act=act, version=values["version"])
    except ValidationError as error:
        form.refuse(error.message_dict)
        return show_form(request, event, form, status=NOT_ACCEPTED)
    except StaleVersion:
        return show_stale(request, event, document.public_id)
    messages.success(request, _("Saved: %(document)s") % {"document": document})
    return redirect(event_address(event))


def receive_removal(request: ViewerRequest, event: Event, document: Document) -> HttpResponse:
    removal = ReasonForm(request.POST)
    if not removal.is_valid():
        return show_form(request, event, DocumentForm(instance=document), removal=removal, status=NOT_ACCEPTED)
    values = removal.cleaned_data
    act = act_of(request, reason=values["reason"], note=values["note"])
    try:
        remove_document(document=document, act=act, version=values["version"])
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return show_form(request, event, DocumentForm(instance=document), status=CONFLICT)
    except StaleVersion:
        return show_stale(request, event, document.public_id)
    messages.success(request, _("Removed: %(document)s") % {"document": document})
    return redirect(event_address(event))


def show_stale(request: ViewerRequest, event: Event, public_id: str) -> HttpResponse:
    stored, _event = seen_document(request.viewer, public_id)
    text = _("Somebody else changed this document in the meantime. This is the document as it is now.")
    messages.warning(request, text)
    return show_form(request, event, DocumentForm(instance=stored), status=CONFLICT)


def show_form(
    request: ViewerRequest,
    event: Event,
    form: DocumentForm,
    *,
    removal: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    document = form.instance
    is_new = document._state.adding
    context = {
        "event": event,
        "form": form,
        "document": None if is_new else document,
        "title": title_of(document, form),
        "public_id": document.public_id,
        "problems": [*problems_of(form)] if form.is_bound else [],
    }
    if not is_new:
        context["removal"] = removal or ReasonForm(initial={"version": document.version}, auto_id="remove_%s")
    return render(request, "cbm_events/document_form.html", context, status=status)


def title_of(document: Document, form: DocumentForm) -> str:
    if not document._state.adding:
        return _("Edit document")
    if not isinstance(form, NextDocumentForm):
        return _("Add a document")
    words = {"language": document.get_language_display(), "number": document.revision}
    return _("Add revision %(number)s, %(language)s") % words
