"""An event: what and when."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cbm_events.models.choices import Status
from cbm_events.models.constraints import EVENT_CONSTRAINTS
from cbm_events.models.contents import EventContent
from cbm_events.querysets import EventQuerySet
from cica_portal.common.audiences import Audience, audiences_that_see
from cica_portal.common.fuzzy import months_before
from cica_portal.common.models import Recorded, Snapshot, Sourced
from cica_portal.common.models.recorded import json_ready
from cica_portal.common.text import fold, new_public_id, validate_single_line
from cica_portal.common.zones import ZONE_RULES, to_utc, utc_offset
from councils.models import Council
from members.models import MemberState

# The domain part of every UID; a constant, so that a UID outlives host names.
UID_DOMAIN = "events.cica"
SNAPSHOTS = 2000


def new_uid() -> str:
    return f"{new_public_id()}{new_public_id()}@{UID_DOMAIN}"


class Event(EventContent, Recorded, Sourced):
    """One meeting, training, forum …, with its dates as precise as they are known.

    Local wall time is the truth; `starts_at` and `ends_at` (UTC), `utc_offset`, `sort_on` and `search` are derived.
    """

    record_kind: ClassVar[str] = "event"
    tracked: ClassVar[tuple[str, ...]] = (
        "title_en", "title_ru", "summary_en", "summary_ru", "kind", "status", "visibility",
        "earliest", "latest", "precision", "date_text", "start_time", "end_time", "zone", "utc_offset",
        "mode", "venue_en", "venue_ru", "city_en", "city_ru", "country", "country_other",
        "dimension", "area", "council", "nomination_deadline", "report_due", "report_by",
        "report_received", "is_sample", "source", "confidence", "basis", "source_note",
    )  # fmt: skip
    internal: ClassVar[frozenset[str]] = frozenset({"report_by", "report_received", "source_note"})
    # A change of these reaches calendars as a new SEQUENCE (RFC 5546, section 2.1.4).
    material: ClassVar[frozenset[str]] = frozenset({
        "title_en", "title_ru", "status", "earliest", "latest", "precision", "start_time", "end_time", "zone",
        "utc_offset", "mode", "venue_en", "venue_ru", "city_en", "city_ru", "country", "country_other",
    })  # fmt: skip

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    uid = models.CharField(max_length=60, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)

    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.PLANNED)
    visibility = models.CharField(_("who sees it"), max_length=13, choices=Audience, default=Audience.MEMBER_STATES)

    date_text = models.CharField(
        _("date in the words of the source"), max_length=200, blank=True, validators=[validate_single_line]
    )
    starts_at = models.DateTimeField(null=True, editable=False)
    ends_at = models.DateTimeField(null=True, editable=False)
    # At the opening, and at the closing where it is another one; by which version of the zone database.
    utc_offset = models.CharField(_("difference from UTC"), max_length=13, blank=True, editable=False)
    zone_rules = models.CharField(max_length=10, blank=True, editable=False)
    sort_on = models.DateField(default=date.max, editable=False)
    confirmation_due = models.DateField(null=True, editable=False)

    council = models.ForeignKey(
        Council, null=True, blank=True, on_delete=models.PROTECT,
        related_name="events", verbose_name=_("council or body"),
    )  # fmt: skip
    states = models.ManyToManyField(MemberState, through="cbm_events.EventRole", related_name="events")
    nomination_deadline = models.DateField(_("nominations until"), null=True, blank=True)
    report_due = models.DateField(_("report due"), null=True, blank=True)
    report_by = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT,
        related_name="events_to_report", verbose_name=_("report due from"),
    )  # fmt: skip
    report_received = models.DateField(_("report received on"), null=True, blank=True)

    is_sample = models.BooleanField(_("sample"), default=False, editable=False)
    search = models.TextField(default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["sort_on", "id"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = EVENT_CONSTRAINTS
        indexes = [
            models.Index(fields=["sort_on", "id"], name="event_order"),
            models.Index(fields=["sort_on", "public_id"], name="event_walk"),
            models.Index(fields=["earliest", "latest"], name="event_period"),
            models.Index(fields=["latest", "earliest"], name="event_end"),
        ]

    def clean(self) -> None:
        super().clean()
        for name in ("nomination_deadline", "report_due", "report_received"):
            self._refuse_strange_year(name)

    def status_on(self, day: date) -> str:
        """The stored status, or "now" while a confirmed event with exact days is under way."""
        if self.status != Status.CONFIRMED or self.earliest is None or self.latest is None:
            return self.status
        return "now" if self.earliest <= day <= self.latest else self.status

    def audiences(self) -> frozenset[Audience]:
        return audiences_that_see(self.visibility)

    def derive(self) -> None:
        """Bring the derived columns in line with the dates, times and texts."""
        self.sort_on = (self.earliest if self.is_exact else self.latest) or date.max
        self._derive_instants()
        self.search = fold(
            self.title_en, self.title_ru, self.city_en, self.city_ru, self.venue_en, self.venue_ru,
            self.summary_en, self.summary_ru,
        )  # fmt: skip

    def _derive_instants(self) -> None:
        self.starts_at = self.ends_at = None
        self.utc_offset = self.zone_rules = ""
        if not (self.earliest and self.latest and self.start_time and self.zone):
            return
        self.starts_at = to_utc(self.earliest, self.start_time, self.zone)
        offsets = [utc_offset(self.earliest, self.start_time, self.zone)]
        if self.end_time:
            self.ends_at = to_utc(self.latest, self.end_time, self.zone)
            offsets.append(utc_offset(self.latest, self.end_time, self.zone))
        self.utc_offset, self.zone_rules = "/".join(dict.fromkeys(offsets)), ZONE_RULES

    def derive_confirmation(self, months: int) -> None:
        """A planned event is to be confirmed so many months before its first possible day."""
        is_awaited = self.status == Status.PLANNED and self.earliest is not None
        self.confirmation_due = months_before(self.earliest, months) if is_awaited and self.earliest else None

    def unconfirmed_since(self, day: date) -> date | None:
        """Since when the confirmation of an event that is still to come is awaited; None before it is due."""
        due = self.confirmation_due
        if due is None or due > day or self.latest is None or self.latest < day:
            return None
        return max(due, self.created_at.date())

    def recorded_values(self) -> dict[str, Any]:
        """The parties beside the fields, and the UID: an event that is entered again keeps it."""
        parties = [role.recorded_value() for role in self.roles.all()]
        return super().recorded_values() | {"parties": parties, "uid": self.uid}

    @classmethod
    def for_history(cls, pks: Collection[int]) -> models.QuerySet[Event]:
        return super().for_history(pks).prefetch_related("roles__state", "roles__council", "roles__organisation")

    @classmethod
    def snapshots(cls, pks: Collection[int]) -> dict[int, Snapshot]:
        """What `recorded_values` and `audiences` say, without building the rows: an act may write thousands."""
        related = {name: f"{name}__{target.subject_field()}" for name, target in cls._targets()}
        columns = [related.get(name, name) for name in cls.tracked]
        found = cls._default_manager.filter(pk__in=pks).values_list("pk", "public_id", "uid", *columns)
        parties = cls._meta.get_field("roles").related_model.recorded_by_event(pks)  # type: ignore[union-attr]
        snapshots = {}
        for pk, public_id, uid, *row in found.iterator(chunk_size=SNAPSHOTS):
            values = dict(zip(cls.tracked, row, strict=True))
            for name in TEMPORAL:
                values[name] = json_ready(values[name])
            values |= {"parties": parties.get(pk, []), "uid": uid}
            snapshots[pk] = Snapshot(public_id, values, audiences_that_see(values["visibility"]))
        return snapshots

    @classmethod
    def _targets(cls) -> Iterator[tuple[str, type[Recorded]]]:
        for name in cls.tracked:
            target = cls._meta.get_field(name).related_model
            if isinstance(target, type) and issubclass(target, Recorded):
                yield name, target


# What JSON has no type for.
TEMPORAL = [
    name for name in Event.tracked if isinstance(Event._meta.get_field(name), models.DateField | models.TimeField)
]
