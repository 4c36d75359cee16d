from councils.models.councils import Council
from councils.models.decisions import Decision
from councils.models.objections import Objection
from councils.models.seats import Seat
from councils.models.silence import SilenceProcedure, SilenceStage, SilenceStep

__all__ = ["Council", "Decision", "Objection", "Seat", "SilenceProcedure", "SilenceStage", "SilenceStep"]
