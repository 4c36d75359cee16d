"""What the log knows of the councils' kinds."""

from cica_portal.common.audit.kinds import Kind
from cica_portal.common.audit.undoers import Undoer
from councils.permissions import RULES

KINDS = (
    Kind(name="council", page="councils:detail", undoer=Undoer, undone_by=RULES["undo_reference"]),
    Kind(name="seat", related=("council", "state"), undoer=Undoer, undone_by=RULES["undo_reference"]),
    Kind(name="decision", undoer=Undoer, undone_by=RULES["undo_reference"]),
    Kind(name="silence_procedure", page="councils:silence"),
    Kind(name="objection", related=("procedure", "state")),
)
