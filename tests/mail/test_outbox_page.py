"""The outbox of an embedded portal: the administrator's, and nobody else's."""

import pytest

from cica_portal.common.mailing.sweep import send_due_mail
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(outbox, queue, settings):
    settings.PORTAL_URL = "https://portal.example.org"
    found = queue("Read https://portal.example.org/events/abc/ and <b>this</b>", recipient=make_user())
    send_due_mail(now=NOW)
    found.refresh_from_db()
    return found


def addresses(mail):
    return ["/outbox/", f"/outbox/{mail.pk}/", f"/outbox/{mail.pk}/html/"]


@pytest.mark.parametrize("role", ["visitor", "partner", "liaison", "reader", "editor"])
def test_others_find_nothing(client_as, mail, role):
    client = client_as(role)
    assert [client.get(address).status_code for address in addresses(mail)] == [404] * 3


def test_portal_with_a_mail_server_has_no_outbox(client_as, mail, settings):
    settings.PORTAL_OUTBOX_DIR = None
    client = client_as("administrator")
    assert [client.get(address).status_code for address in addresses(mail)] == [404] * 3


def test_administrator_sees_list_and_mail(client_as, mail):
    client = client_as("administrator")
    html = client.get("/outbox/").content.decode()
    assert mail.address in html
    assert f'href="/outbox/{mail.pk}/"' in html
    html = client.get(f"/outbox/{mail.pk}/").content.decode()
    assert "en: Read https://portal.example.org/events/abc/ and &lt;b&gt;this&lt;/b&gt;" in html
    assert '<a href="https://portal.example.org/events/abc/">' in html
    assert mail.message_id.strip("<>") in html


def test_html_version_stands_in_a_sandbox_of_its_own(client_as, mail):
    response = client_as("administrator").get(f"/outbox/{mail.pk}/html/")
    policy = response["Content-Security-Policy"]
    assert policy == "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "&lt;b&gt;this&lt;/b&gt;" in response.content.decode()


def test_mail_that_waits_has_no_text_yet(client_as, outbox, queue):
    waiting = queue()
    client = client_as("administrator")
    assert "Not written yet" in client.get(f"/outbox/{waiting.pk}/").content.decode()
    assert client.get(f"/outbox/{waiting.pk}/html/").status_code == 404


def test_unknown_mail_is_not_found(client_as, outbox):
    client = client_as("administrator")
    assert [client.get(address).status_code for address in ("/outbox/9/", "/outbox/9/html/")] == [404, 404]
