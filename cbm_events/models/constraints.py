"""Rules over one event, proposal or line of a plan, kept by the database, with the words for people."""

from django.db.models import BaseConstraint, CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from cbm_events.models.choices import Mode, Status
from cica_portal.common.fuzzy import Precision


def content_constraints(prefix: str) -> list[BaseConstraint]:
    """What holds for what, when and where; each table needs names of its own."""
    return [*plain_constraints(prefix), _clock_constraint(prefix)]


def plain_constraints(prefix: str) -> list[BaseConstraint]:
    """What holds where there are no clock times."""
    return [
        CheckConstraint(
            condition=~Q(title_en="") | ~Q(title_ru=""),
            name=f"{prefix}_has_title",
            violation_error_message=_("Enter the title in English or in Russian."),
        ),
        *_date_constraints(prefix),
        CheckConstraint(
            condition=~Q(mode=Mode.ONLINE) | Q(city_en="", city_ru="", country=None, country_other=""),
            name=f"{prefix}_online_has_no_place",
            violation_error_message=_("An online event has no city and no country."),
        ),
        CheckConstraint(
            condition=Q(country=None) | Q(country_other=""),
            name=f"{prefix}_one_country",
            violation_error_message=_("Choose a member state or name another country, not both."),
        ),
        CheckConstraint(
            condition=Q(area=None) | Q(dimension__isnull=False),
            name=f"{prefix}_area_has_dimension",
            violation_error_message=_("Choose the dimension of the priority area."),
        ),
    ]


def _date_constraints(prefix: str) -> list[BaseConstraint]:
    return [
        CheckConstraint(
            condition=Q(earliest=None, latest=None) | Q(earliest__isnull=False, latest__isnull=False),
            name=f"{prefix}_dates_both",
            violation_error_message=_("Enter both the first and the last day."),
        ),
        # NULL in a comparison would let a check pass, so that each one says which columns are set.
        CheckConstraint(
            condition=Q(earliest=None) | Q(latest=None) | Q(latest__gte=F("earliest")),
            name=f"{prefix}_dates_in_order",
            violation_error_message=_("The last day is before the first day."),
        ),
        CheckConstraint(
            condition=Q(precision=Precision.UNKNOWN) | Q(earliest__isnull=False),
            name=f"{prefix}_precision_has_dates",
            violation_error_message=_("Enter the first day, or choose “To be confirmed”."),
        ),
    ]


def _clock_constraint(prefix: str) -> BaseConstraint:
    return CheckConstraint(
        condition=Q(start_time=None, end_time=None, zone="")
        | (Q(start_time__isnull=False, precision=Precision.DAY) & ~Q(zone="")),
        name=f"{prefix}_times_with_zone",
        violation_error_message=_("A clock time needs exact days and a time zone; a time zone needs an opening time."),
    )


EVENT_CONSTRAINTS: list[BaseConstraint] = [
    *content_constraints("event"),
    CheckConstraint(
        condition=~Q(status=Status.CONFIRMED) | Q(precision=Precision.DAY),
        name="event_confirmed_is_exact",
        violation_error_message=_("Enter exact days before you confirm the event."),
    ),
]
