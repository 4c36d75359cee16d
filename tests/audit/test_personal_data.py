"""A person who asks gets all rows that are of that person, no secret, and nothing of anybody else."""

import json
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from cica_portal.common import history
from cica_portal.common.models import Mail
from members.accounts.personal_data import belonging
from members.models import Invitation, User
from tests import factories
from tests.cast import World
from tests.factories import NOW, make_act

pytestmark = [pytest.mark.both, pytest.mark.django_db]

EMAIL, OLD_EMAIL, OTHER = "anna@example.org", "anna.old@example.org", "boris@example.org"
SECRET = "a-secret-that-nobody-is-told"


@pytest.fixture
def person(world: World) -> User:
    user = factories.make_user(name="Anna", email=OLD_EMAIL, role="liaison", state=world.kaz)
    user.set_password(SECRET)
    user.email = EMAIL
    history.save(user, act=make_act(actor=user))
    factories.store(Invitation(email=OLD_EMAIL, name="Anna", role="liaison", state=world.kaz, token_hash=SECRET))
    Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})
    mail = {"language": "en", "template": "reminder", "not_before": NOW, "created_at": NOW}
    for number, address in enumerate([EMAIL, OLD_EMAIL, OTHER]):
        Mail.objects.create(message_id=f"<{number}@x>", address=address, **mail)
    factories.make_address_flag(address=OLD_EMAIL)
    factories.make_user(name="Boris", email=OTHER)
    return user


def told(email: str = EMAIL) -> dict[str, list[dict[str, Any]]]:
    out = StringIO()
    call_command("personal_data", email, stdout=out)
    data: dict[str, list[dict[str, Any]]] = json.loads(out.getvalue())
    return data


def test_rows_under_every_address_of_the_person(person):
    data = told()
    assert [row["name"] for row in data["members.user"]] == ["Anna"]
    assert [row["address"] for row in data["common.mail"]] == [EMAIL, OLD_EMAIL]
    assert [row["email"] for row in data["members.invitation"]] == [OLD_EMAIL]
    assert len(data["common.addressflag"]) == len(data["mfa.authenticator"]) == 1
    assert {"email": OLD_EMAIL} in [row["before"] for row in data["common.change"]]


def test_no_secret_and_nobody_else(person):
    assert SECRET not in json.dumps(told())
    assert person.password not in json.dumps(told())
    assert OTHER not in json.dumps(told())


def test_what_the_person_changed_elsewhere_is_told_without_its_values(person):
    other = User.objects.get(email=OTHER)
    other.name = "Boris the Second"
    history.save(other, act=make_act(actor=person, reason="A slip"))
    change = told()["common.change"][-1]
    assert (change["subject_id"], change["reason"]) == (other.subject_id, "A slip")
    assert not {"before", "after"} & change.keys()


def test_every_model_that_names_a_person_is_looked_through(person):
    relations = [field for field in User._meta.get_fields(include_hidden=True) if field.auto_created]
    models = {field.related_model for field in relations if not field.concrete and field.related_model}
    assert len(models) > 15
    assert [model for model in models if not belonging(model, person, [])] == []


def test_unknown_address(db):
    with pytest.raises(CommandError, match="no account"):
        call_command("personal_data", "nobody@example.org")
