"""Who holds which role, as dated or attested."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from cbm_events.reports.sources import cited
from cbm_events.summaries.contents import TextTable
from members.duties import Duty
from members.terms import say_day


def duties_table(key: str, title: str, duties: Iterable[Duty], *, day: date, by_holder: bool = False) -> TextTable:
    """Without a term a role is attested, never "current"."""
    first = _("Holder") if by_holder else _("Of")
    rows = tuple(
        (duty.role_label, holder_of(duty) if by_holder else subject_of(duty), time_of(duty), sources_of(duty))
        for duty in duties
    )
    columns = (_("Role"), first, _("Term or time attested"), _("Source"))
    return TextTable(key, title, known_words(day), columns, rows)


def known_words(day: date) -> str:
    return _(
        "What is known for %(day)s; a role without a term is attested by its source, and whether it still holds is not "
        "known."
    ) % {"day": say_day(day)}


def subject_of(duty: Duty) -> str:
    return duty.subject.name if duty.subject else "CICA"


def holder_of(duty: Duty) -> str:
    holder = ", ".join(filter(None, (duty.state.name if duty.state else "", duty.institution)))
    return f"{holder} ({subject_of(duty)})" if duty.subject and duty.kind == "area" else holder


def time_of(duty: Duty) -> str:
    attested = _("attested %(times)s") % {"times": duty.attested} if duty.attested else ""
    return "; ".join(filter(None, (duty.term, attested))) or "–"


def sources_of(duty: Duty) -> str:
    return cited("; ".join(dict.fromkeys(item.source for item in duty.sources)))
