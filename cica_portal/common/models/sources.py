"""Where a fact comes from and how sure it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Confidence(models.TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Sourced(models.Model):
    """Source, confidence and, field by field, what is not simply stated there.

    `basis` maps a field name to "inferred" or "computed"; a field that is not named is stated by
    the source. Inferred fields enter no count.
    """

    source = models.CharField(_("source"), max_length=500, blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, blank=True)
    basis = models.JSONField(_("basis of single fields"), default=dict, blank=True)
    source_note = models.TextField(_("note on the source"), blank=True)

    class Meta:
        abstract = True
