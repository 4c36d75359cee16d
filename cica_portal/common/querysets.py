"""The words in which rows of the ground are asked for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Self

from django.db import models

from cica_portal.common.audiences import Audience, visibilities_for
from cica_portal.common.viewer import Viewer


class OpenQuerySet(models.QuerySet[Any]):
    """Rows that everybody may see."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.all()


class StaffQuerySet(models.QuerySet[Any]):
    """Rows that the Secretariat alone may see."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.all() if viewer.is_secretariat else self.none()


class VisibilityQuerySet(models.QuerySet[Any]):
    """Rows whose `visibility` names the widest audience that may see them."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(visibility__in=visibilities_for(viewer.audience))

    def about(self, kind: str, key: str) -> Self:
        return self.filter(subject_kind=kind, subject_key=key)


class ChangeQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Changes of which the viewer's audience saw both sides."""
        return self.filter(visibility__in=visibilities_for(viewer.audience))

    def of(self, kind: str, subject_id: str) -> Self:
        return self.filter(kind=kind, subject_id=subject_id)


class AudienceChangeQuerySet(models.QuerySet[Any]):
    def for_audience(self, audience: Audience) -> Self:
        return self.filter(audience=audience)

    def since(self, number: int) -> Self:
        """Changes after this number, in commit order."""
        return self.filter(number__gt=number).order_by("number", "kind", "subject_id")

    def beyond(self, number: int, kind: str, subject_id: str) -> Self:
        """Entries after this one, in commit order."""
        later = models.Q(kind__gt=kind) | models.Q(kind=kind, subject_id__gt=subject_id)
        rows = self.filter(models.Q(number__gt=number) | later, number__gte=number)
        return rows.order_by("number", "kind", "subject_id")

    def of(self, kind: str, subject_ids: Collection[str]) -> Self:
        return self.filter(kind=kind, subject_id__in=subject_ids)

    def needless(self, before: datetime) -> Self:
        """Of changes before this moment: deletions, and what a later change of the same row has replaced."""
        same_row = {name: models.OuterRef(name) for name in ("audience", "kind", "subject_id")}
        later = self.model._default_manager.filter(**same_row, number__gt=models.OuterRef("number"))
        return self.filter(models.Q(gone=True) | models.Exists(later), at__lt=before)


class MailQuerySet(models.QuerySet[Any]):
    def due(self, at: datetime) -> Self:
        """Mails that wait and may go now."""
        return self.filter(state="queued", not_before__lte=at).order_by("not_before", "id")

    def abandoned(self, at: datetime) -> Self:
        """Mails whose sender did not come back within its lease."""
        return self.filter(state="sending", lease_until__lt=at)


class DeliveryQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        return self.filter(state="planned")

    def due(self, at: datetime) -> Self:
        return self.open().filter(due_at__lte=at, mail__isnull=True)

    def about(self, kind: str, key: str) -> Self:
        return self.filter(subject_kind=kind, subject_key=key)


class AddressFlagQuerySet(StaffQuerySet):
    def standing(self) -> Self:
        return self.filter(ended_at=None)


class MailStopQuerySet(StaffQuerySet):
    def standing(self) -> Self:
        return self.filter(is_standing=True)


class WebhookReceiverQuerySet(StaffQuerySet):
    def open(self) -> Self:
        return self.filter(disabled_at=None, owner__is_active=True)

    def due(self, at: datetime) -> Self:
        """Those to which something may go now, and that nobody is sending to."""
        return self.open().free(at)

    def free(self, at: datetime) -> Self:
        """By columns of their own only, so that an update with this condition is a claim."""
        is_free = models.Q(lease_until=None) | models.Q(lease_until__lt=at)
        return self.filter(is_free, disabled_at=None, next_at__lte=at)
