"""All that the portal holds of one person, for the person who asks for it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from cica_portal.common.models import Change
from members.accounts.pseudonyms import known_addresses
from members.models import User

Row = dict[str, Any]
ADDRESSES = ("address", "email")
# Keys and hashes say nothing of a person, but whoever has them might act as the person.
SECRETS = frozenset({"password", "secret", "earlier_secret", "secret_hash", "token_hash", "session_key"})
SECRET_CONTENTS = {"mfa.authenticator": {"data"}, "usersessions.usersession": {"data"}}


def personal_data(user: User) -> dict[str, list[Row]]:
    """Rows by model, column by column, without secrets: those that name the person or one of the person's addresses.

    Of what the person changed elsewhere it says when, what and why, not the values: they may name others.
    """
    known = known_addresses(user)
    addresses = known | {address.lower() for address in known}
    found: dict[str, list[Row]] = {}
    for model in apps.get_models():
        belongs = belonging(model, user, addresses)
        if belongs and (rows := model._base_manager.filter(belongs).order_by("pk")):
            found[model._meta.label_lower] = [contents_of(row, user) for row in rows]
    return found


def belonging(model: type[models.Model], user: User, addresses: Collection[str]) -> Q:
    """What makes a row of this model one of the person's; nothing if none can be."""
    belongs = Q()
    if model is User:
        belongs |= Q(pk=user.pk)
    if model is Change:
        belongs |= Q(kind=User.record_kind, subject_id=user.subject_id)
    for field in model._meta.concrete_fields:
        if field.related_model is User:
            belongs |= Q(**{field.name: user})
        elif field.name in ADDRESSES:
            belongs |= Q(**{f"{field.name}__in": addresses})
    return belongs


def contents_of(row: models.Model, user: User) -> Row:
    left_out = SECRETS | SECRET_CONTENTS.get(row._meta.label_lower, set())
    if isinstance(row, Change) and (row.kind, row.subject_id) != (User.record_kind, user.subject_id):
        left_out |= {"before", "after"}
    fields = (field for field in row._meta.concrete_fields if field.name not in left_out)
    return {field.name: field.value_from_object(row) for field in fields}
