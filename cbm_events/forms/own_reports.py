"""What a liaison says in the report of an event that its state held."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbm_events.forms.documents import LANGUAGE
from cbm_events.forms.results import ReportForm
from cbm_events.forms.starts import public_id_sent
from cbm_events.models import Event
from cica_portal.common.audiences import Audience
from cica_portal.common.files import TYPES, check_file
from cica_portal.common.models import Document, DocumentKind
from cica_portal.common.text import new_public_id

NOTHING = gettext_lazy("Add the file of the report, or enter its figures.")
EDITORIAL = ("received_on", "source", "said_on", "visibility", "note", "reason")


class OwnReportForm(ReportForm):
    """Figures and file are for member states, under the name of the state.

    The document carries its identifier from the blank form on: sent twice, it is filed once.
    """

    file = forms.FileField(
        label=gettext_lazy("File of the report"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind.extension}" for kind in TYPES)}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the report"),
        choices=[("en", "English"), ("ru", "Русский")],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, data: Any = None, files: Any = None, *, event: Event, state: Any) -> None:
        super().__init__(data, event=event)
        self.files = files or MultiValueDict()
        self.state = state
        self.public_id = public_id_sent(data or {}) or new_public_id()
        for name in EDITORIAL:
            del self.fields[name]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file:
            check_file(name=file.name, file=file, most_bytes=settings.UPLOAD_LIMIT)
        return file

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = forms.Form.clean(self) or self.cleaned_data
        if not values.get("file") and not self.figures_in(values) and not self.errors:
            self.add_error("file", NOTHING)
        if values.get("file") and not values.get("language"):
            self.add_error("language", LANGUAGE)
        return values

    def said(self) -> dict[str, Any]:
        source = _("Report of %(state)s") % {"state": self.state.name}
        return {"source": source, "visibility": Audience.MEMBER_STATES}

    def document(self) -> Document:
        return Document(
            public_id=self.public_id,
            kind=DocumentKind.REPORT,
            title_en=f"Report of {self.state.name_en}",
            title_ru=f"Отчёт: {self.state.name_ru}",
            language=self.cleaned_data["language"],
            visibility=Audience.MEMBER_STATES,
        )
