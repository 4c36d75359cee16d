"""Rows of every kind that hold a word of their own in every field of text, and who may come across that word."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.db import models

from cbm_events.models import (
    ConfirmationAnswer,
    Event,
    Outcome,
    Participation,
    PlanItem,
    PlanOutcome,
    PlanVersion,
    Proposal,
    ProposalStep,
    PublishedFigure,
    YearlySummary,
)
from cbm_events.services import save_event
from cica_portal.common.models import Change, Document
from councils.models import Decision, Objection, SilenceProcedure
from councils.silence.objecting import release
from members.models import Holiday, Invitation, MemberState
from tests import factories
from tests.access.stage import Stage
from tests.cast import World
from tests.councils.making import make_objection, make_silence
from tests.plans import making
from tests.webhooks.conftest import make_receiver

# Long enough not to stand in a random token by chance.
WORD = re.compile(r"canary([a-z]+)yranac", re.IGNORECASE)
# In every text beside the word: a search for it meets all the rows.
NEEDLE = "needle"
STAFF = frozenset({"administrator", "editor", "reader"})
STATES = frozenset({"liaison", "other_liaison", "program of states"}) | STAFF
SEEN_BY = {"states": STATES, "staff": STAFF}
LEVELS = {"states": "member_states", "staff": "secretariat"}
# Text with a meaning of its own.
NO_FREE_TEXT = {"zone", "subject_kind", "subject_key", "country_other", "search", "url", "digest", "series"}
NO_FREE_TEXT |= {"utc_offset", "zone_rules", "occasion"}


@dataclass
class Canaries:
    """Which roles may see each word, and the rows by the kind of address that leads to them."""

    seen_by: dict[str, frozenset[str]] = field(default_factory=dict)
    rows: dict[str, dict[str, str]] = field(default_factory=dict)

    def word(self, name: str, seen_by: frozenset[str]) -> str:
        self.seen_by[name] = seen_by
        return f"canary{name}yranac {NEEDLE}"

    def address(self, kind: str, name: str, value: str) -> None:
        self.rows.setdefault(kind, {})[f"canary {name}"] = value

    def on(self, stage: Stage) -> Stage:
        acts = {f"canary {batch}": str(batch) for batch in Change.objects.values_list("batch", flat=True).distinct()}
        rows = self.rows | {"act": acts}
        return Stage({kind: objects | rows.get(kind, {}) for kind, objects in stage.objects.items()})

    def may_see(self, role: str) -> set[str]:
        return {name for name, roles in self.seen_by.items() if role in roles}


def words_in(text: str) -> set[str]:
    return {name.lower() for name in WORD.findall(text)}


def texts(model: type[models.Model], word: str) -> dict[str, Any]:
    """A value for each field that holds free text."""
    kept = NO_FREE_TEXT | ({"meeting_en", "meeting_ru"} if model is Proposal else set())
    return {
        column.name: word
        for column in model._meta.get_fields()
        if isinstance(column, models.CharField | models.TextField)
        and not (column.choices or column.unique or column.name in kept)
    }


def build_canaries(world: World) -> Canaries:
    canaries = Canaries()
    for level, audience in LEVELS.items():
        add_events(canaries, world, level, audience)
        add_rows_about(canaries, world, level, audience)
    add_proposals(canaries, world)
    add_plans(canaries, world)
    add_internal_words(canaries, world)
    add_people(canaries)
    add_holiday(canaries, world)
    add_answers(canaries, world)
    add_silence(canaries, world)
    return canaries


def add_events(canaries: Canaries, world: World, level: str, audience: str) -> None:
    word = canaries.word(f"event{level}", SEEN_BY[level])
    named = {"institution_en": word, "institution_ru": word}
    event = factories.make_event(
        factories.make_act(reason=canaries.word(f"reason{level}", SEEN_BY[level])),
        roles=[factories.state_role(world.tur, **named)], visibility=audience,
        dimension=world.dimensions["ECO"], area=world.areas["ECO-SME"], council=world.councils["BC"],
        **texts(Event, word) | {"source_note": canaries.word(f"sourcenote{level}", STAFF)},
    )  # fmt: skip
    canaries.address("event", level, event.public_id)
    word = canaries.word(f"figureofhidden{level}", SEEN_BY[level])
    values = texts(PublishedFigure, word) | {"source_note": ""}
    factories.make_figure(event=event, visibility="public", **values)
    add_document(canaries, event, f"documentofhidden{level}", SEEN_BY[level], visibility="public")


def add_document(canaries: Canaries, event: Event, name: str, seen_by: frozenset[str], **values: Any) -> None:
    word = canaries.word(name, seen_by)
    document = factories.make_document(
        subject_kind="event", subject_key=event.public_id, url="", file=ContentFile(b"%PDF-1.7", name="a.pdf"),
        **texts(Document, word) | {"source_note": ""} | values,
    )  # fmt: skip
    canaries.address("document", name, document.public_id)


def add_rows_about(canaries: Canaries, world: World, level: str, audience: str) -> None:
    """Hidden rows about an event that everybody sees."""
    event = factories.make_event(visibility="public", title_ru="Открытое", roles=[factories.state_role(world.tha)])
    canaries.address("event", f"public {level}", event.public_id)
    add_document(canaries, event, f"document{level}", SEEN_BY[level], visibility=audience)
    figure = texts(PublishedFigure, canaries.word(f"figure{level}", SEEN_BY[level])) | {"source_note": ""}
    published = factories.make_figure(event=event, visibility=audience, **figure)
    canaries.address("figure", level, published.public_id)
    outcome = texts(Outcome, canaries.word(f"outcome{level}", SEEN_BY[level])) | {"source_note": ""}
    result = factories.make_outcome(event=event, visibility=audience, **outcome)
    canaries.address("outcome", level, result.public_id)
    decision = texts(Decision, canaries.word(f"decision{level}", SEEN_BY[level])) | {"source_note": ""}
    row = factories.make_decision(council=world.councils["BC"], visibility=audience, **decision)
    canaries.address("decision", level, row.public_id)
    values = texts(YearlySummary, canaries.word(f"summary{level}", SEEN_BY[level]).split()[0])
    summary = factories.make_summary(audience=audience, **values | {"error": ""})
    canaries.address("summary", level, summary.public_id)
    # Türkiye's answer: Thailand organises, and Kazakhstan is told totals only.
    answer = texts(Participation, canaries.word(f"answer{level}", STAFF | {"other_liaison"})) | {"source_note": ""}
    factories.make_participation(event=event, state=world.tur, **answer)


def add_proposals(canaries: Canaries, world: World) -> None:
    """Of Thailand: a draft that only the state sees, one that it sent, and one that stands in the draft plan."""
    author = factories.make_user(role="liaison", state=world.tha)
    for status, seen_by in (("draft", frozenset[str]()), ("submitted", STAFF), ("returned", STAFF)):
        word = canaries.word(f"proposal{status}", seen_by | {"other_liaison"})
        row = factories.make_proposal(author=author, status=status, **texts(Proposal, word))
        step = {"number": 1, "status": status, "at": factories.NOW, "actor": author, "comment": word}
        ProposalStep.objects.create(proposal=row, **step)
        canaries.address("proposal", status, row.public_id)
    word = canaries.word("proposedevent", STAFF | {"other_liaison"})
    event = factories.make_event(
        status="proposed", visibility="secretariat", roles=[factories.state_role(world.tha)],
        **texts(Event, word) | {"source_note": ""},
    )  # fmt: skip
    canaries.address("event", "proposed", event.public_id)


def add_plans(canaries: Canaries, world: World) -> None:
    """A draft; and of a public plan the amendment for member states, the text in work, and what is stated of a line."""
    draft = making.make_plan(year=2011)
    line = making.make_item(draft, number=1, **texts(PlanItem, canaries.word("plandraft", STAFF)))
    canaries.address("plan", "draft", draft.public_id)
    canaries.address("plan_line", "draft", line.public_id)
    plan = making.make_plan(year=2012, stage="amended", visibility="public")
    item = making.make_item(plan, number=1)
    making.make_version(plan, item, visibility="public", public_basis="Decision")
    word = canaries.word("planamendment", STATES)
    write(item, texts(PlanItem, word))
    making.make_version(plan, item, kind="amended", **texts(PlanVersion, word) | {"public_basis": ""})
    write(item, texts(PlanItem, canaries.word("planworking", STAFF)))
    reasons = texts(PlanOutcome, canaries.word("planoutcome", STATES))
    factories.store(PlanOutcome(item=item, outcome="split", **reasons))
    event = factories.make_event(title_en=canaries.word("planevent", STATES), status="held", earliest=date(2012, 3, 1))
    making.make_link(item=item, event=event)
    canaries.address("plan", "public", plan.public_id)
    canaries.address("plan_line", "public", item.public_id)


def write(row: PlanItem, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    factories.store(row)


def add_internal_words(canaries: Canaries, world: World) -> None:
    """What only the Secretariat reads of rows that everybody sees, and what was written before they were shown."""
    word = canaries.word("note", STAFF)
    actor = factories.make_user(role="editor", name=canaries.word("actor", STAFF).split()[0])
    event = factories.make_event(
        factories.make_act(actor=actor, note=word, reason=canaries.word("reasonbefore", STAFF)),
        visibility="secretariat", title_en=canaries.word("titlebefore", STAFF),
        source_note=canaries.word("sourcenote", STAFF), roles=[factories.state_role(world.kaz)],
    )  # fmt: skip
    event.title_en, event.title_ru, event.visibility = "Shown", "Показано", "public"
    save_event(event=event, roles=None, act=factories.make_act(actor=actor, note=word), version=event.version)
    canaries.address("event", "shown later", event.public_id)
    state = MemberState.objects.get(pk=world.kaz.pk)
    state.source_note = word
    state.long_name_en = state.long_name_ru = canaries.word("longname", STAFF)
    factories.store(state, factories.make_act(actor=actor, note=word))
    factories.make_draft(payload={"title_en": canaries.word("typing", frozenset())})


def add_holiday(canaries: Canaries, world: World) -> None:
    """The day is for all who have signed in, its name for the Secretariat."""
    word = canaries.word("holiday", STAFF)
    holiday = factories.make_holiday(state=world.kaz, day=date(2026, 6, 14), is_estimated=True, **texts(Holiday, word))
    canaries.address("holiday", "name", holiday.public_id)


def add_answers(canaries: Canaries, world: World) -> None:
    """Of Thailand, on an event that all member states see: read by that state, which organises it."""
    word = canaries.word("confirmationanswer", STAFF | {"other_liaison"})
    event = factories.make_event(roles=[factories.state_role(world.tha), factories.state_role(world.tur)])
    row = factories.make_answer(event=event, state=world.tha, **texts(ConfirmationAnswer, word))
    canaries.address("answer", "waiting", row.public_id)
    canaries.address("event", "answered", event.public_id)


def add_silence(canaries: Canaries, world: World) -> None:
    """A draft, and a circulated text to which Kazakhstan objects and Türkiye, whose objection was released."""
    draft = make_silence(is_circulated=False, **texts(SilenceProcedure, canaries.word("silencedraft", STAFF)))
    canaries.address("silence", "draft", draft.public_id)
    text = make_silence(council=world.councils["SOC"], **texts(SilenceProcedure, canaries.word("silence", STATES)))
    canaries.address("silence", "circulated", text.public_id)
    kept = texts(Objection, canaries.word("objection", STAFF | {"liaison"}))
    row = make_objection(procedure=text, state=world.kaz, **kept)
    canaries.address("objection", "kept", row.public_id)
    shown = make_objection(procedure=text, state=world.tur, **texts(Objection, canaries.word("released", STATES)))
    release(objection=shown, act=factories.make_act(), version=shown.version)


def add_people(canaries: Canaries) -> None:
    administrators = frozenset({"administrator"})
    invited, rule = canaries.word("invited", administrators), canaries.word("rule", STAFF)
    factories.store(Invitation(email="canaryinvitedyranac@example.org", name=invited, role="editor"))
    factories.make_token(name=canaries.word("token", administrators))
    receiver, _secret = make_receiver(name=canaries.word("receiver", administrators))
    canaries.address("webhook", "name", receiver.public_id)
    factories.make_rule(name_en=rule, name_ru=rule, intro_en=rule, intro_ru=rule, recipients="editors")
