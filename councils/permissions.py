"""Who may do what with councils' rows."""

from __future__ import annotations

from typing import Any

from cica_portal.common.access import Rules, is_administrator, is_editor, is_secretariat
from cica_portal.common.audiences import Audience
from cica_portal.common.viewer import Viewer
from members.permissions import speaks_for


def reads_for_states(viewer: Viewer, row: Any = None) -> bool:
    """A liaison of a member state, or anybody of the Secretariat."""
    return viewer.is_signed_in and viewer.audience != Audience.PUBLIC


def is_liaison(viewer: Viewer, row: Any = None) -> bool:
    """A liaison of a member state."""
    return viewer.state is not None


RULES: Rules = {
    "edit_silence": is_editor,
    "enter_objection": is_editor,
    "object_in_portal": is_liaison,
    "release_objection": is_editor,
    "see_silence": reads_for_states,
    "see_silence_actors": is_secretariat,
    "undo_reference": is_administrator,
    "withdraw_objection": speaks_for,
}


def may(viewer: Viewer, action: str, row: Any = None) -> bool:
    return RULES[action](viewer, row)
