"""What people type on the pages of this app."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from members.models import Holiday, User, ZoneLabel

# The process that became CICA was proposed in 1992; the reference data end well before the last year.
FIRST_DAY, LAST_DAY = date(1992, 1, 1), date(2100, 12, 31)
DAY = _("Enter a day of the calendar, like 15.02.2024.")
LONGEST_HOLIDAY = timedelta(days=14)


class AsOfForm(forms.Form):
    """The day for which a page shows who did what; without one, today."""

    use_required_attribute = False

    as_of = forms.DateField(
        label=_("As of"),
        help_text=_("Like 15.02.2024"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(
            format="%d.%m.%Y", attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 40}
        ),
        error_messages={"invalid": _("Enter a day of the calendar, like 15.02.2024.")},
        validators=[
            MinValueValidator(FIRST_DAY, _("Enter a day from 1992 on.")),
            MaxValueValidator(LAST_DAY, _("Enter a day until 2100.")),
        ],
    )

    def day_or(self, today: date) -> date:
        """The chosen day, or today when nothing good was entered."""
        return (self.cleaned_data.get("as_of") if self.is_valid() else None) or today


class PreferencesForm(forms.ModelForm):
    """In which language and by which clock the portal speaks to a person."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Reminders come at an hour of this zone."),
        error_messages={"invalid_choice": _("Choose a time zone from the list.")},
    )

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["language", "zone", "wants_reminders", "reminder_channel"]
        labels: ClassVar[dict[str, Any]] = {"language": _("Language")}
        help_texts: ClassVar[dict[str, Any]] = {
            "language": _("Pages after signing in, and e-mails."),
            "wants_reminders": _("Reminders of events, invitations, and notices when one moves or is off."),
            "reminder_channel": _("Deadlines within a week and notices of change never wait."),
        }
        error_messages: ClassVar[dict[str, Any]] = {
            "language": {"invalid_choice": _("Choose a language from the list.")}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version
        labels = {row.zone: row.label for row in ZoneLabel.objects.all()}
        labels.setdefault(self.instance.zone, self.instance.zone.rpartition("/")[2].replace("_", " "))
        zones = sorted(labels.items(), key=lambda item: item[1])
        self.fields["zone"].choices = zones  # type: ignore[attr-defined]


def day_field(**kwargs: Any) -> forms.DateField:
    """A day in a text field: a browser's own field shows it as the browser's country writes it."""
    return forms.DateField(
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        widget=forms.DateInput(
            format="%d.%m.%Y", attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 40}
        ),
        error_messages={"required": DAY, "invalid": DAY},
        **kwargs,
    )


class HolidayConfirmationForm(forms.Form):
    """On which day an estimated holiday begins, in the version that the person saw."""

    use_required_attribute = False

    day = day_field(label=_("First day"), help_text=_("Correct it if the moon was seen earlier or later."))
    version = forms.IntegerField(min_value=1, max_value=2_147_483_647, widget=forms.HiddenInput)


class HolidayForm(forms.ModelForm):
    """One day of a state, as the Secretariat enters it."""

    use_required_attribute = False

    day = day_field(label=_("Day"), help_text=_("Like 15.02.2027"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Holiday.Kind.choices, widget=forms.RadioSelect)
    seen_version = forms.IntegerField(required=False, min_value=1, max_value=2_147_483_647, widget=forms.HiddenInput)

    class Meta:
        model = Holiday
        fields: ClassVar[list[str]] = ["day", "kind", "name_en", "name_ru", "is_estimated"]
        help_texts: ClassVar[dict[str, Any]] = {
            "name_en": _("For the Secretariat only; others read “public holiday” and the state."),
            "is_estimated": _("The day depends on the sight of the moon and is to be confirmed."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("kind", Holiday.Kind.PUBLIC)
        self.initial["seen_version"] = self.instance.version
        self.fields["seen_version"].required = not self.instance._state.adding

    def _get_validation_exclusions(self) -> set[str]:
        """The state is no input, yet its day is to be free."""
        return super()._get_validation_exclusions() - {"state"}  # type: ignore[misc]  # a hook that the stubs lack


class NewHolidayForm(HolidayForm):
    """One day, or several that follow each other."""

    field_order = ("day", "last_day", "kind", "name_en", "name_ru", "is_estimated")
    last_day = day_field(label=_("Last day"), help_text=_("Empty if the same"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("day"), values.get("last_day")
        if first and last and not timedelta(0) <= last - first <= LONGEST_HOLIDAY:
            self.add_error("last_day", _("Enter a day that follows the first one within two weeks."))
        return values

    def rows(self) -> list[Holiday]:
        """The days, not stored yet."""
        values = self.cleaned_data
        last = values["last_day"] or values["day"]
        days = [values["day"] + timedelta(days=number) for number in range((last - values["day"]).days + 1)]
        shared = {name: values[name] for name in ("kind", "name_en", "name_ru", "is_estimated")}
        return [Holiday(state=self.instance.state, day=day, **shared) for day in days]
