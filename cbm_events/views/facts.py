"""What the page of an event says beside its own fields: parties, what is inferred, who takes part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbm_events.models import Event, EventRole, Participation, PersonGroup, PublishedFigure
from cbm_events.participation.standings import (
    Said,
    Sheet,
    Standing,
    Totals,
    disagreements,
    sheets,
    standings,
    totals,
)
from cbm_events.services import ORGANISING_ROLES
from cica_portal.common.audiences import Audience
from cica_portal.common.date_words import page_language
from cica_portal.common.viewer import Viewer
from members.models import MemberState

R = EventRole.Role
ROLE_ORDER = (R.ORGANISER, R.CO_ORGANISER, R.HOST, R.CHAIR, R.ASSISTING)


@dataclass(frozen=True)
class RoleGroup:
    label: str
    roles: list[EventRole]


@dataclass(frozen=True)
class StateTile:
    """One state in the grid of those who take part."""

    state: MemberState
    known: Standing | None
    is_organiser: bool

    @property
    def style(self) -> str:
        if self.is_organiser:
            return "host"
        said = self.known.said if self.known else Said()
        if said.answer == Participation.Answer.REGRETS:
            return "out"
        return "in" if said.attended or said.answer == Participation.Answer.TAKES_PART else "wait"


@dataclass(frozen=True)
class Disagreement:
    """A state of which two sources say different things."""

    state: MemberState
    rows: Sequence[Participation]


@dataclass(frozen=True)
class ParticipationShown:
    """By state and by source for those who may see it, the own state's standing (`own`), and totals."""

    totals: Totals | None
    tiles: list[StateTile] = field(default_factory=list)
    own: tuple[MemberState, Standing] | None = None
    sheets: list[Sheet] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)


def roles_of(event: Event) -> list[RoleGroup]:
    """Parties by role; equal ones alphabetically in the language of the page, a lead only if declared."""
    groups = []
    for role in ROLE_ORDER:
        rows = [row for row in event.roles.all() if row.role == role]
        if rows:
            rows.sort(key=lambda row: (not row.is_lead, row.party != EventRole.Party.STATE, row.party_name))
            groups.append(RoleGroup(role_label(role, len(rows)), rows))
    return groups


def role_label(role: EventRole.Role, count: int) -> str:
    many = {R.ORGANISER: _("Organisers"), R.CO_ORGANISER: _("Co-organisers"), R.HOST: _("Hosts of the venue")}
    return many.get(role, str(role.label)) if count > 1 else str(role.label)


def basis_of(event: Event) -> list[str]:
    """ "format: inferred": what the source does not state itself."""
    words = {"inferred": _("inferred"), "computed": _("computed")}
    return [f"{field_label(name)}: {words.get(basis, basis)}" for name, basis in sorted(event.basis.items())]


def field_label(name: str) -> str:
    if name == "parties":
        return _("organisers and other parties")
    try:
        return str(Event._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return name


def days_until(event: Event, today: date) -> str:
    """ "in 19 days", for an event with exact days that is still to come."""
    if not event.is_exact or event.earliest is None or event.earliest <= today:
        return ""
    days = (event.earliest - today).days
    return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}


def figures_of(event: Event, viewer: Viewer) -> list[PublishedFigure]:
    """Every published figure by itself: persons first, then states, as the metrics are listed."""
    metrics, groups = list(PublishedFigure.Metric), ["", *PersonGroup]
    rows = event.figures.visible_to(viewer)
    return sorted(rows, key=lambda figure: (metrics.index(figure.metric), groups.index(figure.group)))


def figures_differ(figures: Iterable[PublishedFigure]) -> bool:
    """Whether two sources give different figures of one and the same thing."""
    values: dict[tuple[str, ...], set[tuple[int, str]]] = defaultdict(set)
    for figure in figures:
        values[figure.metric, figure.group, figure.detail_en, figure.detail_ru].add((figure.value, figure.exactness))
    return any(metric != PublishedFigure.Metric.OTHER and len(said) > 1 for (metric, *_), said in values.items())


def participation_of(event: Event, viewer: Viewer) -> ParticipationShown:
    """Replies and attendance by state are for that state, the organisers and the Secretariat; others see totals."""
    rows = list(event.participations.select_related("state").order_by("as_of", "id"))
    if not rows:
        return ParticipationShown(totals=None)
    known = standings(rows)
    shown = totals(known.values(), is_public=viewer.audience == Audience.PUBLIC)
    own = known.get(viewer.state.pk) if viewer.state else None
    state = next((row.state for row in rows if viewer.state and row.state_id == viewer.state.pk), None)
    part = ParticipationShown(totals=shown, own=(state, own) if state and own else None)
    if not sees_all(event, viewer):
        return part
    differing = disagreements(rows)
    states = {row.state_id: row.state for row in rows}
    by_name = sorted(differing, key=lambda pk: states[pk].name)
    return replace(
        part,
        tiles=_tiles(event, known),
        sheets=sheets(rows),
        disagreements=[Disagreement(states[pk], differing[pk]) for pk in by_name],
    )


def sees_all(event: Event, viewer: Viewer) -> bool:
    """Whether the viewer is told of each state: as the Secretariat, or speaking for an organiser."""
    return viewer.is_secretariat or (viewer.state is not None and viewer.state.pk in organising(event))


def organising(event: Event) -> set[int | None]:
    return {role.state_id for role in event.roles.all() if role.role in ORGANISING_ROLES and role.state_id}


def _tiles(event: Event, known: Mapping[int, Standing]) -> list[StateTile]:
    hosts = organising(event)
    states = MemberState.objects.in_order(page_language())
    return [StateTile(state, known.get(state.pk), state.pk in hosts) for state in states]
