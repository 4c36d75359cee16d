"""How the API answers, and what its OpenAPI file says of it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

DESCRIPTION = _(
    "The calendar of confidence-building measures. Everything public is open to all; liaisons and the Secretariat "
    "write with tokens of their own. Texts come in English and in Russian."
)
# Names of the lists of values in the OpenAPI file; without them they would be named after the first field met.
ENUM_NAMES = {
    "ChangeKind": "cica_portal.common.api.changes.Told",
    "Audience": "cica_portal.common.audiences.Audience",
    "Confidence": "cica_portal.common.models.Confidence",
    "Precision": "cica_portal.common.fuzzy.Precision",
    "PartyNature": "members.models.parties.ExternalParty.Nature",
    "PartyStanding": "members.models.parties.ExternalParty.Standing",
    "AreaStatus": "members.models.subjects.PriorityArea.Status",
    "CoordinationRole": "members.models.coordinations.Coordination.Role",
    "CouncilKind": "councils.models.councils.Council.Kind",
    "CouncilStatus": "councils.models.councils.Council.Status",
    "SeatRole": "councils.models.seats.Seat.Role",
    "DecisionMethod": "councils.models.decisions.Decision.Method",
    "SilenceStage": "councils.models.silence.SilenceStage",
    "SilenceAction": "councils.models.silence.SilenceStep.Action",
    "PlanCounts": "cbm_events.models.Plan.Counts",
    "PlanStage": "cbm_events.models.PlanStage",
    "PlanVersionKind": "cbm_events.models.PlanVersion.Kind",
    "LineStanding": "cbm_events.models.Standing",
    "DocumentKind": "cica_portal.common.models.DocumentKind",
    "OutcomeVerb": "cbm_events.models.Outcome.Verb",
    "EventRelation": "cbm_events.models.EventLink.Relation",
    "EventKind": "cbm_events.models.Kind",
    "EventStatus": "cbm_events.models.Status",
    "FirstStatus": "cbm_events.api.writing.shapes.FIRST_STATUS_CHOICES",
    "ReplyOfState": "cbm_events.api.writing.shapes.REPLIES",
    "PlannedReach": "cbm_events.api.writing.shapes.PLANNED_REACH",
    "ProposalStatus": "cbm_events.models.ProposalStatus",
    "EventMode": "cbm_events.models.Mode",
    "EventRoleName": "cbm_events.models.EventRole.Role",
    "EventParty": "cbm_events.models.EventRole.Party",
    "EventCapacity": "cbm_events.models.EventRole.Capacity",
    "FigureMetric": "cbm_events.models.PublishedFigure.Metric",
    "FigureExactness": "cbm_events.models.PublishedFigure.Exactness",
    "PersonGroup": "cbm_events.models.PersonGroup",
    "ParticipationAnswer": "cbm_events.models.Participation.Answer",
}
TOKEN_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": _("Token of a partner or a person. Without one the answer is what is public."),
}


REST_FRAMEWORK: dict[str, Any] = {
    "NUM_PROXIES": 0,
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_SCHEMA_CLASS": "cica_portal.common.api.openapi.PortalSchema",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "cica_portal.common.api.renderers.OnlyJson",
    "DEFAULT_RENDERER_CLASSES": ["cica_portal.common.api.renderers.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "members.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "EXCEPTION_HANDLER": "cica_portal.common.api.problems.handle_exception",
}


def spectacular_settings(*, portal_url: str) -> dict[str, Any]:
    return {
        "TITLE": "CICA portal",
        "DESCRIPTION": DESCRIPTION,
        "VERSION": "1",
        "OAS_VERSION": "3.1.0",
        "SERVERS": [{"url": portal_url}],
        "SERVE_INCLUDE_SCHEMA": False,
        # The cookie of a person in a browser is nothing that a client of the API can send.
        "AUTHENTICATION_WHITELIST": [],
        "SECURITY": [{"token": []}],
        "APPEND_COMPONENTS": {"securitySchemes": {"token": TOKEN_SCHEME}},
        "SCHEMA_PATH_PREFIX": "/api/v1/",
        "ENUM_NAME_OVERRIDES": ENUM_NAMES,
        "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    }
