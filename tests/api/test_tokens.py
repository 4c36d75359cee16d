"""A token opens what its audience may read, until its last day or until it is taken back, and nothing else."""

import logging
from datetime import timedelta

import pytest
from django.test import Client

from cbm_events.models import Event
from members.accounts.tokens import revoke_token
from members.models import ApiToken, User
from tests import factories
from tests.api.bearers import bearer, issue
from tests.api.conftest import LISTS, problem_of
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
ADDRESS = "/api/v1/events/"
CHALLENGE = 'Bearer error="invalid_token"'


@pytest.fixture
def text(partner: User, administrator: User) -> str:
    return issue(partner, administrator)


@pytest.fixture
def members_text(partner: User, administrator: User) -> str:
    return issue(partner, administrator, grant="member_states")


def addresses(filled) -> list[str]:
    entries = [f"{ADDRESS}{row.public_id}/" for row in (filled.public, filled.members, filled.secret, filled.proposal)]
    return ["/api/v1/", "/api/v1/schema/", *LISTS, *entries]


def ids(client: Client) -> set[str]:
    return {row["id"] for row in client.get(ADDRESS).json()["results"]}


@pytest.mark.both
def test_token_without_a_grant_is_the_anonymous_view(filled, text):
    """Byte for byte and with the same tag; only that nobody may keep the answer."""
    for path in addresses(filled):
        plain, mine = Client().get(path), bearer(text).get(path)
        assert (mine.status_code, mine.content) == (plain.status_code, plain.content)
        kept = [{name: said for name, said in answer.items() if name != "Cache-Control"} for answer in (plain, mine)]
        assert kept[0] == kept[1]


@pytest.mark.both
def test_grant_of_member_states_opens_their_rows_and_no_states_own(filled, members_text):
    client = bearer(members_text)
    assert ids(client) == {filled.public.public_id, filled.members.public_id}
    entry = client.get(f"{ADDRESS}{filled.public.public_id}/").json()
    assert (entry["participations"], [figure["value"] for figure in entry["figures"]]) == ([], [170, 160])
    unseen = [client.get(f"{ADDRESS}{row.public_id}/") for row in (filled.secret, filled.proposal)]
    assert [answer.status_code for answer in unseen] == [404, 404]


def test_tag_is_that_of_the_audience(filled, members_text):
    client = bearer(members_text)
    known = client.get(ADDRESS)["ETag"]
    assert known != Client().get(ADDRESS)["ETag"]
    assert client.get(ADDRESS, headers={"If-None-Match": known}).status_code == 304


def test_no_cache_gives_the_answer_to_somebody_else(filled, text, members_text):
    clients = {"public, max-age=60": Client(), "private, no-store": bearer(text)}
    for kept, client in clients.items():
        for path in ("/api/v1/", ADDRESS):
            answer = client.get(path)
            assert answer["Cache-Control"] == kept
            assert "Authorization" in [name.strip() for name in answer["Vary"].split(",")]
    answers = [client.get(ADDRESS).content for client in (bearer(text), bearer(members_text), Client())]
    assert answers[0] == answers[2] != answers[1]


@pytest.mark.parametrize("header", ["", "   ", "Basic cica", "Token x"])
def test_header_that_is_no_bearer_is_not_read(filled, header):
    answer = Client(headers={"Authorization": header}).get(ADDRESS)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=60")


@pytest.mark.parametrize("scheme", ["", "Token ", "Bearer: ", "ApiKey "])
def test_token_under_another_scheme_is_refused_rather_than_passed_over(filled, members_text, scheme):
    """Its program would take what is public for all that there is."""
    answer = Client(headers={"Authorization": f"{scheme}{members_text}"}).get(ADDRESS)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')


def test_token_counts_more_than_the_cookie_beside_it(filled, text, client_as):
    browser = client_as("administrator")
    answer = browser.get(ADDRESS, headers={"Authorization": f"bearer {text}"})
    assert [row["id"] for row in answer.json()["results"]] == [filled.public.public_id]
    assert browser.get(ADDRESS, headers={"Authorization": "Bearer cica_x"}).status_code == 401


def unknown(text: str) -> str:
    return text.replace(text[5:15], "2" * 10)


def wrong_secret(text: str) -> str:
    return f"{text[:-4]}{'0000' if text[-4:] != '0000' else '1111'}"


def expired(text: str) -> str:
    ApiToken.objects.update(expires_on=factories.TODAY - timedelta(days=1))
    return text


def revoked(text: str) -> str:
    revoke_token(token=ApiToken.objects.get(), act=factories.make_act())
    return text


def disabled(text: str) -> str:
    User.objects.filter(role="partner").update(is_active=False)
    return text


def of_another_role(text: str) -> str:
    User.objects.filter(role="partner").update(role="administrator")
    return text


SPOILT = [
    unknown, wrong_secret, expired, revoked, disabled, of_another_role,
    lambda text: "", lambda text: f"{text} {text}", lambda text: text.upper(), lambda text: f"{text}, Bearer {text}",
    lambda text: "x" * 5000, lambda text: "cica__", lambda text: f"{text}é",
]  # fmt: skip


@pytest.mark.both
@pytest.mark.parametrize("spoil", SPOILT)
def test_what_is_no_good_is_refused_alike(text, spoil):
    """On the next request, and with the same answer whatever the cause."""
    assert bearer(text).get(ADDRESS).status_code == 200
    answer = bearer(spoil(text)).get(ADDRESS)
    assert (answer.status_code, answer["WWW-Authenticate"], answer["Cache-Control"]) == (401, CHALLENGE, "no-store")
    assert problem_of(answer) == {
        "type": "about:blank",
        "title": "Token not accepted",
        "status": 401,
        "detail": "This token is not known, out of date or revoked. Ask the Secretariat for a new one, "
        "or leave the Authorization header out to read what is public.",
    }
    assert "Authorization" in answer["Vary"]


def test_last_day_is_the_whole_day_in_astana(text, at_now):
    token = ApiToken.objects.get()
    assert token.expires_on.isoformat() == "2026-04-15"
    at_now.move_to("2026-04-15T18:59:59+00:00")
    assert bearer(text).get(ADDRESS).status_code == 200
    at_now.move_to("2026-04-15T19:00:00+00:00")
    assert bearer(text).get(ADDRESS).status_code == 401


def test_every_address_refuses_as_the_file_says(filled):
    for path in addresses(filled):
        assert bearer("cica_x").get(path).status_code == 401


def test_second_token_is_good_beside_the_first_until_that_is_revoked(partner, administrator, text):
    second = issue(partner, administrator)
    assert [bearer(token).get(ADDRESS).status_code for token in (text, second)] == [200, 200]
    revoke_token(token=ApiToken.objects.get(public_id=text[5:15]), act=factories.make_act())
    assert [bearer(token).get(ADDRESS).status_code for token in (text, second)] == [401, 200]


@pytest.mark.both
def test_use_is_noted_hourly_at_most(text, at_now):
    def used():
        bearer(text).get(ADDRESS)
        return ApiToken.objects.get().last_used_at

    assert used() == NOW
    at_now.shift(timedelta(minutes=59, seconds=59))
    assert used() == NOW
    at_now.shift(timedelta(seconds=1))
    assert used() == NOW + timedelta(hours=1)
    assert ApiToken.objects.get().version == 1


def test_token_costs_one_query(filled, text, django_assert_num_queries):
    bearer(text).get(ADDRESS)
    known = Client().get(ADDRESS)["ETag"]
    with django_assert_num_queries(2):
        assert bearer(text).get(ADDRESS, headers={"If-None-Match": known}).status_code == 304


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_nothing_is_written_with_a_token(filled, members_text, method):
    """By a partner's token: what can be written is not for it."""
    client, before = bearer(members_text, enforce_csrf_checks=True), Event.objects.count()
    answers = [getattr(client, method)(path).status_code for path in addresses(filled)]
    assert set(answers) <= {403, 404, 405}
    assert Event.objects.count() == before


def test_head_and_options_work_with_a_token(filled, text):
    answers = [getattr(bearer(text), method)(ADDRESS) for method in ("head", "options")]
    assert [(answer.status_code, answer.content) for answer in answers] == [(200, b""), (204, b"")]


def test_token_is_not_taken_from_the_address(filled, text):
    for name in ("token", "access_token", "api_key"):
        assert Client().get(ADDRESS, {name: text}).status_code == 400


def test_pages_know_no_tokens(filled, members_text):
    assert bearer(members_text).get(f"/events/{filled.members.public_id}/").status_code == 404


def test_token_is_in_no_log(filled, text, caplog):
    secret = text.rpartition("_")[2]
    with caplog.at_level(logging.DEBUG):
        bearer(text).get(ADDRESS)
        bearer(wrong_secret(text)).get(ADDRESS)
        revoked(text)
        bearer(text).get(ADDRESS)
    said = [f"{record.getMessage()} {record.__dict__}" for record in caplog.records]
    assert any("bearer_refused" in line for line in said)
    assert [line for line in said if secret[:40] in line] == []
