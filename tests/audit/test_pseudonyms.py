"""People who are no longer named: the row, its history, invitations and mails, while every act stays."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import serializers
from django.core.management import CommandError, call_command

from cbm_events.services import save_event
from cica_portal.common import history
from cica_portal.common.models import AddressFlag, Change, Delivery, Mail
from members.accounts.pseudonyms import pseudonymise_user
from members.models import Invitation, User
from tests import factories
from tests.audit.conftest import changes_of
from tests.cast import World
from tests.factories import NOW, make_act

pytestmark = [pytest.mark.both, pytest.mark.django_db]

NAME, EMAIL, OLD_EMAIL = "Anna Canary", "anna.canary@example.org", "anna.old.canary@example.org"


@pytest.fixture
def person(world: World, administrator) -> User:
    user = factories.make_user(name=NAME, email=OLD_EMAIL, role="liaison", state=world.kaz, is_head=True)
    user.email = EMAIL
    history.save(user, act=make_act(actor=administrator))
    factories.store(Invitation(email=OLD_EMAIL, name=NAME, role="liaison", state=world.kaz))
    Authenticator.objects.create(user=user, type="totp", data={})
    return user


def make_mail(person: User, **values) -> Mail:
    defaults = {"language": "en", "template": "reminder", "not_before": NOW, "created_at": NOW, "address": EMAIL}
    return Mail.objects.create(recipient=person, message_id=f"<{factories.number('mail')}@x>", **defaults | values)


def everything() -> str:
    models = (User, Invitation, Change, Mail, Delivery, AddressFlag)
    rows = [row for model in models for row in model._default_manager.all()]
    return serializers.serialize("json", rows)


def kept(change: Change) -> tuple:
    return change.pk, change.batch, change.at, change.actor_id, change.door, change.kind, change.action, change.reason


def test_nobody_finds_the_person_any_more(person, act):
    said = f"550 5.1.1 <{EMAIL}>: User unknown"
    mail = make_mail(person, state="failed", last_error=said)
    factories.make_delivery(recipient=person, mail=mail, state="failed", reason=said)
    factories.make_address_flag(address=EMAIL.lower(), last_words=said)
    assert "canary" in everything().lower()
    pseudonymise_user(user=person, act=act)
    assert "canary" not in everything().lower()


def test_every_change_stays(person, act):
    event = save_event(event=factories.make_event(title_en="A"), act=make_act(actor=person))
    event.title_en = "B"
    save_event(event=event, act=make_act(actor=person))
    before = {change.pk: kept(change) for change in Change.objects.all()}
    pseudonymise_user(user=person, act=act)
    after = {change.pk: kept(change) for change in Change.objects.filter(pk__in=before)}
    assert after == before
    assert getattr(changes_of(event)[-1].actor, "name", "") == f"Former user {person.public_id}"
    assert (changes_of(event)[-1].before, changes_of(event)[-1].after) == ({"title_en": "A"}, {"title_en": "B"})


def test_it_is_a_change_itself(person, act, editor):
    pseudonymise_user(user=person, act=act)
    change = changes_of(person)[-1]
    assert (change.batch == changes_of(person)[-2].batch, change.actor, change.at) == (False, editor, NOW)
    assert {"name", "email", "is_active", "is_head"} <= set(change.fields)
    assert change.after["email"] == f"{person.public_id}@former.invalid"


def test_account_is_closed(person, act, client):
    client.force_login(person)
    pseudonymise_user(user=person, act=act)
    stored = User.objects.get(pk=person.pk)
    assert (stored.public_id, stored.is_active, stored.may_sign_in, stored.has_usable_password()) == (
        person.public_id, False, False, False,
    )  # fmt: skip
    assert not Authenticator.objects.filter(user_id=person.pk).exists()
    assert client.get("/account/").status_code == 302


def test_what_waits_is_not_sent(person, act):
    mail = make_mail(person, state="queued")
    delivery = Delivery.objects.create(
        subject_kind="event", subject_key="x", rule_key="r", recipient=person, occurrence=NOW.date(),
        due_at=NOW + timedelta(days=1), planned_at=NOW,
    )  # fmt: skip
    pseudonymise_user(user=person, act=act)
    mail.refresh_from_db()
    delivery.refresh_from_db()
    assert (mail.state, delivery.state) == ("withdrawn", "superseded")


def test_open_invitation_is_withdrawn(person, act):
    pseudonymise_user(user=person, act=act)
    assert [row.is_open for row in Invitation.objects.all()] == [False]


def test_last_administrator_stays(administrator, act):
    with pytest.raises(Exception, match="another administrator"):
        pseudonymise_user(user=administrator, act=act)
    administrator.refresh_from_db()
    assert administrator.is_active


def test_somebody_who_saved_first_wins(person, act):
    stale = User.objects.get(pk=person.pk)
    person.name = "Anna Second"
    history.save(person, act=act)
    with pytest.raises(history.StaleVersion):
        pseudonymise_user(user=stale, act=act)
    assert User.objects.get(pk=person.pk).name == "Anna Second"


def test_others_are_left_alone(person, act, reader):
    before = [json.dumps([change.before, change.after]) for change in changes_of(reader)]
    pseudonymise_user(user=person, act=act)
    assert [json.dumps([change.before, change.after]) for change in changes_of(reader)] == before
    assert User.objects.get(pk=reader.pk).email == "reader@example.org"


def test_command_asks_first(person, capsys):
    with pytest.raises(CommandError, match="Say --yes"):
        call_command("pseudonymise_user", EMAIL)
    assert User.objects.get(pk=person.pk).name == NAME
    call_command("pseudonymise_user", EMAIL.upper(), "--yes")
    assert capsys.readouterr().out == f"Done: Former user {person.public_id}.\n"
    change = changes_of(person)[-1]
    assert (change.door, change.reason) == ("command", "Pseudonymised on request.")


def test_command_knows_no_such_person(db):
    with pytest.raises(CommandError, match="no account"):
        call_command("pseudonymise_user", "nobody@example.org", "--yes")
