"""What the bodies of writing requests may hold. Nothing is required here: the forms say what is missing."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from cbm_events.forms.events import FIRST_STATUSES
from cbm_events.forms.participation import MOST_DELEGATES
from cbm_events.forms.roles import MOST_PARTIES
from cbm_events.models import EventRole, Kind, Mode, Participation
from cica_portal.common.audiences import Audience
from cica_portal.common.fuzzy import Precision

MOST_ROWS = 100
REPLIES = [(answer.value, answer.label) for answer in (Participation.Answer.TAKES_PART, Participation.Answer.REGRETS)]
FIRST_STATUS_CHOICES = [(status.value, status.label) for status in FIRST_STATUSES]
PLANNED_REACH = [(audience.value, audience.label) for audience in (Audience.MEMBER_STATES, Audience.SECRETARIAT)]
OPTIONAL: dict[str, Any] = {"required": False, "allow_null": True}


def text(**kwargs: Any) -> serializers.CharField:
    return serializers.CharField(allow_blank=True, **OPTIONAL, **kwargs)


def day(**kwargs: Any) -> serializers.DateField:
    return serializers.DateField(**OPTIONAL, **kwargs)


def choice(choices: Any, **kwargs: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices, **OPTIONAL, **kwargs)


class TextInput(serializers.Serializer):
    """A text in both languages. What is left out stays as it is; null empties it."""

    en = text()
    ru = text()


class PeriodInput(serializers.Serializer):
    """When, as precisely as it is known; given as a whole. With `tbc` both days may be left out."""

    earliest = day(help_text=_("First possible day"))
    latest = day(help_text=_("Last possible day; of exact days the first if it is left out"))
    precision = choice(Precision.choices)


class TimesInput(serializers.Serializer):
    """Clock times there, of exact days only."""

    opens = serializers.TimeField(**OPTIONAL, help_text=_("24-hour clock, like 10:00"))
    closes = serializers.TimeField(**OPTIONAL, help_text=_("On the last day"))
    zone = text(help_text=_("Name in the zone database, like Asia/Almaty"))


class PlaceInput(serializers.Serializer):
    """Where. An online event has no city and no country."""

    venue = TextInput(**OPTIONAL)
    city = TextInput(**OPTIONAL)
    country = text(help_text=_("Code of a member state"))
    country_other = text(help_text=_("Another country, by name"))


class RoleInput(serializers.Serializer):
    """One party in one role."""

    role = choice(EventRole.Role.choices)
    party = choice(EventRole.Party.choices)
    state = text(help_text=_("Code of a member state"))
    council = text(help_text=_("Code of a body"))
    observer = text(help_text=_("Identifier of an observer or partner"))
    institution = TextInput(**OPTIONAL)
    capacity = choice(EventRole.Capacity.choices)
    is_lead = serializers.BooleanField(**OPTIONAL)


class ContentInput(serializers.Serializer):
    """What, when and where."""

    title = TextInput(**OPTIONAL)
    summary = TextInput(**OPTIONAL)
    kind = choice(Kind.choices)
    period = PeriodInput(**OPTIONAL)
    times = TimesInput(**OPTIONAL)
    mode = choice(Mode.choices)
    place = PlaceInput(**OPTIONAL)
    dimension = text(help_text=_("Code of a dimension; null says that it has none"))
    area = text(help_text=_("Code of a priority area"))


class ReasonInput(serializers.Serializer):
    """Why, for everybody who sees the event, and what stays inside the Secretariat."""

    reason = text()
    note = text()


class EventContentInput(ContentInput):
    council = text(help_text=_("Code of a body"))
    visibility = choice(Audience.choices)
    nomination_deadline = day()
    report_due = day()
    report_by = text(help_text=_("Code of a member state"))
    roles: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=RoleInput(),
        max_length=MOST_PARTIES,
        help_text=_("All of them: a list replaces the one before"),
        **OPTIONAL,
    )


class EventChangeInput(EventContentInput, ReasonInput):
    """What is to be otherwise; what is left out stays as it is, and null empties it."""


class EventInput(EventChangeInput):
    """A new event."""

    status = choice(FIRST_STATUS_CHOICES)


class RowInput(EventContentInput):
    """A new event, or with its identifier and ETag one that is there."""

    status = choice(FIRST_STATUS_CHOICES, help_text=_("Of a new event only"))
    id = text(help_text=_("Identifier of the event that is to be changed"))
    if_match = text(help_text=_("The ETag of that event"))


class BulkInput(ReasonInput):
    """Many events at once."""

    atomic = serializers.BooleanField(**OPTIONAL, help_text=_("All or nothing; else each row by itself"))
    rows: serializers.ListSerializer[Any] = serializers.ListSerializer(child=RowInput(), max_length=MOST_ROWS)


class ActInput(ReasonInput):
    """An act without anything of its own."""


class PlanInput(ActInput):
    """A proposal that enters the plan."""

    visibility = choice(PLANNED_REACH)


class MoveInput(ActInput):
    """New dates, with the times and deadlines that hang on them."""

    period = PeriodInput(**OPTIONAL)
    times = TimesInput(**OPTIONAL)
    nomination_deadline = day()
    report_due = day()


class AnyActInput(PlanInput, MoveInput):
    """The reason, the note, and for `plan` who sees it, for `move` the new dates."""


class ProposalInput(ContentInput):
    """What a state says of an event that it offers."""

    co_organisers = text(help_text=_("States that would co-organise, in your own words"))


class ReplyInput(serializers.Serializer):
    """Whether the own state takes part, and with how many delegates, as far as it is known."""

    answer = choice(REPLIES)
    delegates = serializers.IntegerField(**OPTIONAL, min_value=0, max_value=MOST_DELEGATES)


class StepInput(serializers.Serializer):
    """What is said with a step."""

    comment = text(help_text=_("Read by the liaisons of the state and the Secretariat."))


class NotIncludedInput(StepInput):
    """Names the plan that was adopted without the proposal."""

    adopted_on = day()
    meeting = TextInput(**OPTIONAL)


class AnyStepInput(NotIncludedInput):
    """The comment, and for `not-included` the plan that was adopted without the proposal."""
