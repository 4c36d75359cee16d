"""Who may do what with events, proposals, reminders and summaries."""

from __future__ import annotations

from typing import Any

from cica_portal.common.access import Rules, is_administrator, is_editor, is_secretariat
from cica_portal.common.viewer import Viewer


def is_liaison(viewer: Viewer, row: Any = None) -> bool:
    """A liaison of a member state."""
    return viewer.state is not None


def is_own_liaison(viewer: Viewer, row: Any = None) -> bool:
    """A liaison of the state whose row it is."""
    return viewer.state is not None and row is not None and row.state_id == viewer.state.pk


def is_liaison_or_secretariat(viewer: Viewer, row: Any = None) -> bool:
    """A liaison of a member state, or anybody of the Secretariat."""
    return is_liaison(viewer) or is_secretariat(viewer)


def answers_for_it(viewer: Viewer, row: Any = None) -> bool:
    """A liaison of a state that organises or coordinates it, or an editor."""
    return is_editor(viewer) or is_own_liaison(viewer, row)


def is_told_of_it(viewer: Viewer, row: Any = None) -> bool:
    """A liaison of a state that organises or coordinates it, or anybody of the Secretariat."""
    return is_secretariat(viewer) or is_own_liaison(viewer, row)


RULES: Rules = {
    "add_event": is_editor,
    "edit_event": is_editor,
    "enter_participation": is_editor,
    "send_invitations": is_editor,
    "answer_for_state": is_liaison,
    "edit_figure": is_editor,
    "edit_outcome": is_editor,
    "record_report": is_editor,
    "send_report": is_own_liaison,
    "link_events": is_editor,
    "add_document": is_editor,
    "edit_document": is_editor,
    "check_dates": is_liaison_or_secretariat,
    "answer_confirmation": answers_for_it,
    "withdraw_confirmation": is_own_liaison,
    "settle_confirmation": is_editor,
    "edit_confirmation_term": is_administrator,
    "see_awaited_confirmations": is_secretariat,
    "see_unconfirmed": is_told_of_it,
    "see_proposals": is_liaison_or_secretariat,
    "offer_event": is_liaison,
    "edit_proposal": is_own_liaison,
    "withdraw_proposal": is_own_liaison,
    "answer_proposal": is_editor,
    "see_internal_notes": is_secretariat,
    "see_event_history_actors": is_secretariat,
    "edit_plan": is_editor,
    "decide_plan": is_editor,
    "see_plan_draft": is_secretariat,
    "see_reminder_ledger": is_secretariat,
    "send_reminder_again": is_editor,
    "stop_sending": is_editor,
    "see_flagged_addresses": is_administrator,
    "see_subscribers": is_administrator,
    "edit_reminder_rule": is_administrator,
    "see_letters": is_secretariat,
    "write_letter": is_editor,
    "edit_letter_template": is_editor,
    "edit_letter_numbering": is_administrator,
    "see_imports": is_secretariat,
    "import_events": is_editor,
    "build_summary": is_editor,
    "write_summary": is_editor,
    "review_summary": is_editor,
    "publish_summary": is_editor,
    "undo_event": is_editor,
    "undo_reference": is_administrator,
}


def may(viewer: Viewer, action: str, row: Any = None) -> bool:
    return RULES[action](viewer, row)
