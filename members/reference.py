"""The reference data of members: states, zones, dimensions, areas, parties, chairmanships, coordinations."""

from __future__ import annotations

from pathlib import Path

from cica_portal.common import history
from cica_portal.common.reference import ModelType, Outcome, Rows, bring, read
from members.models import (
    Attestation,
    Chairmanship,
    Coordination,
    Dimension,
    ExternalParty,
    MemberState,
    OtherName,
    PriorityArea,
    ZoneLabel,
)

DATA = Path(__file__).parent / "data"
# In the order in which they point to each other.
FILES: tuple[tuple[ModelType, str], ...] = (
    (MemberState, "member_states.json"),
    (OtherName, "other_names.json"),
    (ZoneLabel, "zone_labels.json"),
    (Dimension, "dimensions.json"),
    (PriorityArea, "priority_areas.json"),
    (ExternalParty, "external_parties.json"),
    (Chairmanship, "chairmanships.json"),
    (Coordination, "coordinations.json"),
    (Attestation, "attestations.json"),
)


def load_members(*, act: history.Act, folder: Path = DATA) -> list[Outcome]:
    rows = Rows()
    with history.batch(act) as batch:
        return [bring(model, read(folder / name), batch=batch, rows=rows) for model, name in FILES]
