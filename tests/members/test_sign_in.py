"""Signing in by e-mail, and out."""

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from members.models import User
from tests.cast import make_person
from tests.factories import PASSWORD, make_user
from tests.pages.reading import lines, page_of

pytestmark = pytest.mark.django_db

REFUSED = "This e-mail and password do not belong to an account that can sign in. Check both."


def sign_in(client: Client, *, email: str, password: str = PASSWORD, address: str = "/sign-in/", **data):
    return client.post(address, {"email": email, "password": password, **data})


def test_email_is_read_without_regard_to_case(client: Client):
    user = make_user(email="Officer@Example.org")
    response = sign_in(client, email="officer@example.ORG")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert get_user(client) == user


@pytest.mark.parametrize(
    ("language", "wanted", "lands"),
    [
        ("en", "", "/"),
        ("ru", "", "/ru/"),
        ("ru", "/states/KAZ/?as_of=2024-02-15", "/ru/states/KAZ/?as_of=2024-02-15"),
        ("en", "/ru/councils/", "/councils/"),
        ("ru", "/api/v1/events/", "/api/v1/events/"),
        ("ru", "http://testserver/areas/", "http://testserver/ru/areas/"),
    ],
)
def test_a_person_lands_in_the_language_that_he_prefers(client: Client, language, wanted, lands):
    make_user(email="officer@example.org", language=language)
    assert sign_in(client, email="officer@example.org", next=wanted)["Location"] == lands


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)",
        "http:///elsewhere.example", "\x08//elsewhere.example", "/sign-in/", "/ru/sign-in/",
        "http://testserver/sign-in/",
    ],
)  # fmt: skip
def test_no_other_site_and_no_circle_is_led_to(client: Client, wanted: str):
    make_user(email="officer@example.org")
    assert sign_in(client, email="officer@example.org", next=wanted)["Location"] == "/"
    again = client.get("/sign-in/", {"next": wanted})
    assert (again.status_code, again["Location"]) == (302, "/")


def test_a_line_break_in_the_address_reaches_no_header(client: Client):
    make_user(email="officer@example.org")
    response = sign_in(client, email="officer@example.org", next="/events/\r\nX-Bad: 1")
    assert "X-Bad" not in response.headers
    assert "\n" not in response["Location"]


def test_wrong_password_unknown_address_and_closed_account_get_one_answer(client: Client):
    make_user(email="officer@example.org")
    make_user(email="gone@example.org", is_active=False)
    answers = {
        tuple(lines(page_of(sign_in(client, email=email, password=password)), "li"))
        for email, password in (
            ("officer@example.org", "not the password"),
            ("nobody@example.org", PASSWORD),
            ("gone@example.org", PASSWORD),
        )
    }
    assert answers == {(REFUSED,)}
    assert get_user(client).is_anonymous


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"email": "", "password": ""}, {"email": ["Enter your e-mail."], "password": ["Enter your password."]}),
        (
            {"email": "officer", "password": "x"},
            {"email": ["Enter the e-mail in full, like name@ministry.example."]},
        ),
    ],
)
def test_errors_say_how_to_put_it_right(client: Client, data, errors):
    assert sign_in(client, **data).context["form"].errors == errors


def test_the_password_is_not_sent_back(client: Client):
    response = sign_in(client, email="officer@example.org", password="typed-by-mistake")
    assert b"typed-by-mistake" not in response.content
    assert b"officer@example.org" in response.content


def test_session_identifier_changes_with_signing_in_and_out(client: Client):
    make_user(email="officer@example.org")
    client.get("/sign-in/")
    session = client.session
    session["kept"] = "before"
    session.save()
    before = session.session_key
    sign_in(client, email="officer@example.org")
    signed_in = client.session.session_key
    client.post("/sign-out/")
    assert len({before, signed_in, client.session.session_key}) == 3
    assert "kept" not in client.session


def test_signing_out_is_a_post_and_leads_home(client_as):
    client = client_as("editor")
    assert client.get("/sign-out/").status_code == 405
    response = client.post("/ru/sign-out/")
    assert (response.status_code, response["Location"]) == (302, "/ru/")
    assert get_user(client).is_anonymous


def test_forms_are_refused_without_their_token():
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, email="officer@example.org").status_code == 403


@pytest.mark.both
def test_a_closed_account_is_signed_out_at_once(client: Client):
    user = make_person("editor")
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert get_user(client).is_anonymous


def test_the_page_says_it_in_russian_at_its_russian_address(client: Client):
    with override("ru"):
        assert reverse("members:sign_in") == "/ru/sign-in/"
    assert client.get("/ru/sign-in/").status_code == 200
