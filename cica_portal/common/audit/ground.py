"""The kinds of the ground itself."""

from cica_portal.common.audit.kinds import Kind
from cica_portal.common.audit.undoers import Undoer
from cica_portal.common.permissions import RULES

KINDS = (Kind(name="document", undoer=Undoer, undone_by=RULES["undo_document"]),)
