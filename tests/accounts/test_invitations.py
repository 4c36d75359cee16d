"""Administrators invite; nobody else does, and nobody is invited twice."""

from datetime import timedelta

import pytest
from django.test import Client

from cica_portal.common.models import Change, Mail
from members.models import Invitation, User
from tests.accounts.post import deliver, links_of, text_of
from tests.factories import NOW, make_user
from tests.pages.reading import lines, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world", "at_now")]
ADDRESS = "/account/invitations/"


@pytest.fixture
def browser(client_as) -> Client:
    return client_as("administrator")


def invite(browser: Client, **values):
    data = {"email": "new@example.org", "name": "New Person", "role": "editor", "state": "", "language": "en"}
    return browser.post(ADDRESS, data | values)


def the_invitation() -> Invitation:
    return Invitation.objects.get()


@pytest.mark.both
def test_an_invitation_is_stored_with_its_history_and_its_mail(browser: Client, administrator: User):
    response = invite(browser, email="New@Example.org")
    assert (response.status_code, response["Location"]) == (302, ADDRESS)
    row = the_invitation()
    assert (row.email, row.token_hash, row.expires_at) == ("new@example.org", "", None)
    change = Change.objects.get(kind="invitation", subject_id=row.public_id)
    assert (change.actor, change.door, change.action, change.visibility) == (
        administrator, "page", "created", "secretariat",
    )  # fmt: skip
    mail = Mail.objects.get(template="members/invitation")
    assert (mail.recipient, mail.address, mail.context) == (None, "new@example.org", {"invitation": row.public_id})


def test_the_mail_is_in_both_languages_with_one_secret(browser: Client, world):
    invite(browser, role="liaison", state=world.kaz.pk, language="ru")
    (message,) = deliver(at=NOW)
    russian, english = links_of(message)
    assert (message["To"], message["Content-Language"]) == ("new@example.org", "ru, en")
    assert russian == f"/ru{english}"
    assert "Kazakhstan" in text_of(message)


@pytest.mark.both
def test_only_the_hash_of_the_secret_is_kept(browser: Client):
    """Every row of every table that the invitation and its mail went through."""
    invite(browser)
    (message,) = deliver(at=NOW)
    token = links_of(message)[0].rstrip("/").rpartition("/")[2]
    assert len(token) == 43
    kept = [*Invitation.objects.values(), *Mail.objects.values(), *Change.objects.values()]
    assert [row for row in kept if token in repr(row)] == []
    assert len(the_invitation().token_hash) == 64
    assert the_invitation().standing(NOW + timedelta(days=7, seconds=-1)) == "open"
    assert the_invitation().standing(NOW + timedelta(days=7, seconds=5)) == "expired"


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"email": ""}, {"email": ["Enter the e-mail of the person."]}),
        ({"email": "x"}, {"email": ["Enter the e-mail in full, like name@ministry.example."]}),
        ({"name": "a\nb"}, {"name": ["Keep it on one line."]}),
        ({"role": ""}, {"role": ["Choose a role."]}),
        ({"role": "liaison"}, {"__all__": ["A liaison needs a member state; nobody else has one."]}),
    ],
)
def test_errors_say_how_to_put_it_right(browser: Client, values, errors):
    response = invite(browser, **values)
    assert (response.status_code, response.context["form"].errors) == (422, errors)
    assert not Invitation.objects.exists()


def test_a_partner_is_not_invited(browser: Client):
    assert list(invite(browser, role="partner").context["form"].errors) == ["role"]


def test_somebody_with_an_account_is_not_invited(browser: Client):
    make_user(email="Old@Example.org")
    response = invite(browser, email="old@example.org")
    assert response.context["form"].errors == {"email": ["Somebody with this address has an account already."]}


@pytest.mark.both
def test_an_open_invitation_is_not_doubled(browser: Client):
    invite(browser)
    response = invite(browser, email="NEW@example.org")
    assert response.context["form"].errors == {
        "__all__": ["This address is already invited. Send that invitation again."]
    }


def act(browser: Client, action: str, **values):
    row = the_invitation()
    return browser.post(f"{ADDRESS}{row.public_id}/{action}/", {"version": row.version} | values)


@pytest.mark.both
def test_sending_again_ends_the_earlier_link(browser: Client, client: Client):
    invite(browser)
    (first,) = deliver(at=NOW)
    act(browser, "send")
    assert client.get(links_of(first)[0]).status_code == 410
    messages = deliver(at=NOW)
    (second,) = [message for message in messages if message["Message-ID"] != first["Message-ID"]]
    assert client.get(links_of(second)[0])["Location"] == "/invitation/"
    assert client.get(links_of(first)[0]).status_code == 410


@pytest.mark.both
def test_a_withdrawn_invitation_opens_nothing_and_its_waiting_mail_stays(browser: Client, client: Client):
    invite(browser)
    (message,) = deliver(at=NOW)
    act(browser, "send")
    act(browser, "withdraw")
    assert deliver(at=NOW)[0]["Message-ID"] == message["Message-ID"]
    assert Mail.objects.order_by("-id")[0].state == Mail.State.WITHDRAWN
    assert client.get(links_of(message)[0]).status_code == 410
    assert invite(browser).status_code == 302


@pytest.mark.parametrize("version", ["", "0", "7", "x", "9" * 5000])
def test_what_changed_in_the_meantime_is_looked_at_again(browser: Client, version: str):
    invite(browser)
    response = browser.get(act(browser, "withdraw", version=version)["Location"])
    assert "This invitation has changed in the meantime." in response.content.decode()
    assert the_invitation().is_open


@pytest.mark.parametrize(
    ("after", "standing"),
    [(None, "Mail is being sent"), (timedelta(days=6), "Sent"), (timedelta(days=8), "Out of date")],
)
def test_the_list_says_how_each_stands(browser: Client, at_now, after, standing: str):
    invite(browser)
    if after:
        deliver(at=NOW)
        at_now.shift(after)
    browser = Client()
    browser.force_login(User.objects.get(role="administrator"))
    (row,) = lines(page_of(browser.get(ADDRESS)), "tr")[1:]
    assert row.startswith(f"New Person new@example.org Secretariat editor {standing}")
