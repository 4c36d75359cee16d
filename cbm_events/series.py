"""Preparatory and follow-up meetings of an event: entered several at once, linked, shown both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from cbm_events.models import Event, EventLink
from cbm_events.services import EventToSave, write_events
from cica_portal.common import history
from cica_portal.common.viewer import Viewer

Relation = EventLink.Relation


@dataclass(frozen=True)
class Chain:
    """The main event and its meetings, as far as the viewer sees them; `main` is None where there is none."""

    main: Event | None = None
    preparatory: list[EventLink] = field(default_factory=list)
    follow_up: list[EventLink] = field(default_factory=list)

    @property
    def links(self) -> list[EventLink]:
        return [*self.preparatory, *self.follow_up]

    @property
    def is_any(self) -> bool:
        return bool(self.links)


def chain_of(event: Event, viewer: Viewer) -> Chain:
    """The series that the event belongs to, as its main event or as one of its meetings."""
    links = EventLink.objects.visible_to(viewer).select_related("part", "main")
    own = links.filter(part=event).first()
    main = own.main if own else event
    parts = list(links.filter(main=main).order_by("part__sort_on", "part_id"))
    if not parts:
        return Chain()
    return Chain(
        main=main,
        preparatory=[link for link in parts if link.relation == Relation.PREPARATORY],
        follow_up=[link for link in parts if link.relation == Relation.FOLLOW_UP],
    )


def enter_meetings(*, main: Event, relation: str, entries: Sequence[EventToSave], act: history.Act) -> list[Event]:
    """New meetings and their links to the main event: one act, all or none. Raises ValidationError."""
    with history.batch(act) as batch:
        refuse_as_main(main)
        write_events(entries=entries, batch=batch)
        batch.create(*(EventLink(part=entry.event, main=main, relation=relation) for entry in entries))
    return [entry.event for entry in entries]


def link_event(*, part: Event, main: Event, relation: str, act: history.Act) -> EventLink:
    """Make an event that is entered already a meeting of another one. Raises ValidationError."""
    link = EventLink(part=part, main=main, relation=relation)
    link.full_clean(validate_unique=False)
    try:
        with history.batch(act) as batch:
            refuse_as_main(main)
            refuse_as_part(part)
            batch.create(link)
    except IntegrityError as error:
        raise ValidationError(taken(part)) from error
    return link


def unlink(*, link: EventLink, act: history.Act, version: int | None = None) -> None:
    """Both events stay as they are. Raises StaleVersion."""
    with history.batch(act) as batch:
        batch.edit(link, version=version)
        batch.remove(link)


def refuse_as_main(main: Event) -> None:
    """A series has one main event: none of its meetings has meetings of its own."""
    if EventLink.objects.filter(part=main).exists():
        raise ValidationError(_("“%(event)s” is itself a meeting of another event.") % {"event": main.title})


def refuse_as_part(part: Event) -> None:
    if EventLink.objects.filter(main=part).exists():
        raise ValidationError(_("“%(event)s” has meetings of its own.") % {"event": part.title})
    if EventLink.objects.filter(part=part).exists():
        raise ValidationError(taken(part))


def taken(part: Event) -> str:
    return _("“%(event)s” belongs to an event already.") % {"event": part.title}
