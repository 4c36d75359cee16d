"""Where the portal may connect on behalf of a partner: to public addresses only, looked at when it connects."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

Address = IPv4Address | IPv6Address
# Beside what Python knows to be private: shared, benchmarking, documentation, relays and what is reserved.
CLOSED_V4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/3",
        ),
    )
)  # fmt: skip
# Of IPv6 only what is given out as global unicast, without tunnels and documentation: so no mapped and no local one.
OPEN_V6 = ip_network("2000::/3")
CLOSED_V6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))


class Forbidden(Exception):
    """The address is not one of the public network."""


def checked_address(host: str, port: int) -> str:
    """One address of the host, to connect to. Raises Forbidden if any of them is not public, and OSError."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not settings.WEBHOOKS_TO_PRIVATE_ADDRESSES and not all(is_public(ip_address(each)) for each in found):
        raise Forbidden
    return found[0]


def is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in CLOSED_V4)
    is_open = address in OPEN_V6 and address.scope_id is None
    return is_open and address.is_global and not any(address in network for network in CLOSED_V6)
