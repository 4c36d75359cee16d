"""The three circles of readers, from the widest to the narrowest."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who a row is for; the same words say who a viewer is."""

    PUBLIC = "public", _("Public")
    MEMBER_STATES = "member_states", _("Member states")
    SECRETARIAT = "secretariat", _("Secretariat only")


# The order in which a transaction takes its numbers; never change it (deadlocks).
AUDIENCE_ORDER: tuple[Audience, ...] = (Audience.PUBLIC, Audience.MEMBER_STATES, Audience.SECRETARIAT)

EVERYBODY: frozenset[Audience] = frozenset(AUDIENCE_ORDER)
STAFF_ONLY: frozenset[Audience] = frozenset({Audience.SECRETARIAT})


def audiences_that_see(visibility: str) -> frozenset[Audience]:
    """Audiences that see a row of this visibility: its own and every narrower one."""
    return frozenset(AUDIENCE_ORDER[AUDIENCE_ORDER.index(Audience(visibility)) :])


def visibilities_for(audience: str) -> tuple[Audience, ...]:
    """Visibilities that a member of this audience may read: its own and every wider one."""
    return AUDIENCE_ORDER[: AUDIENCE_ORDER.index(Audience(audience)) + 1]


def widest(audiences: frozenset[Audience]) -> Audience:
    """The widest audience of a set; the Secretariat sees everything."""
    return next((audience for audience in AUDIENCE_ORDER if audience in audiences), Audience.SECRETARIAT)
