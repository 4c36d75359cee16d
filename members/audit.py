"""What the log knows of the members' kinds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cica_portal.common.audit.kinds import Kind
from cica_portal.common.audit.undoers import Undoer
from members.permissions import RULES

SUBJECTS = ("state", "dimension", "area")
ACCOUNTS = _("Accounts and invitations are changed on their own pages, not from the log.")
TOKENS = _("A token is issued and revoked on the page of tokens, not from the log.")
see_accounts, undo = RULES["see_accounts_in_log"], RULES["undo_reference"]
undo_holiday = RULES["edit_holiday"]

KINDS = (
    Kind(name="member_state", page="members:state", undoer=Undoer, undone_by=undo),
    Kind(name="other_name", undoer=Undoer, undone_by=undo),
    Kind(name="external_party", undoer=Undoer, undone_by=undo),
    Kind(name="zone_label", undoer=Undoer, undone_by=undo),
    Kind(name="dimension", page="members:dimension", undoer=Undoer, undone_by=undo),
    Kind(name="priority_area", page="members:area", undoer=Undoer, undone_by=undo),
    Kind(name="coordination", related=SUBJECTS, undoer=Undoer, undone_by=undo),
    Kind(
        name="attestation",
        related=tuple(f"coordination__{name}" for name in SUBJECTS),
        undoer=Undoer,
        undone_by=undo,
    ),
    Kind(name="chairmanship", related=("state",), undoer=Undoer, undone_by=undo),
    Kind(name="holiday", related=("state",), undoer=Undoer, undone_by=undo_holiday),
    Kind(name="user", own_way=ACCOUNTS, seen_by=see_accounts),
    Kind(name="invitation", own_way=ACCOUNTS, seen_by=see_accounts),
    Kind(name="api_token", own_way=TOKENS, seen_by=see_accounts),
)
