"""The forms of a document of an event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from cbm_events.forms.reasons import ReasonForm
from cica_portal.common.audiences import Audience
from cica_portal.common.files import TYPES
from cica_portal.common.models import Document, DocumentKind

REACH = _("Choose who sees the document.")
LANGUAGE = _("Choose the language of the document.")
KIND = _("Choose the kind from the list.")
EITHER = _("Add either a file or an address.")
ADDRESS = _("Enter an address that begins with https:// or http://.")
EDITED = ("kind", "symbol", "title_en", "title_ru", "language", "visibility", "public_basis")
ADDED = (*EDITED, "url")


class DocumentForm(forms.ModelForm, ReasonForm):
    """What may be edited of a document that is there."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("Kind of document"),
        choices=DocumentKind.choices,
        error_messages={"required": KIND, "invalid_choice": KIND},
    )
    language = forms.ChoiceField(
        label=_("Language of the document"),
        choices=[("en", "English"), ("ru", "Русский")],
        widget=forms.RadioSelect,
        error_messages={"required": LANGUAGE, "invalid_choice": LANGUAGE},
    )
    visibility = forms.ChoiceField(
        label=_("Who sees it"),
        choices=[(a.value, a.label) for a in (Audience.MEMBER_STATES, Audience.PUBLIC, Audience.SECRETARIAT)],
        widget=forms.RadioSelect,
        error_messages={"required": REACH, "invalid_choice": REACH},
    )

    class Meta:
        model = Document
        fields: ClassVar[tuple[str, ...]] = EDITED
        help_texts: ClassVar[dict[str, Any]] = {
            "symbol": _("As it stands on the document, like CICA/2026/14"),
            "public_basis": _("Needed when the document is public: who agreed to it, and when."),
        }

    def __init__(self, data: Any = None, files: Any = None, *, instance: Document) -> None:
        super().__init__(data, files, instance=instance, initial={"version": instance.version})

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.cleaned_data.get("title_en") and not self.cleaned_data.get("title_ru"):
            self.refuse_once("title_en", _("Enter the title in English or in Russian."))
        if self.cleaned_data.get("visibility") == Audience.PUBLIC and not self.cleaned_data.get("public_basis"):
            self.refuse_once("public_basis", _("Say on what basis the document is public."))
        return self.cleaned_data

    def refuse_once(self, name: str, message: Any) -> None:
        if name not in self.errors:
            self.add_error(name, message)

    def refuse(self, found: Mapping[str, Any]) -> None:
        """Show what the service found at the field that it names."""
        for name, messages in found.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)


class NewDocumentForm(DocumentForm):
    """A file or an address, and what is said about it."""

    field_order = ("file", "url", *EDITED)
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind.extension}" for kind in TYPES)}),
    )
    url = forms.URLField(
        label=_("Address"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("In place of a file: where the document stands on the web."),
        error_messages={"invalid": ADDRESS},
    )

    class Meta(DocumentForm.Meta):
        fields: ClassVar[tuple[str, ...]] = ADDED

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url and not url.lower().startswith(("https://", "http://")):
            raise forms.ValidationError(ADDRESS)
        return url

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = [name for name in ("file", "url") if self.cleaned_data.get(name)]
        if len(given) != 1 and not {"file", "url"} & set(self.errors):
            self.add_error("file", EITHER)
        return self.cleaned_data


class NextDocumentForm(NewDocumentForm):
    """A further revision of a document, or its text in the other language: its language is settled.

    `revision` is the number that the person saw; another may have added it meanwhile.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32_767)

    class Meta(NewDocumentForm.Meta):
        fields: ClassVar[tuple[str, ...]] = tuple(name for name in ADDED if name != "language")

    def __init__(self, data: Any = None, files: Any = None, *, instance: Document) -> None:
        super().__init__(data, files, instance=instance)
        del self.fields["language"]
        self.initial["revision"] = instance.revision
