"""Who does what at an event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from cbm_events.models.events import Event
from cica_portal.common.text import pick, validate_single_line
from councils.models import Council
from members.models import ExternalParty, MemberState

DETAILS = ("institution_en", "institution_ru", "capacity", "is_lead")


class EventRole(models.Model):
    """One party in one role at one event; it is written with its event and recorded in its history.

    Equal organisers stand alphabetically; assisting is never organising.
    """

    class Party(models.TextChoices):
        STATE = "state", _("Member state")
        SECRETARIAT = "secretariat", _("CICA Secretariat")
        COUNCIL = "council", _("Council or body")
        ORGANISATION = "organisation", _("Observer, partner or outside organisation")
        INSTITUTION = "institution", _("Named institution")

    class Role(models.TextChoices):
        ORGANISER = "organiser", _("Organiser")
        CO_ORGANISER = "co_organiser", _("Co-organiser")
        HOST = "host", _("Host of the venue")
        ASSISTING = "assisting", _("Assisting")
        CHAIR = "chair", _("Chair")

    class Capacity(models.TextChoices):
        CHAIRMANSHIP = "chairmanship", _("as Chair of CICA")
        COORDINATOR = "coordinator", _("as coordinator")
        CO_COORDINATOR = "co_coordinator", _("as co-coordinator")

    ORGANISING: ClassVar[tuple[str, ...]] = (Role.ORGANISER, Role.CO_ORGANISER)

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    party = models.CharField(_("party"), max_length=12, choices=Party)
    state = models.ForeignKey(MemberState, null=True, blank=True, on_delete=models.PROTECT, related_name="event_roles")
    council = models.ForeignKey(Council, null=True, blank=True, on_delete=models.PROTECT, related_name="event_roles")
    organisation = models.ForeignKey(
        ExternalParty, null=True, blank=True, on_delete=models.PROTECT, related_name="event_roles"
    )
    institution_en = models.CharField(
        _("institution, in English"), max_length=200, blank=True, validators=[validate_single_line]
    )
    institution_ru = models.CharField(
        _("institution, in Russian"), max_length=200, blank=True, validators=[validate_single_line]
    )
    capacity = models.CharField(_("capacity"), max_length=14, choices=Capacity, blank=True)
    is_lead = models.BooleanField(_("declared lead"), default=False)

    class Meta:
        ordering = ["role", "-is_lead", "state__name_en", "institution_en", "id"]
        verbose_name = _("role at an event")
        verbose_name_plural = _("roles at events")
        constraints = [
            models.CheckConstraint(
                condition=Q(party="state", state__isnull=False, council=None, organisation=None)
                | Q(party="council", council__isnull=False, state=None, organisation=None)
                | Q(party="organisation", organisation__isnull=False, state=None, council=None)
                | Q(party="secretariat", state=None, council=None, organisation=None)
                | (Q(party="institution", state=None, council=None, organisation=None)
                   & (~Q(institution_en="") | ~Q(institution_ru=""))),
                name="event_role_one_party",
                violation_error_message=_("Choose exactly one party for each role."),
            ),
            models.UniqueConstraint(
                fields=["event", "role", "state"],
                condition=Q(state__isnull=False),
                name="event_role_state_once",
                violation_error_message=_("A state is named twice in the same role."),
            ),
            models.UniqueConstraint(
                fields=["event", "role"],
                condition=Q(party="secretariat"),
                name="event_role_secretariat_once",
                violation_error_message=_("The Secretariat is named twice in the same role."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.role}: {self.party_name}"

    @property
    def institution(self) -> str:
        return pick(get_language() or "en", self.institution_en, self.institution_ru)[0]

    @property
    def party_name(self) -> str:
        """The party as it is printed, in the language of the page."""
        row = self.state or self.council or self.organisation
        if row is not None:
            return row.name
        if self.party == self.Party.SECRETARIAT:
            return pgettext("party", "CICA Secretariat")
        return self.institution

    def recorded_value(self) -> dict[str, Any]:
        """This role as history keeps it: only what is set."""
        row = self.state or self.council or self.organisation
        return _recorded(self.role, self.party, row.subject_id if row else "", *(getattr(self, n) for n in DETAILS))

    @classmethod
    def recorded_by_event(cls, events: Collection[int]) -> dict[int, list[dict[str, Any]]]:
        """The same of all roles of these events, in their usual order."""
        parties = ("state__code", "council__code", "organisation__public_id")
        rows = cls._default_manager.filter(event__in=events).values_list("event", "role", "party", *parties, *DETAILS)
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for event, role, party, state, council, organisation, *details in rows:
            found[event].append(_recorded(role, party, state or council or organisation, *details))
        return found


def _recorded(role: str, party: str, of: str, *details: Any) -> dict[str, Any]:
    """Only what is set."""
    values = {"role": role, "party": party, "of": of, **dict(zip(DETAILS, details, strict=True))}
    return {name: item for name, item in values.items() if item}
