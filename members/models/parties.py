"""States and other parties: members, observers, partners, and the labels of their time zones."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cica_portal.common.models import Recorded, Sourced
from cica_portal.common.querysets import OpenQuerySet
from cica_portal.common.text import new_public_id, pick, validate_single_line
from cica_portal.common.zones import validate_zone
from members.models.weekends import Weekend
from members.querysets import NamedQuerySet


class Named(models.Model):
    """A name in both languages; a missing one falls back to the other."""

    name_en = models.CharField(_("name in English"), max_length=200, validators=[validate_single_line])
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True, validators=[validate_single_line])

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return pick(get_language() or "en", self.name_en, self.name_ru)[0]


class MemberState(Named, Recorded, Sourced):
    """A member state under its CICA name. Long names are for the Secretariat only."""

    record_kind: ClassVar[str] = "member_state"
    tracked: ClassVar[tuple[str, ...]] = (
        "code",
        "iso2",
        "name_en",
        "name_ru",
        "long_name_en",
        "long_name_ru",
        "zone",
        "weekend",
        "weekend_source",
        "acceded_on",
        "accession_year",
        "source",
        "confidence",
        "basis",
        "source_note",
    )
    internal: ClassVar[frozenset[str]] = frozenset({"long_name_en", "long_name_ru", "source_note"})

    code = models.CharField(
        _("three-letter code"), max_length=3, unique=True, validators=[RegexValidator("^[A-Z]{3}$")]
    )
    iso2 = models.CharField(_("two-letter code"), max_length=2, unique=True, validators=[RegexValidator("^[A-Z]{2}$")])
    long_name_en = models.CharField(_("long name in English"), max_length=200, blank=True)
    long_name_ru = models.CharField(_("long name in Russian"), max_length=200, blank=True)
    zone = models.CharField(_("time zone"), max_length=40, validators=[validate_zone])
    weekend = models.CharField(_("weekend"), max_length=7, choices=Weekend, default=Weekend.SATURDAY_SUNDAY)
    weekend_source = models.CharField(_("source of the weekend"), max_length=300, blank=True)
    acceded_on = models.DateField(_("member since"), null=True, blank=True)
    accession_year = models.PositiveSmallIntegerField(_("year of accession"), null=True, blank=True)

    objects = NamedQuerySet.as_manager()

    class Meta:
        ordering = ["name_en"]
        verbose_name = _("member state")
        verbose_name_plural = _("member states")

    # No database rule: SQLite would need Django's own function for it, and other programs could not read the file.
    def clean(self) -> None:
        if self.acceded_on and self.accession_year and self.acceded_on.year != self.accession_year:
            raise ValidationError({"accession_year": _("The year of accession is not the year of the date.")})

    @property
    def subject_id(self) -> str:
        return self.code


class ExternalParty(Named, Recorded, Sourced):
    """A state or an organisation that is not a member: observer, partner, or merely taking part."""

    class Nature(models.TextChoices):
        STATE = "state", _("State")
        ORGANISATION = "organisation", _("Organisation")

    class Standing(models.TextChoices):
        OBSERVER = "observer", _("Observer")
        PARTNER = "partner", _("Partner organisation")
        FORMER_OBSERVER = "former_observer", _("Former observer")
        APPLICANT = "applicant", _("Applicant")
        OUTSIDE = "outside", _("Outside organisation")

    record_kind: ClassVar[str] = "external_party"
    tracked: ClassVar[tuple[str, ...]] = (
        "nature",
        "standing",
        "name_en",
        "name_ru",
        "iso2",
        "since_on",
        "since_text",
        "until_text",
        "source",
        "confidence",
        "basis",
        "source_note",
    )
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    nature = models.CharField(_("nature"), max_length=12, choices=Nature)
    standing = models.CharField(_("standing"), max_length=15, choices=Standing)
    iso2 = models.CharField(_("two-letter code"), max_length=2, blank=True)
    since_on = models.DateField(_("since"), null=True, blank=True)
    since_text = models.CharField(_("since, in the words of the source"), max_length=60, blank=True)
    until_text = models.CharField(_("until, in the words of the source"), max_length=60, blank=True)

    objects = NamedQuerySet.as_manager()

    class Meta:
        ordering = ["name_en"]
        verbose_name = _("observer or partner")
        verbose_name_plural = _("observers and partners")
        constraints = [
            models.UniqueConstraint(
                fields=["name_en", "standing"],
                name="external_party_once",
                violation_error_message=_("This party is already listed with this standing."),
            )
        ]


class ZoneLabel(Recorded):
    """How a time zone is called on pages. IANA names appear in calendar files only."""

    record_kind: ClassVar[str] = "zone_label"
    tracked: ClassVar[tuple[str, ...]] = ("zone", "label_en", "label_ru")

    zone = models.CharField(_("time zone"), max_length=40, unique=True, validators=[validate_zone])
    label_en = models.CharField(_("label in English"), max_length=60)
    label_ru = models.CharField(_("label in Russian"), max_length=60)

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["label_en"]
        verbose_name = _("time zone label")
        verbose_name_plural = _("time zone labels")

    def __str__(self) -> str:
        return self.label

    @property
    def subject_id(self) -> str:
        return self.zone

    @property
    def label(self) -> str:
        return pick(get_language() or "en", self.label_en, self.label_ru)[0]
