"""Mails hold no word that their addressee may not see; those to the Secretariat hold them all.

The log of the sending holds none, and no address.
"""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from cbm_events.models import Event, Proposal
from cbm_events.proposals.steps import Action, take_step
from cbm_events.reminders.gathering import send_due_deliveries
from cbm_events.reminders.planner import plan_reminders
from cica_portal.common.mailing.sweep import send_due_mail
from tests.access.canaries import texts, words_in
from tests.access.listening import everything_logged
from tests.cast import Cast, World
from tests.factories import NOW, make_act, make_event, make_proposal, make_rule, make_user, state_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def outbox(settings, tmp_path):
    settings.PORTAL_OUTBOX_DIR = tmp_path / "outbox"
    return settings.PORTAL_OUTBOX_DIR


def everything_of(message: EmailMessage) -> str:
    parts: list[Any] = [part.get_content() for part in message.walk() if not part.is_multipart()]
    return "\n".join([*(f"{name}: {value}" for name, value in message.items()), *map(str, parts)])


def words_by_address(outbox) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in outbox.glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=default)
        found.setdefault(str(message["To"]), set()).update(words_in(everything_of(message)))
    return found


def make_hidden_event(world: World, word: str, visibility: str) -> Event:
    """A week ahead, organised by a state that may not know of it where only the Secretariat does."""
    values = texts(Event, f"canary{word}yranac") | {"earliest": NOW.date().replace(day=23), "visibility": visibility}
    return make_event(roles=[state_role(world.kaz)], **values)


def test_mails_name_nothing_hidden(world: World, cast: Cast, outbox, at_now):
    editor, author = cast["editor"], make_user(role="liaison", state=world.tha)
    assert editor is not None
    make_rule(days=7, recipients="all_states")
    make_rule(days=7, recipients="editors", name_en="To editors")
    for word, visibility in (("hidden", "secretariat"), ("shared", "member_states")):
        make_hidden_event(world, word, visibility)
    proposal: Proposal = make_proposal(author=author, **texts(Proposal, "canaryofferedyranac"))
    act = make_act(actor=author, note="canarynoteyranac")
    take_step(proposal=proposal, action=Action.SUBMIT, act=act, version=proposal.version)
    with everything_logged() as log:
        plan_reminders(now=NOW)
        send_due_deliveries(now=NOW)
        send_due_mail(now=NOW)
    assert words_in(log.getvalue()) == set()
    assert editor.email not in log.getvalue()
    found = words_by_address(outbox)
    assert found.pop(editor.email) == {"hidden", "shared", "offered"}
    assert found.pop("liaison@example.org") == {"shared"}
    assert set().union(*found.values()) - {"shared"} == set()
