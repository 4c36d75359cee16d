"""Whose answers hold rows of this app, and which events print what stands in rows below them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import Q

from cbm_events.models import Event, EventLink, Outcome, PlanVersion
from cica_portal.common.audiences import Audience, audiences_that_see
from cica_portal.common.echoes import Seen, Subject, to_owner
from cica_portal.common.models import Document, Snapshot


def events_in_zone(snapshots: Sequence[Snapshot]) -> Iterable[tuple[Subject, frozenset[Audience]]]:
    """An event prints the label of its zone."""
    found = Event.objects.filter(zone__in={row.subject_id for row in snapshots})
    return [(("event", event.public_id), event.audiences()) for event in found]


def events_of_state(snapshots: Sequence[Snapshot]) -> Iterable[tuple[Subject, frozenset[Audience]]]:
    """The parties of an event stand in the order of their names."""
    found = Event.objects.filter(roles__state__code__in={row.subject_id for row in snapshots}).distinct()
    return [(("event", event.public_id), event.audiences()) for event in found]


def outcomes_as(snapshots: Sequence[Snapshot]) -> Iterable[tuple[Subject, frozenset[Audience]]]:
    """An outcome names its document to those who see that too."""
    found = Outcome.objects.filter(document__public_id__in={row.subject_id for row in snapshots})
    return [(("outcome", row.public_id), row.audiences()) for row in found.select_related("event")]


def versions_by(snapshots: Sequence[Snapshot]) -> Iterable[tuple[Subject, frozenset[Audience]]]:
    """A version of a plan names its decision to those who see that too."""
    found = PlanVersion.objects.filter(decision__public_id__in={row.subject_id for row in snapshots})
    return [(("plan_version", row.public_id), row.audiences()) for row in found]


def rows_of_events(moved: Mapping[str, Seen]) -> Iterator[tuple[Subject, Seen]]:
    outcomes = Outcome.objects.filter(event__public_id__in=moved)
    for key, event, visibility in outcomes.values_list("public_id", "event__public_id", "visibility"):
        yield ("outcome", key), both(moved[event], as_ever(visibility))
    documents = Document.objects.filter(subject_kind=Event.record_kind, subject_key__in=moved)
    for key, event, visibility in documents.values_list("public_id", "subject_key", "visibility"):
        yield ("document", key), both(moved[event], as_ever(visibility))
    links = EventLink.objects.filter(Q(part__public_id__in=moved) | Q(main__public_id__in=moved))
    for link in links.select_related("part", "main"):
        part, main = (moved.get(event.public_id) or as_ever(event.visibility) for event in (link.part, link.main))
        yield ("event_link", link.public_id), both(part, main)


def as_ever(visibility: str) -> Seen:
    audiences = audiences_that_see(visibility)
    return audiences, audiences


def both(one: Seen, other: Seen) -> Seen:
    return one[0] & other[0], one[1] & other[1]


ECHOES = {
    "published_figure": to_owner("event", "event"),
    "participation": to_owner("event", "event"),
    "zone_label": events_in_zone,
    "member_state": events_of_state,
    "document": outcomes_as,
    "decision": versions_by,
}
DEPENDENTS = {"event": rows_of_events}
