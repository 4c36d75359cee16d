"""What has come of a request that a client may send again under the same key."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Receipt(models.Model):
    """One request of a writer, by the key that the client gave it.

    `outcomes` is written in the transactions that it tells of, `status` with the answer after them. Without an
    answer the request is under way by `claim`, or whoever did it has died and the next attempt goes on from here.
    """

    owner = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    claim = models.CharField(max_length=20)
    claimed_at = models.DateTimeField()
    outcomes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="receipt_once")]
        indexes = [models.Index(fields=["claimed_at"], name="receipt_age")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"
