"""Rows for tests: plain functions with defaults that hold, written through the portal's own services.

Each function takes the fields of its model by name and, for the history, `act`.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from string import ascii_uppercase
from typing import Any, TypeVar

from cbm_events.correspondence.writing import addressees_of, save_template, write_letters
from cbm_events.models import (
    ConfirmationAnswer,
    Event,
    EventLink,
    EventRole,
    Feed,
    ImportRow,
    ImportRun,
    Letter,
    LetterTemplate,
    Outcome,
    Participation,
    Proposal,
    PublishedFigure,
    ReminderRule,
    Subscriber,
    YearlySummary,
)
from cbm_events.services import save_event
from cica_portal.common import history
from cica_portal.common.models import AddressFlag, Delivery, Document, Door, Draft, MailStop, Recorded
from cica_portal.common.text import new_public_id
from councils.models import Council, Decision, Seat
from councils.services import adopt_decision
from members.models import (
    ApiToken,
    Attestation,
    Chairmanship,
    Coordination,
    Dimension,
    ExternalParty,
    Holiday,
    MemberState,
    PriorityArea,
    User,
    ZoneLabel,
)

# A Monday: 09:00 in UTC, 14:00 in Astana.
NOW = datetime(2026, 3, 16, 9, tzinfo=UTC)
TODAY = NOW.date()
PASSWORD = "a-long-test-password"

# Two-letter codes of the states in the world of the cast.
WORLD_CODES = {"AZ", "KZ", "TH", "TR"}

Row = TypeVar("Row", bound=Recorded)
_used: Counter[str] = Counter()


def number(kind: str) -> int:
    _used[kind] += 1
    return _used[kind]


def letters(kind: str, length: int) -> str:
    """AA, AB, AC …: a code that no other row of the kind has."""
    combinations = list(product(ascii_uppercase, repeat=length))
    return "".join(combinations[number(kind) - 1])


def make_act(**values: Any) -> history.Act:
    defaults: dict[str, Any] = {"door": Door.PAGE, "at": NOW}
    return history.Act(**defaults | values)


def store(row: Row, act: history.Act | None = None) -> Row:
    history.save(row, act=act or make_act())
    return row


def make_state(act: history.Act | None = None, **values: Any) -> MemberState:
    tail = next(pair for pair in iter(lambda: letters("state", 2), None) if pair not in WORLD_CODES)
    defaults = {"code": f"X{tail}", "iso2": tail, "name_en": f"State {tail}", "name_ru": "", "zone": "Asia/Almaty"}
    return store(MemberState(**defaults | values), act)


def make_party(act: history.Act | None = None, **values: Any) -> ExternalParty:
    defaults = {"nature": "organisation", "standing": "partner", "name_en": f"Organisation {number('party')}"}
    return store(ExternalParty(**defaults | values), act)


def make_zone_label(act: history.Act | None = None, **values: Any) -> ZoneLabel:
    defaults = {"zone": "Asia/Almaty", "label_en": "Astana time", "label_ru": "время Астаны"}
    return store(ZoneLabel(**defaults | values), act)


def make_dimension(act: history.Act | None = None, **values: Any) -> Dimension:
    code = letters("dimension", 3)
    defaults = {
        "code": code, "position": 100 + number("position"),
        "name_en": f"Dimension {code}", "name_ru": f"Измерение {code}", "short_en": code, "short_ru": code,
    }  # fmt: skip
    return store(Dimension(**defaults | values), act)


def make_area(act: history.Act | None = None, **values: Any) -> PriorityArea:
    dimension = values.pop("dimension", None) or make_dimension()
    code = f"{dimension.code}-{letters('area', 3)}"
    defaults = {"code": code, "name_en": f"Area {code}", "name_ru": f"Область {code}"}
    return store(PriorityArea(dimension=dimension, **defaults | values), act)


def make_coordination(act: history.Act | None = None, **values: Any) -> Coordination:
    """Give `dimension` or `area`; attested by nothing unless make_attestation is called."""
    if "dimension" not in values and "area" not in values:
        values["dimension"] = make_dimension()
    defaults = {"state": values.pop("state", None) or make_state(), "role": "coordinator"}
    return store(Coordination(**defaults | values), act)


def make_attestation(act: history.Act | None = None, **values: Any) -> Attestation:
    coordination = values.pop("coordination", None) or make_coordination()
    defaults = {"as_of": date(2024, 2, 1), "as_of_text": "early 2024", "source": f"Source {number('source')}"}
    return store(Attestation(coordination=coordination, **defaults | values), act)


def make_chairmanship(act: history.Act | None = None, **values: Any) -> Chairmanship:
    defaults = {"state": values.pop("state", None) or make_state(), "starts_on": date(2024, 12, 17)}
    return store(Chairmanship(**defaults | values), act)


def make_user(act: history.Act | None = None, **values: Any) -> User:
    """Spared the second factor unless is_demo=False is given."""
    count = number("user")
    defaults = {"email": f"person{count}@example.org", "name": f"Person {count}", "role": "editor", "is_demo": True}
    user = User(**defaults | values)
    user.set_password(PASSWORD)
    return store(user, act)


def make_token(act: history.Act | None = None, **values: Any) -> ApiToken:
    """A row that opens nothing, since nobody knows its secret; issue_token gives one that does."""
    user = values.pop("user", None) or make_user(role="partner")
    defaults = {
        "name": f"Website {number('token')}", "secret_hash": "a" * 64, "created_at": NOW, "expires_on": TODAY,
        "role": user.role, "state": user.state,
    }  # fmt: skip
    return store(ApiToken(user=user, **defaults | values), act)


def make_feed(act: history.Act | None = None, **values: Any) -> Feed:
    """A row that opens nothing, since nobody knows its secret; issue_feed gives one that does."""
    user = values.pop("user", None) or make_user()
    defaults = {
        "name": f"Phone {number('feed')}", "role": user.role, "state": user.state, "secret_hash": "a" * 64,
        "created_at": NOW,
    }  # fmt: skip
    return store(Feed(user=user, **defaults | values), act)


def make_import(**values: Any) -> ImportRun:
    """A file of one new event, checked."""
    author = values.pop("author", None) or make_user()
    defaults = {
        "file_name": f"plan-{number('import')}.csv", "digest": "a" * 64, "size": 100, "sheets": [""], "revision": 1,
        "targets": ["title", "dates"], "counts": {"new": 1}, "created_at": NOW, "expires_at": NOW + timedelta(days=14),
    }  # fmt: skip
    run = ImportRun.objects.create(author=author, **defaults | values)
    ImportRow.objects.create(run=run, sheet=0, number=1, cells=["Title", "Dates"])
    shown = {"title_en": "Forum", "earliest": "2026-05-12", "latest": "2026-05-12", "precision": "day"}
    result = {"shown": shown, "after": shown | {"kind": "forum", "parties": []}}
    ImportRow.objects.create(
        run=run, sheet=0, number=2, cells=["Forum", "12 May 2026"], effect="new", result=result
    )  # fmt: skip
    return run


def make_holiday(act: history.Act | None = None, **values: Any) -> Holiday:
    defaults = {"state": values.pop("state", None) or make_state(), "day": date(2026, 5, 14)}
    return store(Holiday(**defaults | values), act)


def make_council(act: history.Act | None = None, **values: Any) -> Council:
    code = f"C{letters('council', 2)}"
    defaults = {"code": code, "kind": "advisory", "name_en": f"Council {code}", "name_ru": f"Совет {code}"}
    return store(Council(**defaults | values), act)


def make_seat(act: history.Act | None = None, **values: Any) -> Seat:
    council = values.pop("council", None) or make_council()
    defaults = {"role": "member", "starts_on": date(2024, 1, 1)}
    if not values.keys() & {"state", "institution_en", "institution_ru"}:
        defaults["state"] = make_state()
    return store(Seat(council=council, **defaults | values), act)


def make_decision(act: history.Act | None = None, **values: Any) -> Decision:
    council = values.pop("council", None) or make_council()
    defaults = {"title_en": f"Decision {number('decision')}", "adopted_on": date(2025, 12, 10)}
    return adopt_decision(decision=Decision(council=council, **defaults | values), act=act or make_act())


def state_role(state: MemberState, role: str = "organiser", **values: Any) -> EventRole:
    """A role for make_event, not stored yet."""
    return EventRole(party="state", state=state, role=role, **values)


def secretariat_role(role: str = "organiser") -> EventRole:
    return EventRole(party="secretariat", role=role)


def event_values(**values: Any) -> dict[str, Any]:
    """What a good event needs; `earliest` alone means one day."""
    defaults = {
        "title_en": f"Event {number('event')}", "kind": "training",
        "earliest": date(2026, 5, 14), "latest": date(2026, 5, 15), "precision": "day",
    }  # fmt: skip
    if "earliest" in values and "latest" not in values:
        values["latest"] = values["earliest"]
    return defaults | values


def make_event(act: history.Act | None = None, *, roles: Sequence[EventRole] = (), **values: Any) -> Event:
    return save_event(event=Event(**event_values(**values)), roles=list(roles), act=act or make_act())


def make_timed_event(act: history.Act | None = None, **values: Any) -> Event:
    defaults: dict[str, Any] = {"start_time": time(9), "end_time": time(17), "zone": "Asia/Almaty"}
    return make_event(act, **defaults | values)


def proposal_values(**values: Any) -> dict[str, Any]:
    """What a good draft needs. Without an author, some liaison of the state wrote it."""
    if "author" not in values:
        values["author"] = make_user(role="liaison", state=values.get("state") or make_state())
    author = values["author"]
    return event_values(**{"state": author.state, "saved_by": author, "saved_at": NOW} | values)


def make_proposal(**values: Any) -> Proposal:
    """As it is in the table: no step and no mail hangs on it."""
    values = proposal_values(**values)
    if values.get("status", "draft") != "draft":
        values.setdefault("submitted_at", NOW)
    return store(Proposal(**values), make_act(actor=values["author"]))


def make_answer(act: history.Act | None = None, **values: Any) -> ConfirmationAnswer:
    """A wish to confirm the days of the event, as it waits for an editor."""
    event = values.pop("event", None) or make_event()
    author = values.pop("author", None) or make_user(role="liaison", state=values.pop("state", None) or make_state())
    defaults = {"wish": "confirm", "earliest": event.earliest, "latest": event.latest, "answered_at": NOW}
    return store(ConfirmationAnswer(event=event, state=author.state, author=author, **defaults | values), act)


def make_participation(act: history.Act | None = None, **values: Any) -> Participation:
    defaults = {
        "event": values.pop("event", None) or make_event(),
        "state": values.pop("state", None) or make_state(),
        "as_of": TODAY, "source": "Note of the state",
    }  # fmt: skip
    return store(Participation(**defaults | values), act)


def make_figure(act: history.Act | None = None, **values: Any) -> PublishedFigure:
    if "event" not in values and "period" not in values:
        values["event"] = make_event()
    defaults = {"metric": "persons", "value": 160, "source": "Press release"}
    return store(PublishedFigure(**defaults | values), act)


def make_link(act: history.Act | None = None, **values: Any) -> EventLink:
    events = {"part": values.pop("part", None) or make_event(), "main": values.pop("main", None) or make_event()}
    return store(EventLink(**events, **values), act)


def make_outcome(act: history.Act | None = None, **values: Any) -> Outcome:
    event = values.pop("event", None) or make_event()
    defaults = {"text_en": f"Outcome {number('outcome')}", "adopted_on": TODAY}
    return store(Outcome(event=event, **defaults | values), act)


def make_rule(act: history.Act | None = None, **values: Any) -> ReminderRule:
    defaults = {"name_en": "A week before", "name_ru": "За неделю", "days": 6 + number("rule")}
    return store(ReminderRule(**defaults | values), act)


def make_subscriber(act: history.Act | None = None, **values: Any) -> Subscriber:
    defaults = {"address": f"reader{number('subscriber')}@example.org", "language": "en", "confirmed_at": NOW}
    return store(Subscriber(**defaults | values), act)


def make_delivery(**values: Any) -> Delivery:
    """A reminder that was sent."""
    recipient = values.pop("recipient", None) or make_user()
    defaults = {
        "subject_kind": "event", "subject_key": "none", "rule_key": "none", "occurrence": TODAY, "due_at": NOW,
        "planned_at": NOW, "state": "sent", "settled_at": NOW,
    }  # fmt: skip
    return Delivery.objects.create(recipient=recipient, **defaults | values)


def make_address_flag(act: history.Act | None = None, **values: Any) -> AddressFlag:
    defaults = {"address": f"gone{number('flag')}@example.org", "refusals": 3, "raised_at": NOW}
    return store(AddressFlag(**defaults | values), act)


def make_mail_stop(act: history.Act | None = None, **values: Any) -> MailStop:
    return store(MailStop(**{"raised_at": NOW} | values), act)


def make_document(act: history.Act | None = None, **values: Any) -> Document:
    defaults = {
        "subject_kind": "event", "subject_key": "none", "language": "en",
        "title_en": f"Document {number('document')}", "url": "https://example.org/document",
    }  # fmt: skip
    return store(Document(**defaults | values), act)


def make_summary(**values: Any) -> YearlySummary:
    """A finished and published edition, as the builder would leave it."""
    defaults = {
        "year": 2025, "audience": "public", "edition": number("edition"), "stage": "published", "state": "done",
        "requested_at": NOW, "as_of": NOW, "built_at": NOW, "counting_rule": "test", "figures": {},
    }  # fmt: skip
    given = defaults | values
    return store(YearlySummary(**{"last_year": given["year"]} | given))


def make_letter_template(act: history.Act | None = None, **values: Any) -> LetterTemplate:
    defaults = {
        "name": f"Text {number('letter template')}", "kind": "invitation", "form": "note", "language": "en",
        "subject": "Invitation: {event}", "body": "To {ministry} of {addressee}.\n\nDates: {dates}\nHours: {times}",
    }  # fmt: skip
    return save_template(template=LetterTemplate(**defaults | values), act=act or make_act())


def make_letters(event: Event, states: Sequence[MemberState], **values: Any) -> list[Letter]:
    """Numbered drafts, one for each state unless is_circular is given."""
    template = values.pop("template", None) or make_letter_template()
    to = addressees_of(states, template.language, is_circular=values.pop("is_circular", False), are_all=False)
    defaults: dict[str, Any] = {"series": new_public_id(), "act": make_act()}
    return write_letters(event=event, template=template, addressees=to, **defaults | values)


def make_draft(**values: Any) -> Draft:
    author = values.pop("author", None) or make_user()
    defaults = {"kind": "event", "payload": {"title_en": "Typed"}, "saved_at": NOW}
    return Draft.objects.create(author=author, **defaults | values)
