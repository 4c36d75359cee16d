"""The words in which events are asked for. Days are calendar days where the event takes place."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from cica_portal.common.audiences import Audience, visibilities_for
from cica_portal.common.querysets import OpenQuerySet, StaffQuerySet, VisibilityQuerySet
from cica_portal.common.text import fold
from cica_portal.common.viewer import Viewer
from members.models import MemberState


class EventQuerySet(QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Events whose visibility includes the viewer, and the proposals of the viewer's own state."""
        allowed = Q(visibility__in=visibilities_for(viewer.audience))
        if viewer.state is not None:
            allowed |= Q(status="proposed") & Q(self._has_role(state=viewer.state))
        return self.filter(allowed)

    def _has_role(self, **conditions: Any) -> Exists:
        roles = self.model._meta.get_field("roles").related_model._default_manager
        return Exists(roles.filter(event=OuterRef("pk"), **conditions))

    def with_parties(self) -> Self:
        """Everything that one line of a list prints, in a fixed number of queries."""
        related = self.select_related("dimension", "area", "council", "country")
        return related.prefetch_related("roles__state", "roles__council", "roles__organisation")

    def in_order(self) -> Self:
        return self.order_by("sort_on", "id")

    def overlapping(self, first: date, last: date) -> Self:
        """Events that may fall on some day of first..last, however precisely they are dated."""
        return self.filter(earliest__lte=last, latest__gte=first)

    def for_year(self, year: int) -> Self:
        return self.overlapping(date(year, 1, 1), date(year, 12, 31))

    def upcoming(self, day: date) -> Self:
        """Not over on this day, with some date, and not called off."""
        return self.filter(latest__gte=day).exclude(status__in=["cancelled", "held"]).in_order()

    def ahead(self, day: date) -> Self:
        """Upcoming, and last those that have no date yet; not what is held or called off."""
        not_over = Q(latest__gte=day) | Q(latest=None)
        return self.filter(not_over).exclude(status__in=["cancelled", "held"]).in_order()

    def awaiting_confirmation(self, day: date) -> Self:
        """Planned events that are to be confirmed by this day and are not over."""
        return self.filter(status="planned", confirmation_due__lte=day, latest__gte=day)

    def past(self, day: date) -> Self:
        """Over on this day, or held already; the latest first."""
        return self.filter(Q(latest__lt=day) | Q(status="held")).order_by("-sort_on", "-id")

    def hosted_by(self, state: MemberState) -> Self:
        """Events in the state, or whose venue it provides, whoever organises them."""
        return self.filter(Q(country=state) | Q(self._has_role(state=state, role="host")))

    def of_state(self, state: MemberState, *roles: str) -> Self:
        """Events at which the state has one of these roles (any role if none is named)."""
        conditions: dict[str, Any] = {"state": state}
        if roles:
            conditions["role__in"] = roles
        return self.filter(self._has_role(**conditions))

    def matching(self, text: str) -> Self:
        """Events whose title, place or description contains every word of the text."""
        found = self
        for word in fold(text).split():
            found = found.filter(search__contains=word)
        return found

    def samples(self) -> Self:
        return self.filter(is_sample=True)


class FigureQuerySet(VisibilityQuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        """Figures for the viewer, of events for the viewer."""
        allowed = visibilities_for(viewer.audience)
        return super().visible_to(viewer).filter(Q(event=None) | Q(event__visibility__in=allowed))


class OutcomeQuerySet(VisibilityQuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        """Outcomes for the viewer, of events that the viewer sees."""
        return super().visible_to(viewer).filter(event__in=_events_of(self).visible_to(viewer))


class LinkQuerySet(OpenQuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        """Links of two events both of which the viewer sees."""
        seen = _events_of(self, "main").visible_to(viewer)
        return self.filter(part__in=seen, main__in=seen)


def _events_of(rows: QuerySet[Any], field: str = "event") -> EventQuerySet:
    return rows.model._meta.get_field(field).related_model._default_manager.all()


class ParticipationQuerySet(OpenQuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        """A state's own answers, those to events that it organises, and all for the Secretariat."""
        if viewer.is_secretariat:
            return self.all()
        if viewer.state is None:
            return self.none()
        organises = Q(event__roles__state=viewer.state, event__roles__role__in=["organiser", "co_organiser"])
        return self.filter(Q(state=viewer.state) | organises).distinct()


class SummaryQuerySet(OpenQuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        """Finished editions built for the viewer's audience or a wider one; the Secretariat sees every job."""
        if viewer.is_secretariat:
            return self.all()
        return self.filter(audience__in=visibilities_for(viewer.audience), state="done", stage="published")


class SummaryRowQuerySet(QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Rows of editions that the viewer sees."""
        editions = self.model._meta.get_field("summary").related_model._default_manager.visible_to(viewer)
        return self.filter(summary__in=editions)


class SummaryTextQuerySet(SummaryRowQuerySet):
    """Texts of editions that the viewer sees."""


OPEN_STATUSES = ("draft", "submitted", "returned")


class ConfirmationQuerySet(QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> Self:
        """A state's own answers, those on events that it organises, and all for the Secretariat; of events it sees."""
        if viewer.is_secretariat:
            return self.all()
        if viewer.state is None:
            return self.none()
        events = self.model._meta.get_field("event").related_model._default_manager.visible_to(viewer)
        organised = events.of_state(viewer.state, "organiser", "co_organiser")
        own = Q(state=viewer.state) | Q(event__in=organised.values("pk"))
        return self.filter(own, event__in=events.values("pk"))

    def waiting(self) -> Self:
        """Not settled yet, the longest-waiting first."""
        return self.filter(standing="waiting").order_by("answered_at", "id")


class ProposalQuerySet(QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> Self:
        """All of the viewer's own state; to the Secretariat those that have been submitted."""
        if viewer.is_secretariat:
            return self.exclude(submitted_at=None)
        return self.filter(state=viewer.state) if viewer.state is not None else self.none()

    def with_subjects(self) -> Self:
        """Everything that one line of a list prints, in one query; `last_step_at` is None for a draft."""
        steps = self.model._meta.get_field("steps").related_model._default_manager
        last = steps.filter(proposal=OuterRef("pk")).order_by("-number").values("at")[:1]
        related = self.select_related("state", "dimension", "area", "country", "event", "saved_by")
        return related.annotate(last_step_at=Subquery(last))

    def open(self) -> Self:
        return self.filter(status__in=OPEN_STATUSES)

    def settled(self) -> Self:
        return self.exclude(status__in=OPEN_STATUSES)

    def newest_step_first(self) -> Self:
        """Asked of rows `with_subjects`."""
        return self.order_by("-last_step_at", "-id")

    def awaiting_answer(self) -> Self:
        """With the Secretariat, the longest-waiting first."""
        return self.filter(status="submitted").order_by("submitted_at", "id")


class PlanQuerySet(VisibilityQuerySet):
    """A draft is the Secretariat's, a circulated plan the member states', a public one everybody's."""

    def of_year(self, year: int) -> Self:
        """The plan of the year, and after it a sample, if there is one."""
        return self.filter(year=year).order_by("is_sample")

    def collecting(self, day: date) -> list[tuple[int, date]]:
        """For which years proposals are collected, and until when: member states are told this of a draft, no more."""
        open_plans = self.filter(stage__in=["draft", "circulated"], submissions_due__gte=day)
        return list(open_plans.order_by("year", "is_sample").values_list("year", "submissions_due"))


class PlanVersionQuerySet(VisibilityQuerySet):
    def in_order(self) -> Self:
        return self.order_by("number")


class PlanItemQuerySet(StaffQuerySet):
    """Working texts; others read what was frozen of them."""

    def standing(self) -> Self:
        """Lines of the working text, without those that were left out before the adoption."""
        return self.exclude(standing="left_out")

    def with_subjects(self) -> Self:
        """Everything that one line of a table prints, in a fixed number of queries."""
        return self.select_related("plan", "dimension", "area__dimension", "country", "mandate").prefetch_related(
            "states"
        )


class PlanLineQuerySet(OpenQuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(version__visibility__in=visibilities_for(viewer.audience))

    def with_subjects(self) -> Self:
        """Everything that one line of a table prints, in a fixed number of queries."""
        related = self.select_related("item", "dimension", "area__dimension", "country", "mandate")
        return related.prefetch_related("states")


class PlanLinkQuerySet(OpenQuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        """Links of a plan and an event that the viewer both sees."""
        events = self.model._meta.get_field("event").related_model._default_manager.visible_to(viewer)
        return self.filter(item__plan__visibility__in=visibilities_for(viewer.audience), event__in=events)


class PlanOutcomeQuerySet(OpenQuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        """Statements of plans that the viewer sees; none for the public."""
        if viewer.audience == Audience.PUBLIC:
            return self.none()
        return self.filter(item__plan__visibility__in=visibilities_for(viewer.audience))


class FeedQuerySet(QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> Self:
        """The person's own."""
        return self.filter(user=viewer.user.pk) if viewer.user is not None else self.none()


class LetterQuerySet(StaffQuerySet):
    """The register, for the Secretariat."""

    def newest_first(self) -> Self:
        return self.order_by("-year", "-number")

    def with_subjects(self) -> Self:
        """Everything that one line of the register prints, in a fixed number of queries."""
        return self.select_related("event").prefetch_related("states")


class SubscriberQuerySet(StaffQuerySet):
    def standing(self) -> Self:
        return self.filter(ended_at=None)
