"""Words of summaries that depend on codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cbm_events.models import Kind, LineOutcome, Mode, Outcome, Status
from cbm_events.summaries.counting import NOT_STATED, ONLINE, OTHERS, SECRETARIAT, CountingRule, EventFacts, Why
from cica_portal.common.date_words import month_name, page_language
from cica_portal.common.text import pick
from members.models import Coordination


@dataclass(frozen=True)
class Reason:
    title: str | Promise
    rule: str | Promise


# From what is certain to what fell away.
STATUSES = (Status.HELD, Status.CONFIRMED, Status.PLANNED, Status.PROPOSED, Status.POSTPONED, Status.CANCELLED)
NOT_HELD = gettext_lazy("Nobody has reported it as held.")
WHY: dict[str, Reason] = {
    Why.STATUTORY: Reason(
        gettext_lazy("Meetings of CICA’s own bodies"),
        gettext_lazy(
            "Summits, ministerial, committee and working-group meetings are not confidence-building measures."
        ),
    ),
    Why.COUNCIL_SESSION: Reason(
        gettext_lazy("Sessions of councils"), gettext_lazy("By the rule that was chosen they do not count.")
    ),
    Why.ONLINE: Reason(gettext_lazy("Online events"), gettext_lazy("By the rule that was chosen they do not count.")),
    Why.PROPOSED: Reason(Status.PROPOSED.label, NOT_HELD),
    Why.PLANNED: Reason(Status.PLANNED.label, NOT_HELD),
    Why.CONFIRMED: Reason(Status.CONFIRMED.label, NOT_HELD),
    Why.POSTPONED: Reason(Status.POSTPONED.label, NOT_HELD),
    Why.CANCELLED: Reason(Status.CANCELLED.label, NOT_HELD),
    Why.PART_OF_SERIES: Reason(
        gettext_lazy("Meetings of a series"), gettext_lazy("A series counts once, with its main event.")
    ),
    Why.BEGAN_EARLIER: Reason(
        gettext_lazy("Began in an earlier year"), gettext_lazy("An event counts in the year in which it began.")
    ),
    Why.YEAR_NOT_KNOWN: Reason(
        gettext_lazy("Year not known"), gettext_lazy("The known dates allow more than one year.")
    ),
    Why.DATE_INFERRED: Reason(
        gettext_lazy("Date inferred"),
        gettext_lazy("The source does not state the date; what is inferred is not counted."),
    ),
    Why.STATUS_INFERRED: Reason(
        gettext_lazy("Status inferred"), gettext_lazy("The source does not state that it was held.")
    ),
    Why.SAMPLE: Reason(gettext_lazy("Samples"), gettext_lazy("Made up for trying out the portal.")),
}
# Why a count of participants is printed and not added up.
NOT_ADDED: dict[str, Any] = {
    "expected": gettext_lazy("Expected beforehand"),
    "of_a_group": gettext_lazy("Of one group only"),
    "other_count": gettext_lazy("Another count of the same event is taken"),
    "not_added": gettext_lazy("Of another kind"),
}


def month_words(month: int) -> str:
    return month_name(date(2000, month, 1), page_language())


def title_of(facts: EventFacts) -> tuple[str, str]:
    """The title in the language of the page, or in the other one: (title, its language)."""
    return pick(page_language(), facts.title_en, facts.title_ru)


@dataclass(frozen=True)
class Names:
    """Names as the edition stored them, in the language that is active."""

    labels: Mapping[str, Sequence[Sequence[str]]]
    language: str
    known: dict[str, dict[str, str]] = field(default_factory=dict, compare=False)

    def all(self, heading: str) -> dict[str, str]:
        """By code, in the order in which they are printed."""
        if heading not in self.known:
            self.known[heading] = self._named(heading)
        return self.known[heading]

    def _named(self, heading: str) -> dict[str, str]:
        stored = {
            code: pick(self.language, english, russian)[0] for code, english, russian in self.labels.get(heading, [])
        }
        if heading in {"organiser", "city", "body"}:
            stored = dict(sorted(stored.items(), key=lambda item: item[1]))
        if heading == "organiser":
            return stored | {
                SECRETARIAT: pgettext("party", "CICA Secretariat"),
                OTHERS: _("Bodies, other organisations"),
            }
        if heading == "city":
            return stored | {ONLINE: str(Mode.ONLINE.label)}
        return stored or fixed_names(heading)

    def of(self, heading: str, code: str) -> str:
        return _("Not stated") if code == NOT_STATED else self.all(heading).get(code, "")


def fixed_names(heading: str) -> dict[str, str]:
    fixed: dict[str, Callable[[], dict[str, str]]] = {
        "kind": lambda: {kind.value: str(kind.label) for kind in Kind},
        "mode": lambda: {mode.value: str(mode.label) for mode in Mode},
        "status": lambda: {status.value: str(status.label) for status in STATUSES},
        "month": lambda: {str(month): month_words(month) for month in range(1, 13)},
        "why": lambda: {why: str(words.title) for why, words in WHY.items()},
        "count_status": lambda: {
            "persons": _("Participants"),
            "member_states": _("Member states taking part"),
            "countries": _("Countries taking part"),
            "other": _("Other counts"),
            "attended": _("Member states that attended, as recorded here"),
        },
        "count_why": lambda: {why: str(words) for why, words in NOT_ADDED.items()},
        "plan_line_status": lambda: {outcome.value: str(outcome.label) for outcome in LineOutcome},
        "plan_line_why": lambda: {
            "inferred": _("Inferred to be in the plan"),
            "withdrawn": _("Withdrawn from the plan"),
        },
        "document_status": lambda: {verb.value: str(verb.label) for verb in Outcome.Verb},
        "duty_status": lambda: {role.value: str(role.label) for role in Coordination.Role},
        "flag": lambda: {
            "moved": _("Moved to other dates"),
            "outside_plan": _("Held outside the plan"),
            "meeting": _("Meetings held"),
            "carried_out": _("Carried out"),
            "distinct": _("Different events among them"),
            "states": _("Organised by member states"),
        },
    }
    return fixed[heading]() if heading in fixed else {}


def rule_sentences(rule: CountingRule) -> tuple[str, ...]:
    """The whole counting rule, for people: what always holds, and what was chosen."""
    chosen = {
        ("joint", "once"): _("A joint event counts once, however many organise it; it stands with each organiser."),
        ("joint", "each"): _("A joint event counts once for each of its organisers."),
        ("series", "each"): _("Each meeting of a series counts."),
        ("series", "once"): _(
            "A series counts once, with its main event: meetings that prepare or follow it up do not count."
        ),
        ("councils", "in"): _("Sessions of councils count."),
        ("councils", "out"): _("Sessions of councils do not count."),
        ("online", "in"): _("Online events count."),
        ("online", "out"): _("Events that were held online only do not count."),
    }
    return (
        _("An event counts when it was held: it has taken place and somebody has reported it."),
        _("It counts in the year in which it began."),
        *(chosen[name, getattr(rule, name)] for name in CountingRule.CHOICES),
        _("Meetings of CICA’s own bodies and samples do not count. Who only assists does not organise."),
        _(
            "What a source does not state enters no count: the event stands under “Not stated”, "
            "and without a stated date it is left out."
        ),
        _("Published figures are cited as they were said and not merged with these."),
    )
