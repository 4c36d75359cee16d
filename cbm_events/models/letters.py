"""Notes verbales and letters of the Secretariat: templates, and the register in which each has its number."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbm_events.models.events import Event
from cbm_events.models.placeholders import placeholders_in, validate_placeholders
from cbm_events.querysets import LetterQuerySet
from cica_portal.common.audiences import STAFF_ONLY, Audience
from cica_portal.common.models import Recorded
from cica_portal.common.querysets import StaffQuerySet
from cica_portal.common.text import new_public_id, validate_plain_text, validate_single_line
from members.models import MemberState

SUBJECT_LENGTH, BODY_LENGTH = 300, 8000
LANGUAGES = (("en", "English"), ("ru", "Русский"))
NUMBER, YEAR = "number", "year"


class LetterKind(models.TextChoices):
    INVITATION = "invitation", _("Invitation")
    POSTPONEMENT = "postponement", _("Postponement")
    NOMINATIONS = "nominations", _("Request for nominations")
    THANKS = "thanks", _("Thanks")


class LetterForm(models.TextChoices):
    """A note verbale speaks in the third person and ends with its addressee; a letter begins with it."""

    NOTE = "note", _("Note verbale")
    LETTER = "letter", _("Letter")


class StaffRecord(Recorded):
    class Meta:
        abstract = True

    def audiences(self) -> frozenset[Audience]:
        return STAFF_ONLY


class LetterTemplate(StaffRecord):
    """The text of a letter with placeholders; a blank line parts paragraphs."""

    record_kind: ClassVar[str] = "letter_template"
    tracked: ClassVar[tuple[str, ...]] = ("name", "kind", "form", "language", "subject", "body", "is_active")

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    name = models.CharField(_("name"), max_length=100, validators=[validate_single_line])
    kind = models.CharField(_("kind of letter"), max_length=12, choices=LetterKind)
    form = models.CharField(_("form"), max_length=6, choices=LetterForm, default=LetterForm.NOTE)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    subject = models.CharField(
        _("subject"), max_length=SUBJECT_LENGTH, validators=[validate_single_line, validate_placeholders]
    )
    body = models.TextField(
        _("text"),
        max_length=BODY_LENGTH,
        validators=[validate_plain_text, validate_placeholders, MaxLengthValidator(BODY_LENGTH)],
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        ordering = ["language", "kind", "name"]
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        constraints = [
            models.UniqueConstraint(
                fields=["language", "name"],
                name="letter_template_once",
                violation_error_message=_("There is already a template of this name in this language."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LetterNumbering(StaffRecord):
    """How the number of a letter is written. One row, entered when somebody first changes it."""

    record_kind: ClassVar[str] = "letter_numbering"
    tracked: ClassVar[tuple[str, ...]] = ("pattern", "digits")
    ONLY: ClassVar[str] = "letters"
    DEFAULT_PATTERN: ClassVar[str] = "CICA/{year}/{number}"

    code = models.CharField(max_length=7, unique=True, default=ONLY, editable=False)
    pattern = models.CharField(_("pattern"), max_length=40, default=DEFAULT_PATTERN, validators=[validate_single_line])
    digits = models.PositiveSmallIntegerField(
        _("digits of the number, at least"), default=3, validators=[MinValueValidator(1), MaxValueValidator(6)]
    )

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("numbering of letters")
        verbose_name_plural = _("numbering of letters")
        constraints = [
            models.CheckConstraint(
                condition=Q(code="letters"),
                name="letter_numbering_one_row",
                violation_error_message=_("There is one numbering of letters."),
            ),
        ]

    def __str__(self) -> str:
        return self.pattern

    @property
    def subject_id(self) -> str:
        return self.code

    def clean(self) -> None:
        try:
            validate_placeholders(self.pattern, (NUMBER, YEAR))
        except ValidationError as error:
            raise ValidationError({"pattern": error}) from error
        if sorted(placeholders_in(self.pattern)) != [NUMBER, YEAR]:
            raise ValidationError({"pattern": _("Name {year} and {number} once each.")}, code="pattern")


class LetterSequence(models.Model):
    """The last number given in a year. It is raised in the transaction that stores the letters, so no gap opens."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Letter(StaffRecord):
    """One numbered letter with its text as it was when the number was given. It is annulled, never removed."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")
        ANNULLED = "annulled", _("Annulled")

    record_kind: ClassVar[str] = "letter"
    tracked: ClassVar[tuple[str, ...]] = (
        "year", "number", "symbol", "kind", "form", "language", "event", "addressee", "is_circular", "subject", "body",
        "dated", "status", "sent_on",
    )  # fmt: skip

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    # What was written in one act has one series, so that it is found and handed out together.
    series = models.CharField(max_length=10, db_index=True, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    symbol = models.CharField(_("symbol"), max_length=60)
    kind = models.CharField(_("kind of letter"), max_length=12, choices=LetterKind)
    form = models.CharField(_("form"), max_length=6, choices=LetterForm)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.PROTECT, related_name="letters", verbose_name=_("event")
    )
    states = models.ManyToManyField(MemberState, related_name="letters", verbose_name=_("addressees"))
    addressee = models.TextField(_("addressee as printed"), max_length=4000)
    is_circular = models.BooleanField(_("one text to several states"))
    subject = models.CharField(_("subject"), max_length=2 * SUBJECT_LENGTH)
    body = models.TextField(_("text"))
    dated = models.DateField(_("dated"))
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.DRAFT)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"],
                name="letter_number_once",
                violation_error_message=_("This number is given to another letter."),
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_on__isnull=False) | (~Q(status="sent") & Q(sent_on=None)),
                name="letter_sent_on_a_day",
                violation_error_message=_("Say on which day the letter was sent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.symbol}: {self.subject}"

    def recorded_values(self) -> dict[str, Any]:
        return super().recorded_values() | {"states": sorted(state.code for state in self.states.all())}

    @classmethod
    def for_history(cls, pks: Collection[int]) -> models.QuerySet[Letter]:
        return super().for_history(pks).prefetch_related("states")
