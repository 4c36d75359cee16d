"""Addresses that no row can have are answered like any other that is not there."""

import pytest
from django.test import Client

ADDRESSES = (
    "/events/%00/",
    "/events/a%00b/edit/",
    "/documents/%00/",
    "/reports/%00/",
    "/states/%00/",
    "/areas/%00/",
    "/dimensions/%00/",
    "/councils/%00/",
)


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_null_byte_in_an_address_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
