"""What an event adopted or took note of."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cbm_events.models.events import Event
from cbm_events.querysets import OutcomeQuerySet
from cica_portal.common.audiences import Audience, audiences_that_see
from cica_portal.common.models import Document, Recorded, Sourced
from cica_portal.common.text import new_public_id, pick, validate_plain_text

OUTCOME_LENGTH = 2000


def _text(label: Any) -> models.TextField[str, str]:
    validators: list[Any] = [validate_plain_text, MaxLengthValidator(OUTCOME_LENGTH)]
    return models.TextField(label, max_length=OUTCOME_LENGTH, blank=True, validators=validators)


class Outcome(Recorded, Sourced):
    """One outcome, in words or as a document of the event. It is seen by nobody who does not see the event."""

    class Verb(models.TextChoices):
        ADOPTED = "adopted", _("Adopted")
        NOTED = "noted", _("Taken note of")

    record_kind: ClassVar[str] = "outcome"
    tracked: ClassVar[tuple[str, ...]] = (
        "event", "verb", "adopted_on", "text_en", "text_ru", "document", "visibility",
        "source", "confidence", "basis", "source_note",
    )  # fmt: skip
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="outcomes", verbose_name=_("event"))
    verb = models.CharField(_("what was done"), max_length=7, choices=Verb, default=Verb.ADOPTED)
    adopted_on = models.DateField(_("on"))
    text_en = _text(_("outcome in English"))
    text_ru = _text(_("outcome in Russian"))
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes", verbose_name=_("document")
    )
    visibility = models.CharField(_("who sees it"), max_length=13, choices=Audience, default=Audience.MEMBER_STATES)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["adopted_on", "id"]
        verbose_name = _("outcome of an event")
        verbose_name_plural = _("outcomes of events")
        constraints = [
            models.CheckConstraint(
                condition=~Q(text_en="", text_ru="") | Q(document__isnull=False),
                name="outcome_says_something",
                violation_error_message=_("Enter the outcome in words, or choose its document."),
            )
        ]

    def __str__(self) -> str:
        return self.text or str(self.document)

    @property
    def text(self) -> str:
        return pick(get_language() or "en", self.text_en, self.text_ru)[0]

    @property
    def text_language(self) -> str:
        return pick(get_language() or "en", self.text_en, self.text_ru)[1]

    def audiences(self) -> frozenset[Audience]:
        return audiences_that_see(self.visibility) & self.event.audiences()
