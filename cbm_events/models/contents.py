"""What, when and where: what an event and the proposal of one have in common."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cbm_events.models.choices import STATUTORY_KINDS, Kind, Mode
from cica_portal.common.fuzzy import Period, Precision, describe
from cica_portal.common.text import pick, validate_plain_text, validate_single_line
from cica_portal.common.zones import validate_zone
from members.models import Dimension, MemberState, PriorityArea

TITLE_LENGTH = 300
TEXT_LENGTH = 5000
# CICA was proposed in 1992.
FIRST_YEAR, LAST_YEAR = 1992, 2099
CONTENT_FIELDS = (
    "title_en", "title_ru", "summary_en", "summary_ru", "kind", "earliest", "latest", "precision",
    "start_time", "end_time", "zone", "mode", "venue_en", "venue_ru", "city_en", "city_ru", "country", "country_other",
    "dimension", "area",
)  # fmt: skip


def _line(label: Any, length: int) -> models.CharField[str, str]:
    return models.CharField(label, max_length=length, blank=True, validators=[validate_single_line])


def _text(label: Any) -> models.TextField[str, str]:
    return models.TextField(
        label,
        max_length=TEXT_LENGTH,
        blank=True,
        validators=[validate_plain_text, MaxLengthValidator(TEXT_LENGTH)],
    )


class EventContent(models.Model):
    """Local wall time is the truth; the dates are as precise as they are known."""

    title_en = _line(_("title in English"), TITLE_LENGTH)
    title_ru = _line(_("title in Russian"), TITLE_LENGTH)
    summary_en = _text(_("description in English"))
    summary_ru = _text(_("description in Russian"))
    kind = models.CharField(_("kind of event"), max_length=15, choices=Kind)

    earliest = models.DateField(_("first day"), null=True, blank=True)
    latest = models.DateField(_("last day"), null=True, blank=True)
    precision = models.CharField(
        _("how precisely the date is known"), max_length=9, choices=Precision, default=Precision.DAY
    )
    start_time = models.TimeField(_("opens at"), null=True, blank=True)
    end_time = models.TimeField(_("closes at"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=40, blank=True, validators=[validate_zone])

    mode = models.CharField(_("format"), max_length=9, choices=Mode, blank=True)
    venue_en = _line(_("venue, in English"), 200)
    venue_ru = _line(_("venue, in Russian"), 200)
    city_en = _line(_("city, in English"), 100)
    city_ru = _line(_("city, in Russian"), 100)
    country = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT,
        related_name="hosted_%(class)ss", verbose_name=_("country"),
    )  # fmt: skip
    country_other = _line(_("another country"), 100)

    dimension = models.ForeignKey(
        Dimension, null=True, blank=True, on_delete=models.PROTECT,
        related_name="%(class)ss", verbose_name=_("dimension"),
    )  # fmt: skip
    area = models.ForeignKey(
        PriorityArea, null=True, blank=True, on_delete=models.PROTECT,
        related_name="%(class)ss", verbose_name=_("priority area"),
    )  # fmt: skip

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        for name in ("earliest", "latest"):
            self._refuse_strange_year(name)
        one_day = self.earliest is not None and self.earliest == self.latest
        if one_day and self.start_time and self.end_time and self.end_time <= self.start_time:
            message = _("Enter a closing time after the opening time.")
            raise ValidationError({"end_time": ValidationError(message, code="time_order")})
        if self.end_time and not self.start_time:
            raise ValidationError(
                {"start_time": ValidationError(_("Enter the opening time too."), code="time_missing")}
            )

    def _refuse_strange_year(self, name: str) -> None:
        day: date | None = getattr(self, name)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            message = _("Enter a year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise ValidationError({name: ValidationError(message, code="year")})

    @property
    def title(self) -> str:
        """The title in the language of the page, or in the other one (see `title_language`)."""
        return pick(get_language() or "en", self.title_en, self.title_ru)[0]

    @property
    def title_language(self) -> str:
        return pick(get_language() or "en", self.title_en, self.title_ru)[1]

    @property
    def city(self) -> str:
        return pick(get_language() or "en", self.city_en, self.city_ru)[0]

    @property
    def venue(self) -> str:
        return pick(get_language() or "en", self.venue_en, self.venue_ru)[0]

    @property
    def summary(self) -> str:
        return pick(get_language() or "en", self.summary_en, self.summary_ru)[0]

    @property
    def summary_language(self) -> str:
        return pick(get_language() or "en", self.summary_en, self.summary_ru)[1]

    @property
    def period(self) -> Period:
        return Period(self.earliest, self.latest, Precision(self.precision))

    @property
    def is_exact(self) -> bool:
        return self.precision == Precision.DAY

    @property
    def is_statutory(self) -> bool:
        """A meeting of CICA's own governing or working body."""
        return self.kind in STATUTORY_KINDS

    @property
    def dimension_key(self) -> str:
        """How stylesheets know its colour: the dimension, or "gb" for governing bodies."""
        return self.dimension.key if self.dimension else "gb"

    def when(self, language: str | None = None) -> str:
        return describe(self.period, language or get_language() or "en")
