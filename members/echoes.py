"""Whose answers hold rows of this app."""

from cica_portal.common.echoes import to_owner

ECHOES = {"attestation": to_owner("coordination", "coordination")}
