"""Between the events of the portal and the facts that an edition keeps; read in columns, as there may be many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Q

from cbm_events.models import Event, EventLink, EventRole, SummaryRow, YearlySummary
from cbm_events.plans.dates import pasts_of
from cbm_events.querysets import EventQuerySet
from cbm_events.services import ORGANISING_ROLES
from cbm_events.summaries.counting import OTHERS, SECRETARIAT, EventFacts, Verdict, Why
from cica_portal.common.models import Change
from cica_portal.common.viewer import Viewer

Part = SummaryRow.Part
INFERRED = "inferred"
# The fields on which a count hangs, as the basis of an event names them.
COUNTED_FIELDS = {
    "earliest": "earliest", "status": "status", "kind": "kind", "mode": "mode", "dimension": "dimension",
    "area": "area", "city_en": "city", "city_ru": "city",
}  # fmt: skip
COLUMNS = (
    "pk", "public_id", "title_en", "title_ru", "status", "kind", "mode", "dimension__code", "area__code", "city_en",
    "city_ru", "country__code", "council__code", "earliest", "latest", "precision", "is_sample", "basis",
)  # fmt: skip


@dataclass(frozen=True)
class Around:
    """What is known of a handful of events beside their own columns."""

    states: Mapping[int, set[str]]
    others: Mapping[int, set[str]]
    mains: Mapping[int, str]
    moved: Collection[str]


def facts_of_events(
    events: EventQuerySet, viewer: Viewer, in_plan: Mapping[int, Collection[int]]
) -> Iterator[EventFacts]:
    """Events with some date, in their order. `in_plan`: by the years whose plan is recorded, the events in it."""
    read = list(events.in_order().values_list(*COLUMNS))
    around = _around([values[0] for values in read], viewer)
    for values in read:
        yield _facts(values, around, in_plan)


def _facts(values: Sequence[Any], around: Around, in_plan: Mapping[int, Collection[int]]) -> EventFacts:
    pk, public_id, title_en, title_ru, status, kind, mode, dimension, area, *rest = values
    city_en, city_ru, country, body, earliest, latest, precision, is_sample, basis = rest
    return EventFacts(
        subject_id=public_id, title_en=title_en, title_ru=title_ru, status=status, kind=kind, mode=mode,
        dimension=dimension or "", area=area or "", city_en=city_en, city_ru=city_ru, country=country or "",
        body=body or "", earliest=earliest, latest=latest, precision=precision, is_sample=is_sample,
        states=tuple(sorted(around.states.get(pk, ()))), others=tuple(sorted(around.others.get(pk, ()))),
        main=around.mains.get(pk, ""), moved=public_id in around.moved,
        outside_plan=earliest.year in in_plan and pk not in in_plan[earliest.year],
        inferred=tuple(dict.fromkeys(name for key, name in COUNTED_FIELDS.items() if basis.get(key) == INFERRED)),
    )  # fmt: skip


def _around(pks: Collection[int], viewer: Viewer) -> Around:
    states: dict[int, set[str]] = defaultdict(set)
    others: dict[int, set[str]] = defaultdict(set)
    roles = EventRole.objects.filter(event__in=pks, role__in=ORGANISING_ROLES)
    for event, party, state in roles.values_list("event", "party", "state__code"):
        if state:
            states[event].add(state)
        else:
            others[event].add(SECRETARIAT if party == EventRole.Party.SECRETARIAT else OTHERS)
    links = EventLink.objects.visible_to(viewer).filter(part__in=pks)
    return Around(states, others, dict(links.values_list("part_id", "main__public_id")), _moved(pks, viewer))


def _moved(pks: Collection[int], viewer: Viewer) -> set[str]:
    """Events that gave up a date; one that only became more exact did not."""
    ids = Event.objects.filter(pk__in=pks).values("public_id")
    dated = Q(before__has_key="earliest") | Q(before__has_key="latest") | Q(before__has_key="precision")
    changes = Change.objects.visible_to(viewer).filter(dated, kind=Event.record_kind, subject_id__in=ids)
    changed = set(changes.filter(action=Change.Action.UPDATED).values_list("subject_id", flat=True))
    if not changed:
        return set()
    events = Event.objects.filter(public_id__in=changed).only("public_id", "earliest", "latest", "precision")
    return {key for key, past in pasts_of(events, viewer).items() if past.dates}


def row_of(summary: YearlySummary, verdict: Verdict, part: str = Part.EVENT) -> SummaryRow:
    facts = verdict.facts
    year = 0 if verdict.why == Why.BEGAN_EARLIER else facts.year
    return SummaryRow(
        summary=summary, part=part, subject_id=facts.subject_id, year=year, month=facts.month,
        counted=verdict.counted, why=verdict.why, weight=verdict.weight, status=facts.status,
        kind=facts.stated("kind"), mode=facts.stated("mode"), dimension=facts.stated("dimension"),
        area=facts.stated("area"), city=facts.city, body=facts.body, organisers=f" {' '.join(facts.organisers)} ",
        moved=facts.moved, outside_plan=facts.outside_plan, meeting=verdict.meeting, facts=stored_facts(facts),
    )  # fmt: skip


PLAIN = tuple(item.name for item in fields(EventFacts) if item.name != "subject_id")


def stored_facts(facts: EventFacts) -> dict[str, Any]:
    """As JSON; `facts_from` reads it back. No personal data."""
    values = {name: getattr(facts, name) for name in PLAIN}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    return plain | {"earliest": facts.earliest.isoformat(), "latest": facts.latest.isoformat()}


def facts_from(subject_id: str, stored: dict[str, Any]) -> EventFacts:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
    }
    values |= {name: date.fromisoformat(stored[name]) for name in ("earliest", "latest")}
    return EventFacts(subject_id=subject_id, **values)
