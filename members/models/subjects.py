"""What CICA works on: five dimensions and their priority areas."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cica_portal.common.models import Recorded, Sourced
from cica_portal.common.querysets import OpenQuerySet
from cica_portal.common.text import pick
from members.models.parties import Named
from members.querysets import NamedQuerySet


class Dimension(Named, Recorded, Sourced):
    """One of the five dimensions of confidence-building measures."""

    record_kind: ClassVar[str] = "dimension"
    tracked: ClassVar[tuple[str, ...]] = (
        "code",
        "name_en",
        "name_ru",
        "short_en",
        "short_ru",
        "position",
        "source",
        "confidence",
        "basis",
        "source_note",
    )
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    code = models.CharField(_("code"), max_length=3, unique=True, validators=[RegexValidator("^[A-Z]{2,3}$")])
    short_en = models.CharField(_("short name in English"), max_length=60)
    short_ru = models.CharField(_("short name in Russian"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), unique=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")

    @property
    def subject_id(self) -> str:
        return self.code

    @property
    def key(self) -> str:
        """The code in lower case, as stylesheets know it."""
        return self.code.lower()

    @property
    def short(self) -> str:
        return pick(get_language() or "en", self.short_en, self.short_ru)[0]


class PriorityArea(Named, Recorded, Sourced):
    """A priority area, filed under the dimension that it belongs to today."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        EXPECTED = "expected", _("Reported as to be adopted")
        HISTORIC = "historic", _("Historic")

    record_kind: ClassVar[str] = "priority_area"
    tracked: ClassVar[tuple[str, ...]] = (
        "code",
        "dimension",
        "name_en",
        "name_ru",
        "status",
        "source",
        "confidence",
        "basis",
        "source_note",
    )
    internal: ClassVar[frozenset[str]] = frozenset({"source_note"})

    code = models.CharField(
        _("code"), max_length=8, unique=True, validators=[RegexValidator("^[A-Z]{2,3}-[A-Z]{2,4}$")]
    )
    dimension = models.ForeignKey(
        Dimension, on_delete=models.PROTECT, related_name="areas", verbose_name=_("dimension")
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ACTIVE)

    objects = NamedQuerySet.as_manager()

    class Meta:
        ordering = ["dimension__position", "code"]
        verbose_name = _("priority area")
        verbose_name_plural = _("priority areas")

    @property
    def subject_id(self) -> str:
        return self.code
