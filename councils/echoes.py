"""Whose answers hold rows of this app."""

from cica_portal.common.echoes import to_owner

ECHOES = {"seat": to_owner("council", "council")}
