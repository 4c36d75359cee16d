"""Files that belong to a row."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cica_portal.common.audiences import Audience, audiences_that_see
from cica_portal.common.models.recorded import Recorded, json_ready
from cica_portal.common.models.sources import Sourced
from cica_portal.common.querysets import VisibilityQuerySet
from cica_portal.common.text import new_public_id, validate_single_line


class DocumentKind(models.TextChoices):
    """What a document is, in the words of meetings."""

    AGENDA = "agenda", _("Agenda")
    CONCEPT_NOTE = "concept_note", _("Concept note")
    INVITATION = "invitation", _("Invitation")
    PARTICIPANTS = "participants", _("List of participants")
    OUTCOME = "outcome", _("Outcome document")
    REPORT = "report", _("Report")
    PRESENTATION = "presentation", _("Presentation")
    NOTE_VERBALE = "note_verbale", _("Note verbale")
    DECISION = "decision", _("Decision")
    OTHER = "other", _("Other document")


class Document(Recorded, Sourced):
    """A file or a link about one subject (kind + public identifier), with its own visibility.

    Its revisions and its other language are rows of their own that share `series`.
    A state's document becomes public only with a recorded basis.
    """

    record_kind: ClassVar[str] = "document"
    tracked: ClassVar[tuple[str, ...]] = (
        "subject_kind",
        "subject_key",
        "kind",
        "symbol",
        "series",
        "revision",
        "title_en",
        "title_ru",
        "language",
        "visibility",
        "public_basis",
        "file",
        "url",
        "source",
        "confidence",
        "source_note",
    )
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=64)
    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind, default=DocumentKind.OTHER)
    symbol = models.CharField(_("symbol"), max_length=60, blank=True, validators=[validate_single_line])
    series = models.CharField(_("series"), max_length=10, default=new_public_id, editable=False)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1, editable=False)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True, validators=[validate_single_line])
    title_ru = models.CharField(_("title in Russian"), max_length=300, blank=True, validators=[validate_single_line])
    language = models.CharField(_("language"), max_length=2, choices=[("en", "English"), ("ru", "Русский")])
    visibility = models.CharField(_("visibility"), max_length=13, choices=Audience, default=Audience.MEMBER_STATES)
    public_basis = models.CharField(_("basis of publication"), max_length=300, blank=True)
    file = models.FileField(_("file"), upload_to="documents/%Y/", blank=True)
    url = models.URLField(_("address"), blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = VisibilityQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-id"]
        indexes = [models.Index(fields=["subject_kind", "subject_key"], name="document_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "language", "revision"],
                name="document_revision_once",
                violation_error_message=_("Somebody else has added this revision already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(title_en="") | ~models.Q(title_ru=""),
                name="document_has_title",
                violation_error_message=_("Enter the title in English or in Russian."),
            ),
            models.CheckConstraint(
                condition=~models.Q(visibility=Audience.PUBLIC) | ~models.Q(public_basis=""),
                name="document_public_has_basis",
                violation_error_message=_("Say on what basis the document is public."),
            ),
            models.CheckConstraint(
                condition=(models.Q(file="") & ~models.Q(url="")) | (~models.Q(file="") & models.Q(url="")),
                name="document_file_or_url",
                violation_error_message=_("Add either a file or an address."),
            ),
        ]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title_en or self.title_ru

    def recorded_values(self) -> dict[str, Any]:
        """With the stored name of the file, which stays when the row is removed."""
        file = {"file": self.file.name or ""}
        return file | {name: json_ready(getattr(self, name)) for name in self.tracked if name != "file"}

    def audiences(self) -> frozenset[Audience]:
        return audiences_that_see(self.visibility)
