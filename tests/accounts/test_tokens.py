"""Administrators issue and revoke the tokens of partners; the secret is shown once and kept by nobody here."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from cica_portal.common.models import Change
from members.accounts.tokens import find_token, issue_token, revoke_token
from members.models import ApiToken, User
from tests.factories import NOW, TODAY, make_act, make_token, make_user
from tests.pages.reading import lines, page_of, section

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
ADDRESS, PARTNERS = "/account/tokens/", "/account/tokens/partners/"


@pytest.fixture
def browser(client_as) -> Client:
    return client_as("administrator")


def issue(browser: Client, partner: User, **values):
    data = {"user": partner.pk, "name": "Website", "grant": "public", "expires_on": "2026-12-31"}
    return browser.post(ADDRESS, data | values)


def token_in(response) -> str:
    (text,) = lines(section(page_of(response), "issued"), "code")
    return text


@pytest.mark.parametrize("day", ["31.12.2026", "2026-12-31"])
def test_last_day_is_written_as_on_the_other_pages(browser, partner, day):
    assert token_in(issue(browser, partner, expires_on=day))
    assert ApiToken.objects.get().expires_on.isoformat() == "2026-12-31"


@pytest.mark.both
def test_token_is_stored_with_its_history(browser, partner, administrator):
    text = token_in(issue(browser, partner, grant="member_states"))
    row = ApiToken.objects.get()
    assert re.fullmatch(rf"cica_{row.public_id}_[0-9a-f]{{48}}", text)
    assert (row.user, row.grant, row.created_at, row.expires_on.isoformat()) == (
        partner, "member_states", NOW, "2026-12-31",
    )  # fmt: skip
    change = Change.objects.get(kind="api_token", subject_id=row.public_id)
    assert (change.actor, change.door, change.action, change.visibility) == (
        administrator, "page", "created", "secretariat",
    )  # fmt: skip
    assert change.after == {
        "user": partner.public_id, "name": "Website", "grant": "member_states", "expires_on": "2026-12-31",
        "role": "partner", "scope": "",
    }  # fmt: skip


@pytest.mark.both
def test_secret_is_in_no_row_of_any_table(browser, partner):
    text = token_in(issue(browser, partner))
    kept = [row for model in apps.get_models() for row in model._default_manager.values()]
    assert len(kept) > 5
    assert [row for row in kept if text.rpartition("_")[2] in repr(row)] == []
    assert len(ApiToken.objects.get().secret_hash) == 64


def test_token_is_shown_once_and_kept_by_no_browser(browser, partner):
    response = issue(browser, partner)
    text = token_in(response)
    assert response["Cache-Control"] == "private, no-store"
    for address in (ADDRESS, "/account/", "/log/"):
        assert text.rpartition("_")[2] not in browser.get(address).content.decode()


def test_list_says_what_each_token_is(browser, partner, at_now):
    first = make_token(user=partner, name="First", expires_on=TODAY + timedelta(days=9), last_used_at=NOW)
    make_token(user=partner, name="Old", expires_on=TODAY - timedelta(days=1), grant="member_states")
    make_token(user=partner, name="Gone", revoked_at=NOW)
    make_token(user=make_user(role="partner", is_active=False, name="Zed"), name="Shut")
    rows = lines(section(page_of(browser.get(ADDRESS)), "tokens"), "tr")[1:]
    assert len(rows) == 4
    assert f"First {first.public_id} Test partner Public 25 March 2026 16 March 2026" in rows[2]
    assert [word for row in rows for word in ("Revoked", "Out of date", "Account closed") if word in row] == [
        "Revoked", "Out of date", "Account closed",
    ]  # fmt: skip
    assert ["Revoke" in row.removesuffix("Revoked Never") for row in rows].count(True) == 3
    assert "Member states 15 March 2026 Out of date Never" in rows[1]


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"user": ""}, {"user": ["Choose a partner. Enter it first if it is not in the list."]}),
        ({"name": ""}, {"name": ["Say what the token is for."]}),
        ({"name": "a\nb"}, {"name": ["Keep it on one line."]}),
        ({"expires_on": ""}, {"expires_on": ["Choose the last day on which the token works."]}),
        ({"expires_on": "31.12."}, {"expires_on": ["Enter the day like 18.09.2026."]}),
        ({"expires_on": "2026-03-15"}, {"expires_on": ["Choose a day from today to 366 days from now."]}),
        ({"expires_on": "2027-03-18"}, {"expires_on": ["Choose a day from today to 366 days from now."]}),
    ],
)
def test_errors_say_how_to_put_it_right(browser, partner, values, errors):
    response = issue(browser, partner, **values)
    assert (response.status_code, response.context["form"].errors) == (422, errors)
    assert not ApiToken.objects.exists()


def test_only_open_partners_get_tokens_and_nobody_the_secretariats_view(browser, editor, partner):
    closed = make_user(role="partner", is_active=False)
    assert [issue(browser, person).status_code for person in (editor, closed)] == [422, 422]
    assert issue(browser, partner, grant="secretariat").status_code == 422
    for person in (editor, closed):
        token = ApiToken(user=person, name="Website", expires_on=TODAY)
        with pytest.raises(ValidationError):
            issue_token(token=token, act=make_act(actor=make_user(role="administrator")))
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("role", ["partner", "liaison", "reader", "editor"])
def test_service_too_is_for_administrators(cast, role):
    for grant in ("public", "member_states"):
        token = ApiToken(user=cast["partner"], name="Website", expires_on=TODAY, grant=grant)
        with pytest.raises(PermissionDenied):
            issue_token(token=token, act=make_act(actor=cast[role]))


@pytest.mark.both
def test_same_token_twice_is_refused_in_words(browser, partner):
    """As when the button is pressed twice."""
    issue(browser, partner)
    response = issue(browser, partner)
    assert response.status_code == 422
    assert "There is a token for this already." in response.content.decode()
    ApiToken.objects.update(revoked_at=NOW)
    assert issue(browser, partner).status_code == 200


@pytest.mark.both
def test_quicker_one_wins_and_the_other_is_told(partner, administrator, monkeypatch):
    make_token(user=partner, name="Website")
    monkeypatch.setattr(ApiToken, "full_clean", lambda self: None)
    token = ApiToken(user=partner, name="Website", expires_on=TODAY)
    with pytest.raises(ValidationError, match="a token for this already"):
        issue_token(token=token, act=make_act(actor=administrator))


@pytest.mark.both
def test_revoking_is_recorded_once(browser, partner, administrator):
    text = token_in(issue(browser, partner))
    row = ApiToken.objects.get()
    assert find_token(text, at=NOW) == row
    for _time in range(2):
        assert browser.post(f"{ADDRESS}{row.public_id}/revoke/")["Location"] == ADDRESS
    assert find_token(text, at=NOW) is None
    (change, _created) = Change.objects.of("api_token", row.public_id)
    assert (change.actor, change.fields) == (administrator, ["revoked_at"])


def test_who_revoked_first_is_not_written_over(partner, administrator):
    seen = make_token(user=partner)
    revoke_token(token=ApiToken.objects.get(), act=make_act(actor=administrator))
    seen.refresh_from_db()
    revoke_token(token=seen, act=make_act())
    assert Change.objects.of("api_token", seen.public_id).count() == 2


@pytest.mark.both
def test_partner_is_entered_without_a_password(browser, administrator):
    data = {"partner-name": "Institute", "partner-email": "IT@example.org", "partner-language": "ru"}
    assert browser.post(PARTNERS, data)["Location"] == ADDRESS
    partner = User.objects.get(email="it@example.org")
    assert (partner.role, partner.language, partner.wants_reminders) == ("partner", "ru", False)
    assert (partner.has_usable_password(), partner.may_sign_in) == (False, False)
    assert Change.objects.get(kind="user", subject_id=partner.public_id).actor == administrator
    assert "Institute, it@example.org" in lines(section(page_of(browser.get(ADDRESS)), "issue"), "option")


def test_partner_twice_is_refused_in_words(browser, partner):
    data = {"partner-name": "Institute", "partner-email": partner.email, "partner-language": "en"}
    response = browser.post(PARTNERS, data)
    assert response.status_code == 422
    assert "Somebody with this e-mail is already entered." in response.content.decode()


def test_queries_do_not_grow(browser, partner, django_assert_num_queries):
    browser.get(ADDRESS)
    for _time in range(2):
        make_token()
        with django_assert_num_queries(4):
            browser.get(ADDRESS)


def test_account_leads_to_the_page(browser, client_as, reader):
    assert [ADDRESS in client.get("/account/").content.decode() for client in (browser, client_as("reader"))] == [
        True, False,
    ]  # fmt: skip
