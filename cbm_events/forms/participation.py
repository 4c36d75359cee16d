"""The sheet of what one source says of all member states, and the reply of one state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cbm_events.forms.choices import NOTHING
from cbm_events.forms.days import DayField
from cbm_events.forms.texts import PlainField
from cbm_events.models import Participation, PersonGroup
from cbm_events.participation.sheets import Cell
from cbm_events.participation.standings import NO, YES, Said, said_in
from members.models import MemberState

Answer = Participation.Answer
MOST_DELEGATES = 999
LEVELS = (PersonGroup.HEADS, PersonGroup.MINISTERS, PersonGroup.SENIOR_OFFICIALS, PersonGroup.EXPERTS)
SHOWN = "shown"
FROM_LIST = {"invalid_choice": _("Choose from the list.")}
NUMBER = _("Enter a number up to %(limit_value)s.")


def answer_field(**kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Reply"), required=False, error_messages=FROM_LIST, **kwargs)


def delegates_field(**kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Delegates"), required=False, min_value=0, max_value=MOST_DELEGATES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 3}),
        error_messages={"invalid": _("Enter a number."), "max_value": NUMBER, "min_value": _("Enter a number.")},
        **kwargs,
    )  # fmt: skip


class SaidForm(forms.Form):
    """What is said of one state. `shown` is what its editor was shown."""

    answer = answer_field(choices=[NOTHING, *Answer.choices])
    delegates = delegates_field()
    attended = forms.TypedChoiceField(
        label=_("Attended"),
        choices=[NOTHING, (YES, _("Yes")), (NO, _("No"))],
        coerce=lambda text: text == YES,
        empty_value=None,
        required=False,
        error_messages=FROM_LIST,
    )
    level = forms.ChoiceField(
        label=_("Represented by"),
        choices=[NOTHING, *((level.value, level.label) for level in LEVELS)],
        required=False,
        error_messages=FROM_LIST,
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("answer") == Answer.REGRETS and values.get("delegates"):
            self.add_error("delegates", _("A state that sends regrets names no delegates."))
        return values

    @property
    def said(self) -> Said:
        values = self.cleaned_data
        return Said(values["answer"], values["delegates"], values["attended"], values["level"])

    @property
    def shown_before(self) -> Said:
        return said_in(self.cleaned_data.get(SHOWN, ""))


def said_initial(said: Said) -> dict[str, Any]:
    """What the inputs hold for a stored row."""
    attended = "" if said.attended is None else YES if said.attended else NO
    return {
        "answer": said.answer, "delegates": said.delegates, "attended": attended, "level": said.level,
        SHOWN: said.as_text(),
    }  # fmt: skip


class SheetForm(forms.Form):
    """Whose word it is, and as of which day."""

    source = PlainField(
        label=_("Source"),
        max_length=500,
        help_text=_("Who says so: notes verbales, the list of participants, a press release."),
    )
    as_of = DayField(
        label=_("As of"),
        help_text=_("Like 18.09.2026"),
        required=True,
        error_messages={"required": _("Enter the day.")},
    )

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"]
        if not source:
            raise forms.ValidationError(_("Say where this is known from."))
        return source


class SheetEntry:
    """The sheet as a page shows or sends it: its head and one row a state."""

    def __init__(
        self, states: Iterable[MemberState], *, data: QueryDict | None = None, head: dict[str, Any] | None = None,
        said: Mapping[int, Said] | None = None,
    ) -> None:  # fmt: skip
        known = said or {}
        self.head = SheetForm(data, initial=head)
        self.rows = [(state, _row(state, data, known.get(state.pk, Said()))) for state in states]

    @property
    def forms(self) -> list[forms.Form]:
        return [self.head, *(form for _state, form in self.rows)]

    def is_valid(self) -> bool:
        return [form.is_valid() for form in self.forms].count(False) == 0

    def cells(self) -> list[Cell]:
        return [Cell(state, form.shown_before, form.said) for state, form in self.rows]

    def clash(self, states: Iterable[Any], stored: Mapping[int, Said]) -> None:
        """Mark the states of which somebody else has said something else; saving again then decides."""
        theirs, data = {state.pk for state in states}, QueryDict(mutable=True)
        data.update(self.head.data)
        for state, form in self.rows:
            if state.pk in theirs:
                form.add_error(None, _("Somebody else has entered this state meanwhile: see what is stored."))
            data[form.add_prefix(SHOWN)] = stored.get(state.pk, Said()).as_text()
            form.data = data

    def problems(self) -> Iterator[tuple[MemberState | None, BoundField | None, str]]:
        for state, form in [(None, self.head), *self.rows]:
            for message in form.non_field_errors():
                yield state, None, str(message)
            for bound in form:
                for message in bound.errors:
                    yield state, bound, str(message)


def _row(state: MemberState, data: QueryDict | None, said: Said) -> SaidForm:
    return SaidForm(data, prefix=state.code, initial=said_initial(said))


class ReplyForm(forms.Form):
    """Whether the own state takes part, and with how many delegates."""

    answer = forms.ChoiceField(
        label=_("Reply"),
        choices=[(Answer.TAKES_PART, Answer.TAKES_PART.label), (Answer.REGRETS, Answer.REGRETS.label)],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether your state takes part."),
            "invalid_choice": _("Choose whether your state takes part."),
        },
    )
    delegates = delegates_field(help_text=_("Empty if it is not known yet"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("answer") == Answer.REGRETS and values.get("delegates"):
            self.add_error("delegates", _("A state that sends regrets names no delegates."))
        return values

    @property
    def said(self) -> Said:
        return Said(self.cleaned_data["answer"], self.cleaned_data["delegates"])

    @property
    def shown_before(self) -> Said:
        return said_in(self.cleaned_data.get(SHOWN, ""))
