"""A person's own tokens: made after a confirmation, shown once, bounded by the person, replaced with an overlap."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cica_portal.common.mailing import letters
from cica_portal.common.models import Delivery, Mail
from members.accounts.token_warnings import warn_of_tokens
from members.accounts.tokens import OVERLAP, find_token, issue_token, replace_token, revoke_token
from members.models import ApiToken, User
from tests import factories
from tests.api.bearers import bearer
from tests.factories import NOW, TODAY, make_act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PAGE = "/account/own-tokens/"
API = "/api/v1/events/"
FORM = {"name": "Register", "expires_on": "2026-12-31"}


def own(user: User, **values) -> tuple[ApiToken, str]:
    defaults = {"name": f"Program {factories.number('program')}", "expires_on": TODAY + timedelta(days=90)}
    token = ApiToken(user=user, grant="own", **defaults | values)
    return token, issue_token(token=token, act=make_act(actor=user))


@pytest.fixture
def fresh(client_as):
    """A browser in which the person has just signed in."""

    def sign_in(role):
        browser = client_as(role)
        session = browser.session
        session["signed_in_at"] = NOW.isoformat()
        session.save()
        return browser

    return sign_in


def text_in(answer) -> str:
    assert answer.status_code == 200, answer.content.decode()
    content = answer.content.decode()
    start = content.index("cica_")
    return content[start : start + 64]


@pytest.mark.both
@pytest.mark.parametrize(("role", "scopes"), [
    ("editor", ["write:events", "write:proposals"]), ("liaison", ["write:proposals"]), ("reader", []),
])  # fmt: skip
def test_token_is_issued_and_shown_once(fresh, role, scopes):
    browser = fresh(role)
    answer = browser.post(PAGE, FORM | {"scopes": scopes})
    text = text_in(answer)
    token = ApiToken.objects.get()
    assert (token.scopes, token.grant, token.role) == (scopes, "own", role)
    assert text not in browser.get(PAGE).content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert bearer(text).get(API).json() == browser.get(API).json()


def test_who_has_not_just_signed_in_confirms_first(fresh, at_now):
    browser = fresh("editor")
    at_now.shift(timedelta(minutes=6))
    assert 'href="/account/confirm/?next=%2Faccount%2Fown-tokens%2F"' in browser.get(PAGE).content.decode()
    answers = [browser.post(PAGE, FORM), browser.post(f"{PAGE}{own_of('editor')}/replace/")]
    assert [answer["Location"] for answer in answers] == ["/account/confirm/?next=%2Faccount%2Fown-tokens%2F"] * 2
    assert ApiToken.objects.count() == 1


def own_of(role: str) -> str:
    return own(User.objects.get(role=role))[0].public_id


def test_nobody_gives_more_than_he_has(fresh, liaison, reader):
    answer = fresh("liaison").post(PAGE, FORM | {"scopes": ["write:events"]})
    assert answer.status_code == 422
    for person, scope in ((liaison, "write:events"), (reader, "write:proposals")):
        with pytest.raises(PermissionDenied):
            own(person, scope=scope)
    with pytest.raises(PermissionDenied):
        issue_token(token=ApiToken(user=liaison, grant="own", name="x", expires_on=TODAY), act=make_act(actor=reader))


def demoted(user: User) -> None:
    User.objects.filter(pk=user.pk).update(role="reader")


def closed(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def without_factor(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_demo=False)


@pytest.mark.parametrize("change", [demoted, closed, without_factor])
def test_token_ends_with_the_account_or_the_role(editor, change):
    _token, text = own(editor)
    assert bearer(text).get(API).status_code == 200
    change(editor)
    assert bearer(text).get(API).status_code == 401


def test_token_of_a_liaison_ends_with_the_state(liaison, world):
    _token, text = own(liaison)
    User.objects.filter(pk=liaison.pk).update(state=world.tha)
    assert bearer(text).get(API).status_code == 401


@pytest.mark.both
def test_replaced_token_works_on_for_two_weeks(fresh, editor, at_now):
    token, text = own(editor, scope="write:events", expires_on=TODAY + timedelta(days=90))
    other = text_in(fresh("editor").post(f"{PAGE}{token.public_id}/replace/"))
    assert [bearer(one).get(API).status_code for one in (text, other)] == [200, 200]
    again = ApiToken.objects.get(public_id=other[5:15])
    assert (again.scope, again.name, again.expires_on) == ("write:events", token.name, TODAY + timedelta(days=90))
    at_now.shift(OVERLAP + timedelta(days=1))
    assert [bearer(one).get(API).status_code for one in (text, other)] == [401, 200]


def test_token_that_ends_sooner_is_not_prolonged_and_is_replaced_once(editor):
    token, _text = own(editor, expires_on=TODAY + timedelta(days=3))
    replace_token(token=token, act=make_act(actor=editor))
    token.refresh_from_db()
    assert token.expires_on == TODAY + timedelta(days=3)
    with pytest.raises(Exception, match="has not been replaced"):
        replace_token(token=token, act=make_act(actor=editor))


def test_others_tokens_are_not_there(fresh, liaison, editor):
    token, _text = own(liaison)
    browser = fresh("editor")
    assert token.public_id not in browser.get(PAGE).content.decode()
    assert [browser.post(f"{PAGE}{token.public_id}/{act}/").status_code for act in ("revoke", "replace")] == [404, 404]


def test_revoked_token_opens_nothing(fresh, editor):
    token, text = own(editor)
    fresh("editor").post(f"{PAGE}{token.public_id}/revoke/")
    assert find_token(text, at=NOW) is None


@pytest.mark.both
def test_owner_is_warned_once_a_month_ahead(editor, at_now):
    token, _text = own(editor, expires_on=TODAY + timedelta(days=60))
    assert warn_of_tokens(now=NOW + timedelta(days=29)) == 0
    later = NOW + timedelta(days=30)
    assert [warn_of_tokens(now=later), warn_of_tokens(now=later), warn_of_tokens(now=later + timedelta(days=1))] == [
        1,
        0,
        0,
    ]
    delivery = Delivery.objects.get()
    assert (delivery.recipient, delivery.occurrence) == (editor, TODAY + timedelta(days=30))
    words = letters.build_letter(Mail.objects.get(), at=later).words("en")
    assert f"“{token.name}” ({token.public_id}) works until 15 May 2026" in words["paragraphs"][0]


def test_short_lived_token_is_announced_a_week_ahead(editor):
    own(editor, expires_on=TODAY + timedelta(days=20))
    assert [warn_of_tokens(now=NOW + timedelta(days=days)) for days in (0, 12, 13)] == [0, 0, 1]


def test_nothing_is_said_of_what_has_ended(editor):
    token, _text = own(editor, expires_on=TODAY + timedelta(days=60))
    warn_of_tokens(now=NOW + timedelta(days=30))
    revoke_token(token=token, act=make_act())
    with pytest.raises(letters.Withdrawn):
        letters.build_letter(Mail.objects.get(), at=NOW + timedelta(days=30))
    assert warn_of_tokens(now=NOW + timedelta(days=31)) == 0


def test_partner_is_warned_too_and_its_token_replaced_by_an_administrator(client_as, partner, administrator):
    token = ApiToken(user=partner, name="Website", expires_on=TODAY + timedelta(days=25))
    issue_token(token=token, act=make_act(actor=administrator))
    assert warn_of_tokens(now=NOW + timedelta(days=18)) == 1
    assert Mail.objects.get().recipient == partner
    text_in(client_as("administrator").post(f"/account/tokens/{token.public_id}/replace/"))
    assert client_as("editor").post(f"/account/tokens/{token.public_id}/replace/").status_code == 403
