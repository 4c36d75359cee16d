"""Several meetings of one event at once: what they have in common, and their days one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from cbm_events.forms.choices import code_field, kind_choices, zone_choices
from cbm_events.forms.days import ClockField, parse_day
from cbm_events.forms.results import reach_field
from cbm_events.forms.texts import PlainField
from cbm_events.models import Event, EventLink, EventRole, Mode, Status
from cbm_events.models.contents import FIRST_YEAR, LAST_YEAR, TITLE_LENGTH
from cbm_events.services import EventToSave
from cica_portal.common.audiences import Audience
from cica_portal.common.fuzzy import Precision
from cica_portal.common.zones import SECRETARIAT_ZONE
from members.models import MemberState

NUMBER = "{n}"
MOST_MEETINGS = 40
UNTIL = re.compile(r"\s*(?:–|—|\.\.|\s-\s|\bto\b|\bдо\b)\s*")
Days = tuple[date, date]
RELATION = gettext_lazy("Choose how the meetings belong to the event.")
COPIED = ("dimension", "area", "council")


class DaysField(forms.Field):
    """Days of meetings, one meeting a line: 18.09.2026, or 18.09.2026 – 20.09.2026."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> list[Days]:
        lines = [line.strip() for line in str(value or "").splitlines()]
        if len(lines) > MOST_MEETINGS:
            raise ValidationError(_("Enter at most %(count)s meetings at once.") % {"count": MOST_MEETINGS})
        found, problems = [], []
        for number, line in enumerate(lines, start=1):
            if not line:
                continue
            try:
                found.append(read_days(line))
            except ValueError as error:
                problems.append(_("Line %(number)s: %(problem)s") % {"number": number, "problem": error})
        if problems:
            raise ValidationError(problems)
        return found

    def validate(self, value: list[Days]) -> None:
        if not value:
            raise ValidationError(_("Enter the day of each meeting on a line of its own."), code="required")


def read_days(line: str) -> Days:
    """Raises ValueError with words for people."""
    edges = [_day(part) for part in UNTIL.split(line, maxsplit=1)]
    if edges[-1] < edges[0]:
        raise ValueError(_("the last day is before the first day."))
    return edges[0], edges[-1]


def _day(text: str) -> date:
    try:
        day = parse_day(text)
    except ValueError as error:
        raise ValueError(_("there is no such day in the calendar.")) from error
    if day is None:
        raise ValueError(_("enter the day like 18.09.2026."))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(_("enter a year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return day


def relation_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("They are"),
        choices=EventLink.Relation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": RELATION, "invalid_choice": RELATION},
    )


class SeriesForm(forms.Form):
    """What the meetings have in common. Nothing is taken from the main event but what stands in the form."""

    relation = relation_field()
    title_en = PlainField(
        label=gettext_lazy("Title in English"),
        max_length=TITLE_LENGTH,
        help_text=gettext_lazy("{n} becomes the number of the meeting."),
        widget=forms.TextInput({"lang": "en"}),
    )
    title_ru = PlainField(
        label=gettext_lazy("Title in Russian"), max_length=TITLE_LENGTH, widget=forms.TextInput({"lang": "ru"})
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of event"),
        choices=kind_choices,
        error_messages={
            "required": gettext_lazy("Choose the kind of event."),
            "invalid_choice": gettext_lazy("Choose the kind from the list."),
        },
    )
    days = DaysField(
        label=gettext_lazy("Days"),
        required=False,
        help_text=gettext_lazy("One meeting a line: 18.09.2026, or 18.09.2026 – 20.09.2026"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    start_time = ClockField(label=gettext_lazy("Opens at"))
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a time zone from the list.")},
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[("", gettext_lazy("Not known")), *Mode.choices],
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose the format from the list.")},
    )
    country = code_field(
        MemberState.objects.all(), gettext_lazy("Choose a member state from the list."), label=gettext_lazy("Country")
    )
    city_en = PlainField(label=gettext_lazy("City, in English"), max_length=100)
    city_ru = PlainField(label=gettext_lazy("City, in Russian"), max_length=100)
    with_organisers = forms.BooleanField(
        label=gettext_lazy("The organisers of the main event organise them"), required=False
    )
    visibility = reach_field()

    def __init__(self, data: Any = None, *, main: Event) -> None:
        super().__init__(data, initial=initial_of(main))
        self.main = main
        self.fields["zone"].choices = zone_choices(main.zone)  # type: ignore[attr-defined]
        states = MemberState.objects.in_order(get_language() or "en")
        self.fields["country"].queryset = states  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("title_en") and not values.get("title_ru") and "title_en" not in self.errors:
            self.add_error("title_en", _("Enter the title in English or in Russian."))
        if values.get("mode") == Mode.ONLINE and any(values.get(name) for name in ("country", "city_en", "city_ru")):
            self.add_error("mode", _("An online event has no city and no country."))
        both = values.get("title_en") and values.get("title_ru")
        if values.get("visibility") == Audience.PUBLIC and not both and "title_en" not in self.errors:
            self.add_error("visibility", _("Enter both titles before the meetings are made public."))
        if self.main.status == Status.PROPOSED and values.get("visibility") != Audience.SECRETARIAT:
            self.add_error("visibility", _("A proposal is seen by its own states and the Secretariat only."))
        return values

    def entries(self, first_id: str | None) -> Iterator[EventToSave]:
        """The meetings, numbered by the order of their lines. The first carries the identifier of the form."""
        for number, days in enumerate(self.cleaned_data["days"], start=1):
            event = self._meeting(number, days)
            if number == 1 and first_id:
                event.public_id = first_id
            yield EventToSave(event=event, roles=self._roles())

    def _meeting(self, number: int, days: Days) -> Event:
        values = self.cleaned_data
        common = {name: values[name] for name in ("kind", "mode", "country", "city_en", "city_ru", "visibility")}
        titles = {name: values[name].replace(NUMBER, str(number)) for name in ("title_en", "title_ru")}
        clock = {"start_time": values["start_time"], "zone": values["zone"] if values["start_time"] else ""}
        copied = {name: getattr(self.main, name) for name in COPIED}
        status = Status.PROPOSED if self.main.status == Status.PROPOSED else Status.PLANNED
        return Event(
            **common, **titles, **clock, **copied, status=status, is_sample=self.main.is_sample,
            earliest=days[0], latest=days[1], precision=Precision.DAY,
        )  # fmt: skip

    def _roles(self) -> list[EventRole]:
        if not self.cleaned_data["with_organisers"]:
            return []
        names = ("role", "party", "state", "council", "organisation", "institution_en", "institution_ru", "is_lead")
        organising = [role for role in self.main.roles.all() if role.role in EventRole.ORGANISING]
        return [EventRole(**{name: getattr(role, name) for name in names}) for role in organising]


def initial_of(main: Event) -> dict[str, Any]:
    """Words to begin with, in which the editor changes what is wrong."""
    is_inside = main.visibility == Audience.SECRETARIAT
    return {
        "relation": EventLink.Relation.PREPARATORY,
        "title_en": _offered_title(main.title_en, "en"), "title_ru": _offered_title(main.title_ru, "ru"),
        "zone": main.zone or SECRETARIAT_ZONE, "with_organisers": True,
        "visibility": Audience.SECRETARIAT if is_inside else Audience.MEMBER_STATES,
    }  # fmt: skip


def _offered_title(title: str, language: str) -> str:
    with override(language):
        words = _("Preparatory meeting %(number)s: %(event)s") % {"number": NUMBER, "event": title}
    return words[:TITLE_LENGTH] if title else ""


class LinkForm(forms.Form):
    """An event that is entered already becomes a meeting of this one."""

    relation = relation_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].label = _("It belongs as")
