"""Addresses of the API, version 1. They do not change with the language of the reader."""

from django.urls import path, re_path

from cbm_events.api.belongings import DOCUMENTS, EVENT_LINKS, OUTCOMES
from cbm_events.api.entries import KEPT
from cbm_events.api.exports import ExportView
from cbm_events.api.plans import PLAN_VERSIONS, PLANS
from cbm_events.api.proposals import PROPOSALS
from cbm_events.api.resources import EVENTS, SUMMARIES
from cbm_events.api.writing.bulk import EventBulk
from cbm_events.api.writing.events import EventAct, EventDetail, EventList
from cbm_events.api.writing.proposals import ProposalDetail, ProposalList, ProposalStepView
from cbm_events.api.writing.replies import EventReply
from cica_portal.common.api.changes import ChangesView
from cica_portal.common.api.reference import ReferencePage, SchemaView
from cica_portal.common.api.views import DetailView, ListView, NothingHere, RootView
from councils.api.resources import COUNCILS, DECISIONS, SEATS, SILENCE_PROCEDURES
from members.api.resources import AREAS, CHAIRMANSHIPS, COORDINATIONS, DIMENSIONS, HOLIDAYS, OBSERVERS, STATES

app_name = "api"

RESOURCES = (
    STATES,
    OBSERVERS,
    DIMENSIONS,
    AREAS,
    COORDINATIONS,
    CHAIRMANSHIPS,
    HOLIDAYS,
    COUNCILS,
    SEATS,
    DECISIONS,
    SILENCE_PROCEDURES,
    EVENTS,
    EVENT_LINKS,
    DOCUMENTS,
    OUTCOMES,
    PLANS,
    PLAN_VERSIONS,
    PROPOSALS,
    SUMMARIES,
)

urlpatterns = [
    path("", RootView.as_view(resources=RESOURCES), name="root"),
    path("states/", ListView.as_view(resource=STATES), name="state_list"),
    path("states/<str:key>/", DetailView.as_view(resource=STATES), name="state"),
    path("observers/", ListView.as_view(resource=OBSERVERS), name="observer_list"),
    path("observers/<str:key>/", DetailView.as_view(resource=OBSERVERS), name="observer"),
    path("dimensions/", ListView.as_view(resource=DIMENSIONS), name="dimension_list"),
    path("dimensions/<str:key>/", DetailView.as_view(resource=DIMENSIONS), name="dimension"),
    path("areas/", ListView.as_view(resource=AREAS), name="area_list"),
    path("areas/<str:key>/", DetailView.as_view(resource=AREAS), name="area"),
    path("coordinations/", ListView.as_view(resource=COORDINATIONS), name="coordination_list"),
    path("coordinations/<str:key>/", DetailView.as_view(resource=COORDINATIONS), name="coordination"),
    path("chairmanships/", ListView.as_view(resource=CHAIRMANSHIPS), name="chairmanship_list"),
    path("chairmanships/<str:key>/", DetailView.as_view(resource=CHAIRMANSHIPS), name="chairmanship"),
    path("holidays/", ListView.as_view(resource=HOLIDAYS), name="holiday_list"),
    path("holidays/<str:key>/", DetailView.as_view(resource=HOLIDAYS), name="holiday"),
    path("councils/", ListView.as_view(resource=COUNCILS), name="council_list"),
    path("councils/<str:key>/", DetailView.as_view(resource=COUNCILS), name="council"),
    path("seats/", ListView.as_view(resource=SEATS), name="seat_list"),
    path("seats/<str:key>/", DetailView.as_view(resource=SEATS), name="seat"),
    path("decisions/", ListView.as_view(resource=DECISIONS), name="decision_list"),
    path("decisions/<str:key>/", DetailView.as_view(resource=DECISIONS), name="decision"),
    path("silence-procedures/", ListView.as_view(resource=SILENCE_PROCEDURES), name="silence_procedure_list"),
    path("silence-procedures/<str:key>/", DetailView.as_view(resource=SILENCE_PROCEDURES), name="silence_procedure"),
    path("events/", EventList.as_view(resource=EVENTS, kept=KEPT), name="event_list"),
    path("events/bulk/", EventBulk.as_view(resource=EVENTS), name="event_bulk"),
    path("events.<str:extension>", ExportView.as_view(), name="event_export"),
    path("events/<str:key>/", EventDetail.as_view(resource=EVENTS), name="event"),
    path("events/<str:key>/reply/", EventReply.as_view(resource=EVENTS), name="event_reply"),
    path("events/<str:key>/<slug:action>/", EventAct.as_view(resource=EVENTS), name="event_act"),
    path("event-links/", ListView.as_view(resource=EVENT_LINKS), name="event_link_list"),
    path("event-links/<str:key>/", DetailView.as_view(resource=EVENT_LINKS), name="event_link"),
    path("documents/", ListView.as_view(resource=DOCUMENTS), name="document_list"),
    path("documents/<str:key>/", DetailView.as_view(resource=DOCUMENTS), name="document"),
    path("outcomes/", ListView.as_view(resource=OUTCOMES), name="outcome_list"),
    path("outcomes/<str:key>/", DetailView.as_view(resource=OUTCOMES), name="outcome"),
    path("plans/", ListView.as_view(resource=PLANS), name="plan_list"),
    path("plans/<str:key>/", DetailView.as_view(resource=PLANS), name="plan"),
    path("plan-versions/", ListView.as_view(resource=PLAN_VERSIONS), name="plan_version_list"),
    path("plan-versions/<str:key>/", DetailView.as_view(resource=PLAN_VERSIONS), name="plan_version"),
    path("proposals/", ProposalList.as_view(resource=PROPOSALS), name="proposal_list"),
    path("proposals/<str:key>/", ProposalDetail.as_view(resource=PROPOSALS), name="proposal"),
    path("proposals/<str:key>/<slug:action>/", ProposalStepView.as_view(resource=PROPOSALS), name="proposal_act"),
    path("summaries/", ListView.as_view(resource=SUMMARIES), name="summary_list"),
    path("summaries/<str:key>/", DetailView.as_view(resource=SUMMARIES), name="summary"),
    path("changes/", ChangesView.as_view(resources=RESOURCES), name="changes"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", ReferencePage.as_view(), name="docs"),
    # Everything else, with a slash at its end: Django adds the slash first.
    re_path(r"^(?:[\s\S]+/)?\Z", NothingHere.as_view(), name="nothing"),
]
