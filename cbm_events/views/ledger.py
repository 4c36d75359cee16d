"""The lines of the ledger of reminders: which part of it, found by person or event, and what each line says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cbm_events.models import Event, Plan, ReminderRule, Subscriber
from cbm_events.notices.keys import base_of, is_notice
from cbm_events.reminders.readers import Reader, by_key, key_in, readers_of
from cbm_events.reminders.resending import is_repeatable
from cbm_events.reminders.stopping import may_be_stopped
from cbm_events.reminders.subjects.kinds import REMINDED
from cbm_events.times import zone_labels
from cbm_events.views.moments import own_time
from cica_portal.common.date_words import moment_words, page_language
from cica_portal.common.models import Delivery
from cica_portal.common.querysets import DeliveryQuerySet
from cica_portal.common.text import fold
from cica_portal.common.viewer import Viewer, ViewerRequest
from councils.models import SilenceProcedure
from members.models import User

State = Delivery.State
EXPORTED_TOGETHER = 500


@dataclass(frozen=True)
class Part:
    """One part of the ledger: its name in addresses, its title and the states in it."""

    name: str
    title: str | Promise
    states: Sequence[str]
    order: Sequence[str]


NEWEST = ("-settled_at", "-id")
PARTS = (
    Part("upcoming", gettext_lazy("Still to come"), (State.PLANNED,), ("due_at", "id")),
    Part("sent", gettext_lazy("Sent"), (State.SENT,), NEWEST),
    Part("trouble", gettext_lazy("Failed or not known"), (State.FAILED, State.UNKNOWN), NEWEST),
    Part("skipped", gettext_lazy("Not sent"), (State.SUPERSEDED, State.EXPIRED), NEWEST),
)


@dataclass(frozen=True)
class Subject:
    """What a delivery is about, as the viewer may see it."""

    title: str
    language: str
    url: str


@dataclass(frozen=True)
class Line:
    """One delivery with what it is about; `subject` or `rule` is None when it has been removed.

    `own_time` is the hour where the recipient is, if it is another one there than in Astana.
    """

    delivery: Delivery
    reader: Reader
    subject: Subject | None
    rule: ReminderRule | None
    own_time: str

    @property
    def part_of(self) -> str:
        """The state that the reader speaks for, or the reader's role."""
        if isinstance(self.reader, Subscriber):
            return _("Subscriber")
        return self.reader.state.name if self.reader.state else str(self.reader.get_role_display())

    @property
    def is_notice(self) -> bool:
        return is_notice(self.delivery.rule_key)

    @property
    def is_repeatable(self) -> bool:
        return is_repeatable(self.delivery)

    @property
    def may_be_stopped(self) -> bool:
        return may_be_stopped(self.delivery)


def text_in(request: ViewerRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:100]


def part_in(request: ViewerRequest) -> Part:
    return next((part for part in PARTS if part.name == request.GET.get("show")), PARTS[0])


def found_in(request: ViewerRequest) -> DeliveryQuerySet:
    found: DeliveryQuerySet = Delivery.objects.filter(subject_kind__in=REMINDED)
    text = text_in(request)
    return found.filter(matching(text, request)) if text else found


def rows_of(found: DeliveryQuerySet, part: Part) -> DeliveryQuerySet:
    rows = found.filter(state__in=part.states).order_by(*part.order)
    shown: DeliveryQuerySet = rows.select_related("mail", "asked_by")
    return shown


def table_of(rows: DeliveryQuerySet, request: ViewerRequest) -> Iterator[Sequence[str]]:
    yield [
        _("Astana time"), _("Where the recipient is"), pgettext("reminder", "About"), _("Rule"), _("To"), _("E-mail"),
        _("Member state"), _("Outcome"), _("Detail"),
    ]  # fmt: skip
    chunk: list[Delivery] = []
    for row in rows.iterator(chunk_size=EXPORTED_TOGETHER):
        chunk.append(row)
        if len(chunk) == EXPORTED_TOGETHER:
            yield from map(cells_of, lines_of(chunk, request))
            chunk = []
    yield from map(cells_of, lines_of(chunk, request))


def cells_of(line: Line) -> Sequence[str]:
    delivery = line.delivery
    person = line.reader
    rule = _("Notice of change") if line.is_notice else line.rule.name if line.rule else _("Removed rule")
    at = delivery.due_at if delivery.state == State.PLANNED else delivery.settled_at
    return [
        moment_words(at or delivery.due_at, page_language()), line.own_time,
        line.subject.title if line.subject else _("Removed"), rule, person.name, person.email,
        person.state.name if person.state else "", str(delivery.get_state_display()),
        _(delivery.reason) if delivery.reason else "",
    ]  # fmt: skip


def matching(text: str, request: ViewerRequest) -> Q:
    """Deliveries to people, or about events, in which every word of the text occurs."""
    words = fold(text).split()
    people = [
        user.pk
        for user in User.objects.select_related("state")
        if all(word in fold(user.name, user.email, *_state_names(user)) for word in words)
    ]
    events = Event.objects.visible_to(request.viewer).matching(text)
    contacts = Subscriber.objects.filter(address__icontains=text.lower()).values("public_id")
    return Q(recipient__in=people) | Q(contact__in=contacts) | Q(subject_key__in=events.values("public_id"))


def _state_names(user: User) -> tuple[str, ...]:
    return (user.state.name_en, user.state.name_ru, user.state.code) if user.state else ()


def lines_of(rows: Sequence[Delivery], request: ViewerRequest) -> list[Line]:
    subjects = subjects_of({row.subject_key for row in rows}, request.viewer)
    rules = ReminderRule.objects.in_bulk({base_of(row.rule_key) for row in rows}, field_name="public_id")
    labels: Mapping[str, str] = zone_labels() if rows else {}
    readers = by_key(readers_of(rows))
    return [
        Line(
            delivery=row,
            reader=readers[key_in(row)],
            subject=subjects.get(row.subject_key),
            rule=rules.get(base_of(row.rule_key)),
            own_time=own_time_of(row, readers[key_in(row)].zone, labels),
        )
        for row in rows
    ]


def name_in(delivery: Delivery, request: ViewerRequest) -> str:
    return lines_of([delivery], request)[0].reader.name


def subjects_of(keys: Collection[str], viewer: Viewer) -> dict[str, Subject]:
    """Events that the viewer sees; of plans everybody here knows that they are, not everybody their text."""
    events = Event.objects.visible_to(viewer).in_bulk(keys, field_name="public_id")
    plans = Plan.objects.in_bulk(set(keys) - events.keys(), field_name="public_id")
    shown = {key: Subject(row.title, row.title_language, _page_of("detail", key)) for key, row in events.items()}
    procedures = SilenceProcedure.objects.visible_to(viewer).in_bulk(set(keys) - events.keys(), field_name="public_id")
    shown |= {key: Subject(row.subject, row.subject_language, silence_page(key)) for key, row in procedures.items()}
    if not plans:
        return shown
    seen = set(Plan.objects.visible_to(viewer).filter(public_id__in=plans).values_list("public_id", flat=True))
    pages = {key: _page_of("plan", key) if key in seen else reverse("cbm_events:proposals") for key in plans}
    return shown | {key: Subject(str(plan), page_language(), pages[key]) for key, plan in plans.items()}


def silence_page(key: str) -> str:
    return reverse("councils:silence", args=[key])


def _page_of(name: str, key: str) -> str:
    return reverse(f"cbm_events:{name}", args=[key])


def own_time_of(row: Delivery, zone: str, labels: Mapping[str, str]) -> str:
    at = row.due_at if row.state == State.PLANNED else row.settled_at
    return own_time(at, zone, labels, page_language()) if at else ""
