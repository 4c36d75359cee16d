"""What tests of the log share."""

import pytest

from cica_portal.common import history
from cica_portal.common.audit.undo import undo
from cica_portal.common.models import Change, Recorded
from tests.factories import make_act


@pytest.fixture
def undo_act(editor) -> history.Act:
    return make_act(actor=editor, reason="Undo of the change of 16 March 2026, 14:00")


def changes_of(row: Recorded) -> list[Change]:
    return list(Change.objects.of(row.record_kind, row.subject_id).order_by("id"))


def last_act(row: Recorded) -> list[Change]:
    """What the last act wrote about this row."""
    changes = changes_of(row)
    return [change for change in changes if change.batch == changes[-1].batch]


def undo_last(row: Recorded, act: history.Act) -> history.Batch:
    return undo(changes=last_act(row), act=act)
