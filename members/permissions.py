"""Who may do what with members' rows."""

from __future__ import annotations

from typing import Any

from cica_portal.common.access import Rules, is_administrator, is_editor, is_secretariat
from cica_portal.common.audiences import Audience
from cica_portal.common.viewer import Viewer


def is_inside(viewer: Viewer, row: Any = None) -> bool:
    """A liaison of a member state, or anybody of the Secretariat."""
    return viewer.is_signed_in and viewer.audience != Audience.PUBLIC


def speaks_for(viewer: Viewer, row: Any) -> bool:
    """A liaison of the state whose row it is, or an editor."""
    return is_editor(viewer) or (viewer.state is not None and row is not None and row.state_id == viewer.state.pk)


RULES: Rules = {
    "confirm_holiday": speaks_for,
    "edit_holiday": is_editor,
    "grant_member_states": is_administrator,
    "invite": is_administrator,
    "issue_own_token": is_inside,
    "issue_token": is_administrator,
    "see_accounts_in_log": is_administrator,
    "see_holiday_overview": is_secretariat,
    "see_holidays": is_inside,
    "see_long_names": is_secretariat,
    "undo_reference": is_administrator,
}


def may(viewer: Viewer, action: str, row: Any = None) -> bool:
    return RULES[action](viewer, row)
