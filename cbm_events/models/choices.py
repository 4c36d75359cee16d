"""The words that an event may carry."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """How certain an event is. "Under way" is derived, never stored."""

    PROPOSED = "proposed", _("Proposed")
    PLANNED = "planned", _("Planned")
    CONFIRMED = "confirmed", _("Confirmed")
    HELD = "held", _("Held")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")


class Kind(models.TextChoices):
    """The kind of event."""

    SUMMIT = "summit", _("Summit")
    MINISTERIAL = "ministerial", _("Ministerial meeting")
    COMMITTEE = "committee", _("Committee meeting")
    WORKING_GROUP = "working_group", _("Working group meeting")
    COUNCIL_SESSION = "council_session", _("Council session")
    BOARD_MEETING = "board_meeting", _("Board meeting")
    EXPERT_MEETING = "expert_meeting", _("Expert meeting")
    CONSULTATION = "consultation", _("Consultations")
    CONFERENCE = "conference", _("Conference")
    FORUM = "forum", _("Forum")
    SEMINAR = "seminar", _("Seminar")
    WORKSHOP = "workshop", _("Workshop")
    TRAINING = "training", _("Training course")
    BRIEFING = "briefing", _("Briefing")
    PANEL = "panel", _("Panel discussion")
    SYMPOSIUM = "symposium", _("Symposium")
    RALLY = "rally", _("Rally")
    SPECIAL = "special", _("Special event")


# Meetings of CICA's own bodies: not counted as implementation of confidence-building measures.
STATUTORY_KINDS: frozenset[str] = frozenset({Kind.SUMMIT, Kind.MINISTERIAL, Kind.COMMITTEE, Kind.WORKING_GROUP})


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")
