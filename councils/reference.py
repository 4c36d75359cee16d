"""The reference data of councils: bodies, attested chairs, adopted documents."""

from __future__ import annotations

from pathlib import Path

from cica_portal.common import history
from cica_portal.common.reference import ModelType, Outcome, Rows, bring, read
from councils.models import Council, Decision, Seat

DATA = Path(__file__).parent / "data"
FILES: tuple[tuple[ModelType, str], ...] = (
    (Council, "councils.json"),
    (Seat, "seats.json"),
    (Decision, "decisions.json"),
)


def load_councils(*, act: history.Act, folder: Path = DATA) -> list[Outcome]:
    rows = Rows()
    with history.batch(act) as batch:
        return [bring(model, read(folder / name), batch=batch, rows=rows) for model, name in FILES]
