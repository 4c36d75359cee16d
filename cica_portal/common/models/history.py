"""The one history, and the numbers by which each audience follows it."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from cica_portal.common.audiences import Audience
from cica_portal.common.querysets import AudienceChangeQuerySet, ChangeQuerySet


class Door(models.TextChoices):
    """Through which door a change came in."""

    PAGE = "page", _("Page")
    ADMIN = "admin", _("Administration")
    API = "api", _("API")
    IMPORT = "import", _("Import")
    TASK = "task", _("Scheduled task")
    COMMAND = "command", _("Command")


class Change(models.Model):
    """One row before and after one act. Never edited, never deleted.

    `visibility` is the widest audience that saw the row both before and after.
    """

    class Action(models.TextChoices):
        CREATED = "created", _("Entered")
        UPDATED = "updated", _("Changed")
        REMOVED = "removed", _("Removed")

    batch = models.UUIDField(db_index=True, editable=False)
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    door = models.CharField(max_length=8, choices=Door)
    kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    action = models.CharField(max_length=8, choices=Action)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    visibility = models.CharField(max_length=13, choices=Audience)
    reason = models.CharField(_("published reason"), max_length=500, blank=True)
    note = models.TextField(_("internal note"), blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "subject_id", "-id"], name="change_subject")]
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}: {self.action}"

    @property
    def fields(self) -> list[str]:
        """Names of the fields that differ."""
        return sorted({*self.before, *self.after})


class AudienceSequence(models.Model):
    """The last number that an audience was given; its row is locked from taking to commit."""

    audience = models.CharField(primary_key=True, max_length=13, choices=Audience)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.audience}: {self.last}"

    @classmethod
    def last_of(cls, audience: str) -> int:
        """In plain SQL, since it is asked before every answer that is given again."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT last FROM common_audiencesequence WHERE audience = %s", [audience])
            row = cursor.fetchone()
        return row[0] if row else 0


class AudienceChange(models.Model):
    """That a row changed, as one audience may know it: no value, only which, when, and if it is gone."""

    audience = models.CharField(max_length=13, choices=Audience)
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    gone = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects = AudienceChangeQuerySet.as_manager()

    class Meta:
        ordering = ["audience", "number"]
        constraints = [
            models.UniqueConstraint(fields=["audience", "number", "kind", "subject_id"], name="audience_change_once")
        ]
        indexes = [models.Index(fields=["audience", "kind", "subject_id", "-number"], name="audience_subject")]

    def __str__(self) -> str:
        return f"{self.audience} {self.number}: {self.kind} {self.subject_id}"
