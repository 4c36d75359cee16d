"""Files of events on their way into the portal: what was read, what each row would do, and who sent it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cica_portal.common.querysets import StaffQuerySet
from cica_portal.common.text import new_public_id


class ImportSender(models.Model):
    """A state or somebody else who sends files, with the columns and choices of the last one."""

    name = models.CharField(_("sender"), max_length=100)
    # The name folded, so that one sender stays one.
    key = models.CharField(max_length=100, unique=True)
    matching = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One file: first its columns are matched, then its rows are checked, then all of it is entered in one act.

    `revision` rises with every check, so that nobody imports what somebody else has just changed; `as_of` is the
    Secretariat's number up to which the rows were compared with what is stored.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Being checked")
        DONE = "done", _("Imported")
        DISCARDED = "discarded", _("Discarded")

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports")
    sender = models.ForeignKey(ImportSender, null=True, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(_("file"), max_length=150)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    has_formulas = models.BooleanField(default=False)
    has_errors = models.BooleanField(default=False)
    sheets = models.JSONField(default=list)
    sheet = models.PositiveSmallIntegerField(default=0)
    heading_row = models.PositiveSmallIntegerField(default=1)
    targets = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    revision = models.PositiveIntegerField(default=0)
    as_of = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    batch = models.UUIDField(null=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def sheet_name(self) -> str:
        """Nothing for a file that has no sheets."""
        return str(self.sheets[self.sheet])

    @property
    def is_checked(self) -> bool:
        return self.revision > 0


class ImportRow(models.Model):
    """One line of a sheet as it was read, what was put right in it, and what it would do."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    sheet = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    corrections = models.JSONField(default=dict)
    answer = models.CharField(max_length=10, blank=True)
    effect = models.CharField(max_length=9, blank=True)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ["sheet", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "sheet", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["run", "sheet", "effect", "number"], name="import_row_effect")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.number}"
