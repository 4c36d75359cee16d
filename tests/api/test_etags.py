"""A tag changes when the reader's answer may have, and for nothing else."""

from typing import Any

import pytest

from cbm_events.api.plans import PlanSerializer, PlanVersionSerializer
from cbm_events.api.serializers import (
    DocumentSerializer,
    EventLinkSerializer,
    EventSerializer,
    FigureSerializer,
    OutcomeSerializer,
    ParticipationSerializer,
    RoleSerializer,
)
from cbm_events.models import Event, EventLink, EventRole, Outcome, Participation, Plan, PlanVersion, PublishedFigure
from cbm_events.services import save_event
from cica_portal.common.models import Document
from councils.api.serializers import CouncilSerializer, DecisionSerializer, SeatSerializer
from councils.models import Council, Decision, Seat
from members.api.serializers import (
    AreaSerializer,
    AttestationSerializer,
    ChairmanshipSerializer,
    CoordinationSerializer,
    DimensionSerializer,
    HolidaySerializer,
    ObserverSerializer,
    StateSerializer,
)
from members.models import (
    Attestation,
    Chairmanship,
    Coordination,
    Dimension,
    ExternalParty,
    Holiday,
    MemberState,
    PriorityArea,
)
from tests import factories
from tests.api.conftest import LISTS

pytestmark = pytest.mark.both


def tag(response):
    assert response.status_code == 200
    return response["ETag"]


def again(ask, path, role="visitor", **query):
    """The answer to somebody who has the present one."""
    return ask(path, role, headers={"If-None-Match": tag(ask(path, role, **query))}, **query)


def test_unchanged_is_304_without_a_body(ask, filled, cast):
    for role in cast:
        for path in (*LISTS, "", f"events/{filled.public.public_id}/", "schema/"):
            response = again(ask, path, role)
            assert (response.status_code, response.content) == (304, b"")
            assert {"ETag", "Cache-Control", "Vary"} <= set(response.headers)


def test_304_reads_no_rows(ask, filled, django_assert_num_queries):
    """One query: the number of the audience."""
    for path, query in (("events/", {"year": 2026, "state": "KAZ"}), (f"events/{filled.public.public_id}/", {})):
        known = tag(ask(path, **query))
        with django_assert_num_queries(1):
            assert ask(path, headers={"If-None-Match": known}, **query).status_code == 304


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("{tag}", 304), ("W/{tag}", 304), ('"other", {tag}', 304), ('W/"other",W/{tag}', 304), ("*", 304),
        ('"other"', 200), ("", 200), ('"', 200), ("{tag}x", 200), ("\x00", 200),
    ],
)  # fmt: skip
def test_if_none_match_is_read_as_rfc_9110_says(ask, filled, header, status):
    known = tag(ask("events/"))
    assert ask("events/", headers={"If-None-Match": header.format(tag=known)}).status_code == status


def test_unseen_entry_is_404_whatever_the_client_has(ask, filled):
    for header in ("*", tag(ask(f"events/{filled.public.public_id}/"))):
        assert ask(f"events/{filled.secret.public_id}/", headers={"If-None-Match": header}).status_code == 404


def test_bad_parameter_is_400_whatever_the_client_has(ask, filled):
    assert ask("events/", headers={"If-None-Match": tag(ask("events/"))}, colour="x").status_code == 400


def test_tag_differs_by_list_entry_and_query_but_not_by_language_or_order_of_the_query(ask, filled, client_as):
    tags = [tag(ask(path)) for path in (*LISTS, "", f"events/{filled.public.public_id}/")]
    tags += [tag(ask("events/", **query)) for query in ({"limit": 5}, {"limit": 6}, {"year": 2026}, {"kind": "forum"})]
    assert len(set(tags)) == len(tags)
    assert tag(ask("events/", lang="ru")) == tag(ask("events/"))
    get = client_as("visitor").get
    assert tag(get("/api/v1/events/?year=2026&limit=5")) == tag(get("/api/v1/events/?limit=5&year=2026"))


def test_tag_follows_what_the_audience_sees(ask, filled, cast):
    def tags():
        return {role: tag(ask("events/", role)) for role in ("visitor", "partner", "other_liaison", "editor")}

    def changed(edit):
        before = tags()
        edit()
        after = tags()
        return {role for role in before if before[role] != after[role]}

    assert changed(lambda: rename(filled.public)) == {"visitor", "partner", "other_liaison", "editor"}
    assert changed(lambda: rename(filled.members)) == {"other_liaison", "editor"}
    assert changed(lambda: rename(filled.secret)) == {"editor"}
    assert changed(lambda: factories.make_participation(event=filled.members, state=filled.world.tur)) == {"editor"}
    assert changed(lambda: factories.make_participation(event=filled.members, state=filled.world.tha)) == {
        "other_liaison",
        "editor",
    }


def rename(event):
    event.refresh_from_db()
    event.title_en += " changed"
    save_event(event=event, act=factories.make_act())


def test_own_proposal_changes_the_tag_of_its_state_only(ask, filled, cast):
    before = {role: tag(ask("events/", role)) for role in ("visitor", "liaison", "other_liaison")}
    rename(filled.proposal)
    after = {role: tag(ask("events/", role)) for role in before}
    assert {role for role in before if before[role] != after[role]} == {"liaison"}


def test_related_rows_change_the_tag(ask, filled):
    for path, edit in (
        ("events/", lambda: factories.make_figure(event=filled.public, value=1, visibility="public")),
        ("events/", lambda: factories.make_zone_label(zone="UTC", label_en="UTC", label_ru="UTC")),
        ("councils/", lambda: factories.make_seat(council=filled.world.councils["BC"], state=filled.world.tur)),
        ("coordinations/", lambda: factories.make_attestation(coordination=filled.world.kaz.coordinations.get())),
    ):
        before = tag(ask(path))
        edit()
        assert tag(ask(path)) != before


def test_summary_that_is_published_changes_the_tag(ask, filled):
    before = tag(ask("summaries/"))
    factories.make_summary(year=2023)
    assert tag(ask("summaries/")) != before


def test_who_may_keep_an_answer(ask, filled, cast):
    for path in (*LISTS, "", f"events/{filled.public.public_id}/"):
        roles = ("visitor", "liaison", "other_liaison", "reader", "editor", "administrator")
        kept = [ask(path, role)["Cache-Control"] for role in roles]
        assert kept == ["public, max-age=60", *["private, no-store"] * 5]
        assert {"Cookie", "Accept-Language"} <= {name.strip() for name in ask(path)["Vary"].split(",")}


def test_errors_are_kept_by_nobody(ask, db):
    assert {ask(path, **query)["Cache-Control"] for path, query in (("x/", {}), ("states/", {"limit": 0}))} == {
        "no-store"
    }


TRACED: dict[Any, Any] = {
    Document: DocumentSerializer,
    EventLink: EventLinkSerializer,
    Holiday: HolidaySerializer,
    Outcome: OutcomeSerializer,
    Plan: PlanSerializer,
    PlanVersion: PlanVersionSerializer,
    Attestation: AttestationSerializer,
    Chairmanship: ChairmanshipSerializer,
    Coordination: CoordinationSerializer,
    Council: CouncilSerializer,
    Decision: DecisionSerializer,
    Dimension: DimensionSerializer,
    Event: EventSerializer,
    ExternalParty: ObserverSerializer,
    MemberState: StateSerializer,
    Participation: ParticipationSerializer,
    PriorityArea: AreaSerializer,
    PublishedFigure: FigureSerializer,
    Seat: SeatSerializer,
}
NEVER_CHANGED = {"public_id", "uid"}
DERIVED = {"starts_at": "start_time", "ends_at": "end_time", "zone_label_en": "zone", "zone_label_ru": "zone"}
DERIVED |= {"address": "url", "seen_document": "document", "seen_decision": "decision"}
DERIVED |= {"is_working_day": "kind", "is_provisional": "is_estimated"}


@pytest.mark.parametrize("model", TRACED)
def test_every_column_that_is_given_out_is_in_the_history(model):
    """Else a change of it would take no number, and the tag would stay."""
    columns = {column.partition("__")[0] for column in TRACED[model].reading().columns} - NEVER_CHANGED
    assert {DERIVED.get(column, column) for column in columns} <= set(model.tracked) - model.internal


def test_every_party_of_an_event_is_in_the_history(filled):
    """Parties are written with their event; what is set in one is in its record."""
    columns = {column.partition("__")[0] for column in RoleSerializer.reading().columns}
    role = EventRole(party="state", role="host", state=filled.world.kaz, capacity="coordinator", is_lead=True)
    role.institution_en = role.institution_ru = "Institute"
    assert columns - {"state", "council", "organisation"} == set(role.recorded_value()) - {"of"}
