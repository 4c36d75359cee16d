"""Who may do what with the rows of the ground."""

from __future__ import annotations

from typing import Any

from cica_portal.common.access import Rules, is_administrator, is_editor, is_secretariat
from cica_portal.common.viewer import Viewer

RULES: Rules = {
    "edit_reference": is_administrator,
    "manage_webhooks": is_administrator,
    "see_log": is_secretariat,
    "see_outbox": is_administrator,
    "undo_document": is_editor,
}


def may(viewer: Viewer, action: str, row: Any = None) -> bool:
    return RULES[action](viewer, row)
