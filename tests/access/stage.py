"""What stands on the stage when the matrix is asked: rows of every visibility, and addresses that lead to them."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile

from cbm_events.feeds.subscriptions import issue_feed
from cbm_events.invitations.replies import reply_token
from cbm_events.models import Event, EventLink, Feed
from cbm_events.reminders.subscribing import Wish, end_token, wish_token
from cbm_events.reminders.switching_off import off_token
from cica_portal.common.mailing.transports import outbox_path
from cica_portal.common.models import Change, Document, Mail
from members.accounts.invitations import new_token
from members.models import Invitation
from tests import factories
from tests.access.objects import ALSO, FIXED, KINDS
from tests.access.routes import Route
from tests.cast import World
from tests.councils.making import make_objection, make_silence
from tests.plans.making import plans_of_each_stage
from tests.webhooks.conftest import make_receiver

NOBODY = "aaaaaaaaaa"
NOBODY_PK = 987654
NO_ACT = "11111111-1111-4111-8111-111111111111"


@dataclass(frozen=True)
class Address:
    """One address with a word for the object behind it."""

    route: str
    object: str
    path: str

    @property
    def key(self) -> tuple[str, str]:
        return self.route, self.object


@dataclass(frozen=True)
class Stage:
    """For each parameter of an address the objects that it may name: word -> value in the address."""

    objects: dict[str, dict[str, str]]

    def addresses(self, route: Route) -> list[Address]:
        if not route.parameters:
            return [Address(route.name, "-", f"/{FIXED.get(route.name, route.pattern)}")]
        return [Address(route.name, word, fill(route.pattern, values)) for word, values in self.choices(route).items()]

    def choices(self, route: Route) -> dict[str, dict[str, str]]:
        kind = KINDS[route.name]
        fixed = ALSO.get(route.name, {})
        name = next(name for name in route.parameters if name not in fixed)
        return {word: {name: value} | fixed for word, value in self.objects[kind].items()}


def fill(pattern: str, values: dict[str, str]) -> str:
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], pattern)


def build_stage(world: World) -> Stage:
    chairmanship = factories.make_chairmanship(state=world.kaz)
    coordination = factories.make_coordination(state=world.kaz, area=world.areas["ECO-SME"])
    factories.make_attestation(coordination=coordination)
    return Stage(
        {
            "year": {"2026": "2026", "0": "0", "99999": "99999"},
            "day": {"2026-05-14": "2026-05-14", "2026-02-31": "2026-02-31"},
            "event": events(world) | {"none": NOBODY},
            "report_name": {"some": "report", "none": "nothing"},
            "extension": {"csv": "csv", "xlsx": "xlsx", "none": "exe"},
            "proposal": proposals(world) | {"none": NOBODY},
            "answer": answers(world) | {"none": NOBODY},
            "holiday": holidays(world) | {"none": NOBODY},
            "document": documents() | {"none": NOBODY},
            "link": {word: link.public_id for word, link in links().items()} | {"none": NOBODY},
            "figure": by_visibility(partial(factories.make_figure, event=factories.make_event(visibility="public")))
            | {"none": NOBODY},
            "outcome": by_visibility(partial(factories.make_outcome, event=factories.make_event(visibility="public")))
            | {"none": NOBODY},
            "decision": by_visibility(factories.make_decision) | {"none": NOBODY},
            "summary": summaries() | {"none": NOBODY},
            "import": imports() | {"none": NOBODY},
            "act": {word: str(change.batch) for word, change in changes().items()} | {"none": NO_ACT},
            "change": {word: str(change.pk) for word, change in changes().items()} | {"none": str(NOBODY_PK)},
            "state": {"some": "KAZ", "none": "XXX"},
            "area": {"some": "ECO-SME", "none": "ECO-XXX"},
            "dimension": {"some": "ECO", "none": "XXX"},
            "council": {"some": "BC", "none": "XXX"},
            "party": {"some": factories.make_party(standing="observer").public_id, "none": NOBODY},
            "coordination": {"some": coordination.public_id, "none": NOBODY},
            "chairmanship": {"some": chairmanship.public_id, "none": NOBODY},
        }
        | accounts()
        | post()
        | {"reply": {"some": reply_token(factories.make_user(role="liaison", state=world.kaz), factories.make_event())}}
        | letters(world)
        | plans()
        | of_bodies(world)
    )


def accounts() -> dict[str, dict[str, str]]:
    """Secrets, invitations and factors of people."""
    return {
        "invitation": {"some": make_invitation().public_id, "none": NOBODY},
        "token": {"some": new_token(make_invitation(), at=factories.NOW) or "", "none": "a" * 43},
        "webhook": {"some": make_receiver()[0].public_id, "none": NOBODY},
        "api_token": {"some": factories.make_token().public_id, "none": NOBODY},
        "feed": {"some": factories.make_feed().public_id, "none": NOBODY},
        "feed_token": {"some": feed_token(), "none": f"{NOBODY}-{'a' * 48}"},
        "reset": {"none": "set-password"},
        "passkey": {"none": str(NOBODY_PK)},
    }


def post() -> dict[str, dict[str, str]]:
    """Reminders, mails and to whom they go."""
    return {
        "off": {"some": off_token(factories.make_user()), "none": "a:b"},
        "wish": {"some": wish_token(Wish(address="a@example.org", language="en")), "none": "a:b:c"},
        "subscription end": {"some": end_token(factories.make_subscriber()), "none": "a:b"},
        "subscriber": {"some": factories.make_subscriber().public_id, "none": NOBODY},
        "flag": {"some": factories.make_address_flag().public_id, "none": NOBODY},
        "delivery": {"some": str(factories.make_delivery().pk), "none": str(NOBODY_PK)},
        "rule": {"some": factories.make_rule().public_id, "none": NOBODY},
        "mail": {"some": str(make_mail().pk), "none": str(NOBODY_PK)},
    }


def summaries() -> dict[str, str]:
    return {
        f"{audience} {stage}": factories.make_summary(audience=audience, stage=stage).public_id
        for audience in ("public", "member_states", "secretariat")
        for stage in ("draft", "published")
    }


def plans() -> dict[str, dict[str, str]]:
    lines = plans_of_each_stage()
    return {
        "plan": {word: item.plan.public_id for word, item in lines.items()} | {"none": NOBODY},
        "plan_line": {word: item.public_id for word, item in lines.items()} | {"none": NOBODY},
        "plan_version": {
            word: version.public_id for word, item in lines.items() if (version := item.plan.versions.first())
        }
        | {"none": NOBODY},
    }


def letters(world: World) -> dict[str, dict[str, str]]:
    (letter,) = factories.make_letters(factories.make_event(), [world.kaz])
    return {
        "letter": {"some": letter.public_id, "none": NOBODY},
        "letter_series": {"some": letter.series, "none": NOBODY},
        "letter_template": {"some": factories.make_letter_template().public_id, "none": NOBODY},
    }


def by_visibility(make, **values) -> dict[str, str]:
    words = ("public", "member_states", "secretariat")
    return {word: make(visibility=word, **values).public_id for word in words}


def imports() -> dict[str, str]:
    done = {"state": "done", "done_at": factories.NOW, "done_by": factories.make_user(), "batch": NO_ACT}
    return {"open": factories.make_import().public_id, "done": factories.make_import(**done).public_id}


def events(world: World) -> dict[str, str]:
    found = by_visibility(factories.make_event)
    for state in (world.kaz, world.tha):
        proposal = factories.make_event(
            status="proposed", visibility="secretariat", roles=[factories.state_role(state)]
        )
        found[f"proposal of {state.code}"] = proposal.public_id
    return found


def proposals(world: World) -> dict[str, str]:
    return {
        f"{status} of {state.code}": factories.make_proposal(
            author=factories.make_user(role="liaison", state=state), status=status
        ).public_id
        for state in (world.kaz, world.tha)
        for status in ("draft", "submitted")
    }


def answers(world: World) -> dict[str, str]:
    """On an event of Thailand: by its own liaison, and by one of Kazakhstan, which coordinates it."""
    event = factories.make_event(status="planned", roles=[factories.state_role(world.tha)])
    return {
        f"of {state.code}": factories.make_answer(event=event, state=state).public_id
        for state in (world.kaz, world.tha)
    }


def of_bodies(world: World) -> dict[str, dict[str, str]]:
    """A seat, silence procedures, and objections to them."""
    stages = {"draft": False, "circulated": True}
    procedures = {word: make_silence(is_circulated=is_circulated) for word, is_circulated in stages.items()}
    objections = {f"of {state.code}": make_objection(state=state) for state in (world.kaz, world.tha)}
    return {
        "seat": {"some": factories.make_seat(institution_en="Chamber").public_id, "none": NOBODY},
        "silence": {word: row.public_id for word, row in procedures.items()} | {"none": NOBODY},
        "objection": {word: row.public_id for word, row in objections.items()} | {"none": NOBODY},
    }


def holidays(world: World) -> dict[str, str]:
    """Of Kazakhstan, and one of Thailand that no address of Kazakhstan leads to."""
    return {
        f"of {state.code}": factories.make_holiday(state=state, is_estimated=True, origin="package").public_id
        for state in (world.kaz, world.tha)
    }


def documents() -> dict[str, str]:
    """Files about a public event, and one about an event that only the Secretariat sees."""
    event, hidden = (factories.make_event(visibility=visibility) for visibility in ("public", "secretariat"))
    about = {"subject_kind": "event", "public_basis": "Published by the host", "url": ""}

    def make(event: Event, **values) -> Document:
        file = ContentFile(b"%PDF-1.7", name="note.pdf")
        return factories.make_document(subject_key=event.public_id, file=file, **about | values)

    found = by_visibility(partial(make, event))
    return found | {"public, of a hidden event": make(hidden, visibility="public").public_id}


def links() -> dict[str, EventLink]:
    """A meeting that everybody sees, of main events that each audience sees."""
    return {
        word: factories.make_link(
            part=factories.make_event(visibility="public"), main=factories.make_event(visibility=word)
        )
        for word in ("public", "member_states", "secretariat")
    }


def make_invitation() -> Invitation:
    count = factories.number("invitation")
    return factories.store(Invitation(email=f"invited{count}@example.org", name="Invited", role="editor"))


def feed_token() -> str:
    """The secret part of the address of somebody's subscription, to a year without events: it opens to whoever asks."""
    feed = Feed(user=factories.make_user(), name="Phone", filter={"year": ["1993"]})
    return issue_feed(feed=feed, act=factories.make_act(actor=feed.user))


def changes() -> dict[str, Change]:
    """Entries of an event, of reference data and of an account, to be read and undone."""
    rows = {
        "of an event": factories.make_event(),
        "of a state": factories.make_state(),
        "of a user": factories.make_user(),
    }
    return {word: Change.objects.of(row.record_kind, row.subject_id)[0] for word, row in rows.items()}


def make_mail() -> Mail:
    """Sent, and kept as a file as an embedded portal does."""
    mail = Mail.objects.create(
        message_id="<stage@portal>", address="someone@example.org", language="en", template="reminder",
        not_before=factories.NOW, created_at=factories.NOW, state="sent", sent_at=factories.NOW,
    )  # fmt: skip
    message = EmailMessage()
    message["Subject"], message["To"] = "Reminder", mail.address
    message.set_content("Text")
    message.add_alternative("<p>Text</p>", subtype="html")
    assert settings.PORTAL_OUTBOX_DIR is not None
    path = outbox_path(settings.PORTAL_OUTBOX_DIR, mail.message_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(message.as_bytes())
    return mail
