from members.models.chairmanships import Chairmanship
from members.models.coordinations import Attestation, Coordination
from members.models.holidays import Holiday
from members.models.invitations import Invitation
from members.models.other_names import OtherName
from members.models.parties import ExternalParty, MemberState, ZoneLabel
from members.models.subjects import Dimension, PriorityArea
from members.models.tokens import ApiToken
from members.models.users import User
from members.models.weekends import Weekend

__all__ = [
    "ApiToken",
    "Attestation",
    "Chairmanship",
    "Coordination",
    "Dimension",
    "ExternalParty",
    "Holiday",
    "Invitation",
    "MemberState",
    "OtherName",
    "PriorityArea",
    "User",
    "Weekend",
    "ZoneLabel",
]
