"""What somebody is typing, kept apart from the row."""

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """Autosaved form content of one author; never seen by another, never part of the row."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64, blank=True)
    payload = models.JSONField(default=dict)
    based_on_version = models.PositiveIntegerField(null=True, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "kind", "subject_id"], name="draft_once_per_author")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id or 'new'}"
