from cbm_events.models.choices import Kind, Mode, Status
from cbm_events.models.confirmations import ConfirmationAnswer, ConfirmationTerm
from cbm_events.models.events import Event
from cbm_events.models.feeds import EventEntry, EventRendering, Feed
from cbm_events.models.figures import Participation, PersonGroup, PublishedFigure
from cbm_events.models.imports import ImportRow, ImportRun, ImportSender
from cbm_events.models.letters import (
    Letter,
    LetterForm,
    LetterKind,
    LetterNumbering,
    LetterSequence,
    LetterTemplate,
)
from cbm_events.models.links import EventLink
from cbm_events.models.outcomes import Outcome
from cbm_events.models.plan_items import LineOutcome, PlanItem, PlanLine, PlanLink, PlanOutcome, Standing
from cbm_events.models.plans import Plan, PlanStage, PlanVersion
from cbm_events.models.proposals import Proposal, ProposalStatus, ProposalStep
from cbm_events.models.reminder_rules import ReminderRule
from cbm_events.models.roles import EventRole
from cbm_events.models.subscribers import Subscriber
from cbm_events.models.summaries import SummaryRow, SummaryText, YearlySummary

__all__ = [
    "ConfirmationAnswer",
    "ConfirmationTerm",
    "Event",
    "EventEntry",
    "EventLink",
    "EventRendering",
    "EventRole",
    "Feed",
    "ImportRow",
    "ImportRun",
    "ImportSender",
    "Kind",
    "Letter",
    "LetterForm",
    "LetterKind",
    "LetterNumbering",
    "LetterSequence",
    "LetterTemplate",
    "LineOutcome",
    "Mode",
    "Outcome",
    "Participation",
    "PersonGroup",
    "Plan",
    "PlanItem",
    "PlanLine",
    "PlanLink",
    "PlanOutcome",
    "PlanStage",
    "PlanVersion",
    "Proposal",
    "ProposalStatus",
    "ProposalStep",
    "PublishedFigure",
    "ReminderRule",
    "Standing",
    "Status",
    "Subscriber",
    "SummaryRow",
    "SummaryText",
    "YearlySummary",
]
