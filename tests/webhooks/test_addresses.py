"""Where the portal may connect: to public addresses, looked at in the moment of connecting."""

import socket
import ssl
from ipaddress import ip_address

import pytest
from django.core.exceptions import ValidationError

from cica_portal.common.models.webhooks import validate_receiver_address
from cica_portal.common.webhooks import posting
from cica_portal.common.webhooks.addresses import Forbidden, checked_address, is_public
from cica_portal.common.webhooks.posting import post

CLOSED = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:10.0.0.1",
    "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1",
    "2002:a00:1::1", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
    "5f00::1",
]  # fmt: skip
OPEN = ["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::1"]


@pytest.mark.parametrize("address", CLOSED)
def test_closed(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", OPEN)
def test_open(address):
    assert is_public(ip_address(address))


def resolved_to(monkeypatch, *answers: list[str]) -> list[str]:
    """The name means these addresses, another list each time it is asked; returns who was asked."""
    asked: list[str] = []

    def look_up(host, port, **options):
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    resolved_to(monkeypatch, ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(Forbidden):
        checked_address("partner.example", 443)


def test_it_connects_to_the_address_that_was_checked(monkeypatch):
    """The second answer of a name that changes its meaning is never asked for."""
    asked, connected = resolved_to(monkeypatch, ["93.184.216.34"], ["127.0.0.1"]), []

    def connect(address, timeout):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    answer = post("https://partner.example/hook", b"{}", {})
    assert (asked, connected) == (["partner.example"], [("93.184.216.34", 443)])
    assert answer.error == posting.UNREACHABLE


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "2130706433", "0x7f.1"]
)
def test_private_address_is_not_connected_to(monkeypatch, host):
    def connect(address, timeout):
        pytest.fail(f"connected to {address}")

    monkeypatch.setattr(socket, "create_connection", connect)
    assert post(f"https://{host}/latest/meta-data", b"{}", {}).error in {posting.PRIVATE, posting.UNREACHABLE}


def test_certificate_is_asked_for_the_name_of_the_receiver(monkeypatch):
    resolved_to(monkeypatch, ["93.184.216.34"])
    names = []

    class Context:
        check_hostname, verify_mode = True, ssl.CERT_REQUIRED

        def wrap_socket(self, plain, *, server_hostname):
            names.append(server_hostname)
            raise ssl.SSLCertVerificationError

    monkeypatch.setattr(socket, "create_connection", lambda address, timeout: socket.socket())
    monkeypatch.setattr(ssl, "create_default_context", Context)
    assert post("https://partner.example/hook", b"{}", {}).error == posting.UNTRUSTED
    assert names == ["partner.example"]


@pytest.mark.parametrize(
    "address",
    [
        "http://partner.example/",
        "ftp://partner.example/",
        "https://",
        "https://a:b@partner.example/",
        "https://partner.example/#x",
        "partner.example",
    ],
)
def test_address_that_is_not_taken(settings, address):
    settings.EMBEDDED = False
    with pytest.raises(ValidationError):
        validate_receiver_address(address)


def test_receiver_that_says_nothing_does_not_hold_the_worker(monkeypatch, settings):
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    monkeypatch.setattr(posting, "LONGEST", 0.3)
    monkeypatch.setattr(posting, "PAUSE", 5.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = post(f"http://127.0.0.1:{silent.getsockname()[1]}/", b"{}", {})
    assert not answer.is_taken
    assert answer.error
