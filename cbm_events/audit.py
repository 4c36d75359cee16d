"""What the log knows of events and what belongs to them.

Changes of events are undone through their services, with parties, derived columns and SEQUENCE.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbm_events.models import Event, EventRole, SummaryRow, YearlySummary
from cbm_events.permissions import RULES
from cbm_events.services import EventToSave, write_event, write_events
from cica_portal.common import history
from cica_portal.common.access import is_administrator
from cica_portal.common.audit.kinds import Kind
from cica_portal.common.audit.subjects import Key, Subjects
from cica_portal.common.audit.undoers import Undoer
from cica_portal.common.date_words import page_language
from cica_portal.common.models import Change, Recorded
from cica_portal.common.text import pick
from councils.models import Council
from members.models import ExternalParty, MemberState

Values = Mapping[str, Any]
PARTIES, UID = "parties", "uid"
P = EventRole.Party
# Which column of a role names the party, and the model that it points to.
PARTY_ROWS: dict[str, tuple[str, type[Recorded]]] = {
    P.STATE: ("state", MemberState),
    P.COUNCIL: ("council", Council),
    P.ORGANISATION: ("organisation", ExternalParty),
}


class EventUndoer(Undoer):
    def change(self, row: Recorded, values: Values, batch: history.Batch) -> None:
        self.change_all([(row, values)], batch)

    def change_all(self, wanted: Sequence[tuple[Recorded, Values]], batch: history.Batch) -> None:
        write_events(entries=[self._entry(row, values) for row, values in wanted], batch=batch)

    def _entry(self, row: Recorded, values: Values) -> EventToSave:
        assert isinstance(row, Event)
        self.fill(row, plain(values))
        return EventToSave(event=row, roles=self.roles_in(values[PARTIES]) if PARTIES in values else None)

    def create(self, subject_id: str, values: Values, batch: history.Batch) -> None:
        """The event comes back with its UID, under a SEQUENCE above every earlier one."""
        event = Event(public_id=subject_id, uid=values[UID], sequence=next_sequence(subject_id))
        self.fill(event, plain(values))
        write_event(event=event, roles=self.roles_in(values[PARTIES]), batch=batch)

    def lacking(self, subject_id: str, values: Values) -> list[str]:
        if UID not in values or PARTIES not in values:
            return [_("The history does not keep the identifier by which calendars know the event.")]
        return super().lacking(subject_id, values)

    def missing(self, values: Values, returning: Collection[Key]) -> list[str]:
        lost = [party["of"] for party in values.get(PARTIES, ()) if "of" in party and not self._party(party)]
        words = [_("%(row)s is no longer there.") % {"row": name} for name in lost]
        return super().missing(values, returning) + words

    def hanging_on(self, ids: Collection[str]) -> Iterator[tuple[str, str]]:
        yield from super().hanging_on(ids)
        counted = SummaryRow.objects.filter(subject_id__in=ids, summary__stage=YearlySummary.Stage.PUBLISHED)
        for key in set(counted.values_list("subject_id", flat=True)):
            yield key, _("A published summary counts it.")

    def roles_in(self, parties: Iterable[Values]) -> list[EventRole]:
        return [self._role(party) for party in parties]

    def _role(self, party: Values) -> EventRole:
        names = {"role", "party", "institution_en", "institution_ru", "capacity", "is_lead"}
        role = EventRole(**{name: value for name, value in party.items() if name in names})
        if party["party"] in PARTY_ROWS:
            setattr(role, PARTY_ROWS[party["party"]][0], self._party(party))
        return role

    def _party(self, party: Values) -> Recorded | None:
        _column, model = PARTY_ROWS[party["party"]]
        return self._find(model, party["of"])


def plain(values: Values) -> dict[str, Any]:
    """The event's own fields."""
    return {name: value for name, value in values.items() if name not in {PARTIES, UID}}


def next_sequence(public_id: str) -> int:
    """More than the event ever had: one for each material change, and one for its return."""
    changes = Change.objects.of(Event.record_kind, public_id)
    return 1 + sum(1 for change in changes if not Event.material.isdisjoint(change.fields))


def event_words(name: str, value: Any, subjects: Subjects) -> str | None:
    if name != PARTIES:
        return None
    order = list(EventRole.Role.values)
    return "; ".join(
        party_words(party, subjects) for party in sorted(value, key=lambda role: order.index(role["role"]))
    )


def party_words(party: Values, subjects: Subjects) -> str:
    """ "Organiser: Kazakhstan, Ministry of Ecology"."""
    institution = pick(page_language(), party.get("institution_en", ""), party.get("institution_ru", ""))[0]
    row = PARTY_ROWS.get(party["party"])
    who = subjects.title(row[1].record_kind, party["of"]) if row else ""
    named = [part for part in (who, institution) if part] or [str(P(party["party"]).label)]
    return f"{EventRole.Role(party['role']).label}: {', '.join(named)}"


FEEDS = gettext_lazy("Subscriptions are made and revoked by each person, not from the log.")
SUMMARIES = gettext_lazy("Editions and their texts are changed on their own pages; a published one stays as it is.")
LETTERS = gettext_lazy("A number is not given twice: a letter is annulled on its own page.")


def plan_item_words(name: str, value: Any, subjects: Subjects) -> str | None:
    """The states among the organisers, by name."""
    if name != "states":
        return None
    return ", ".join(subjects.title(MemberState.record_kind, code) for code in value)


undo_event, undo_reference = RULES["undo_event"], RULES["undo_reference"]
KINDS = (
    Kind(name="event", page="cbm_events:detail", words=event_words, undoer=EventUndoer, undone_by=undo_event),
    Kind(name="confirmation_answer", related=("event", "state", "author")),
    Kind(name="proposal", page="cbm_events:proposal"),
    Kind(name="plan", page="cbm_events:plan"),
    Kind(name="plan_item", page="cbm_events:plan_line", words=plan_item_words),
    Kind(name="plan_version", related=("plan",)),
    Kind(name="plan_link", related=("item", "event")),
    Kind(name="plan_outcome", related=("item",)),
    Kind(name="participation", related=("state",), undoer=Undoer, undone_by=undo_event),
    Kind(name="published_figure", undoer=Undoer, undone_by=undo_event),
    Kind(name="outcome", related=("document",), undoer=Undoer, undone_by=undo_event),
    Kind(name="event_link", related=("part", "main"), undoer=Undoer, undone_by=undo_event),
    Kind(name="feed", own_way=FEEDS, seen_by=is_administrator),
    Kind(name="letter", page="cbm_events:letter", related=("event",), own_way=LETTERS),
    Kind(name="letter_template", page="cbm_events:letter_template", undoer=Undoer, undone_by=undo_event),
    Kind(name="letter_numbering", undoer=Undoer, undone_by=undo_reference),
    Kind(name="yearly_summary", page="cbm_events:summary", own_way=SUMMARIES),
    Kind(name="summary_text", related=("summary",), own_way=SUMMARIES),
    Kind(name="reminder_rule", undoer=Undoer, undone_by=undo_reference),
    Kind(name="subscriber", related=("dimension", "area"), seen_by=RULES["see_subscribers"]),
)
