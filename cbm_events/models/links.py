"""Which meetings belong to which event."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cbm_events.models.events import Event
from cbm_events.querysets import LinkQuerySet
from cica_portal.common.audiences import Audience
from cica_portal.common.models import Recorded
from cica_portal.common.text import new_public_id


class EventLink(Recorded):
    """One event prepares or follows up another. It belongs to one main event at most.

    Seen by nobody who does not see both.
    """

    class Relation(models.TextChoices):
        PREPARATORY = "preparatory", _("Preparatory meeting")
        FOLLOW_UP = "follow_up", _("Follow-up meeting")

    record_kind: ClassVar[str] = "event_link"
    tracked: ClassVar[tuple[str, ...]] = ("part", "main", "relation")

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    part = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="link", verbose_name=_("meeting"))
    main = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="parts", verbose_name=_("main event"))
    relation = models.CharField(_("kind of relation"), max_length=11, choices=Relation, default=Relation.PREPARATORY)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["main", "part__sort_on", "part_id"]
        verbose_name = _("link between events")
        verbose_name_plural = _("links between events")
        constraints = [
            models.CheckConstraint(
                condition=~Q(part=F("main")),
                name="link_of_two_events",
                violation_error_message=_("An event cannot belong to itself."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.relation}: {self.part} → {self.main}"

    def audiences(self) -> frozenset[Audience]:
        return self.part.audiences() & self.main.audiences()

    @classmethod
    def for_history(cls, pks: Collection[int]) -> models.QuerySet[Any]:
        return super().for_history(pks).select_related("part", "main")
