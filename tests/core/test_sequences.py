"""Each audience has its own numbers: without a gap, in the order of commit, and of what it could see only."""

import re
from threading import Event as Flag

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cbm_events.models import Event
from cbm_events.services import EventToSave, save_event, save_events
from cica_portal.common import history
from cica_portal.common.audiences import AUDIENCE_ORDER, Audience
from cica_portal.common.models import AudienceChange, AudienceSequence
from members.models import MemberState
from tests import factories
from tests.parallel import WRITERS, run_together

pytestmark = [pytest.mark.both, pytest.mark.django_db]

PUBLIC, MEMBERS, STAFF = AUDIENCE_ORDER
SEES, GONE = False, True


def last_numbers() -> dict[Audience, int]:
    stored = dict(AudienceSequence.objects.values_list("audience", "last"))
    return {audience: stored.get(audience, 0) for audience in AUDIENCE_ORDER}


def notices_since(mark: dict[Audience, int]) -> dict[Audience, bool]:
    """For each audience that got a number since: whether the row is gone for it."""
    found = {}
    for audience in AUDIENCE_ORDER:
        notices = list(AudienceChange.objects.for_audience(audience).since(mark[audience]))
        assert [notice.number for notice in notices] == [mark[audience] + 1] * len(notices)
        if notices:
            (notice,) = notices
            found[audience] = notice.gone
    return found


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        ("public", {PUBLIC: SEES, MEMBERS: SEES, STAFF: SEES}),
        ("member_states", {MEMBERS: SEES, STAFF: SEES}),
        ("secretariat", {STAFF: SEES}),
    ],
)
def test_audiences_that_see_a_new_row_get_a_number(act, visibility, expected):
    mark = last_numbers()
    factories.make_event(act, visibility=visibility)
    assert notices_since(mark) == expected


@pytest.mark.parametrize(
    ("before", "edit", "expected"),
    [
        ("public", {"title_en": "New"}, {PUBLIC: SEES, MEMBERS: SEES, STAFF: SEES}),
        ("member_states", {"title_en": "New"}, {MEMBERS: SEES, STAFF: SEES}),
        ("secretariat", {"title_en": "New"}, {STAFF: SEES}),
        ("public", {"source_note": "New"}, {STAFF: SEES}),
        ("member_states", {"source_note": "New"}, {STAFF: SEES}),
        ("public", {"source_note": "New", "title_en": "New"}, {PUBLIC: SEES, MEMBERS: SEES, STAFF: SEES}),
        ("secretariat", {"visibility": "public"}, {PUBLIC: SEES, MEMBERS: SEES, STAFF: SEES}),
        ("member_states", {"visibility": "public"}, {PUBLIC: SEES, MEMBERS: SEES, STAFF: SEES}),
        ("public", {"visibility": "member_states"}, {PUBLIC: GONE, MEMBERS: SEES, STAFF: SEES}),
        ("public", {"visibility": "secretariat"}, {PUBLIC: GONE, MEMBERS: GONE, STAFF: SEES}),
        ("member_states", {"visibility": "secretariat"}, {MEMBERS: GONE, STAFF: SEES}),
    ],
)
def test_audiences_that_saw_or_see_an_edit_get_a_number(act, before, edit, expected):
    event = factories.make_event(visibility=before)
    mark = last_numbers()
    for name, value in edit.items():
        setattr(event, name, value)
    save_event(event=event, act=act)
    assert notices_since(mark) == expected


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        ("public", {PUBLIC: GONE, MEMBERS: GONE, STAFF: GONE}),
        ("member_states", {MEMBERS: GONE, STAFF: GONE}),
        ("secretariat", {STAFF: GONE}),
    ],
)
def test_audiences_that_saw_a_removed_row_get_a_tombstone(act, visibility, expected):
    event = factories.make_event(visibility=visibility)
    mark = last_numbers()
    with history.batch(act) as batch:
        batch.remove(event)
    assert notices_since(mark) == expected


def test_person_is_the_secretariats_own_business(act):
    mark = last_numbers()
    factories.make_user(act)
    assert notices_since(mark) == {STAFF: SEES}


def test_long_name_of_a_state_is_for_the_secretariat(act):
    state = factories.make_state()
    mark = last_numbers()
    state.long_name_en = "Republic of Somewhere"
    history.save(state, act=act)
    assert notices_since(mark) == {STAFF: SEES}


def test_one_act_takes_one_number(act):
    mark = last_numbers()
    entries = [
        EventToSave(event=Event(**factories.event_values(visibility=visibility)))
        for visibility in ("public", "public", "member_states")
    ]
    save_events(entries=entries, act=act)
    assert last_numbers() == {audience: number + 1 for audience, number in mark.items()}
    counts = [
        AudienceChange.objects.for_audience(audience).since(mark[audience]).count() for audience in AUDIENCE_ORDER
    ]
    assert counts == [2, 3, 3]


def test_notice_carries_no_value(act):
    event = factories.make_event(act, visibility="public")
    notice = AudienceChange.objects.for_audience(PUBLIC).of("event", [event.public_id]).get()
    assert (notice.kind, notice.subject_id, notice.at) == ("event", event.public_id, factories.NOW)
    names = {field.name for field in AudienceChange._meta.get_fields()}
    assert names == {"id", "audience", "number", "kind", "subject_id", "gone", "at"}


def test_refused_write_takes_no_number(act):
    event = factories.make_event(visibility="public")
    mark = last_numbers()
    event.title_en = "New"
    with pytest.raises(history.StaleVersion):
        save_event(event=event, act=act, version=9)
    assert last_numbers() == mark


def change_at_random(index: int) -> None:
    """One writer's turn: rows of its own, of every visibility, one of them removed."""
    act = factories.make_act()
    for turn, visibility in enumerate(("public", "secretariat", "member_states", "public")):
        event = factories.make_event(act, visibility=visibility, title_en=f"Writer {index}, turn {turn}")
        event.visibility = "member_states"
        save_event(event=event, act=act)
    with history.batch(act) as batch:
        batch.remove(event)


def numbers_of(audience: Audience) -> list[int]:
    rows = AudienceChange.objects.for_audience(audience).values_list("number", flat=True)
    return sorted(set(rows))


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_under_parallel_writers():
    assert run_together(change_at_random) == [None] * WRITERS
    for audience in AUDIENCE_ORDER:
        assert numbers_of(audience) == list(range(1, last_numbers()[audience] + 1))
    # Each writer: 4 rows made, 3 of them then changed (the third already had that visibility), 1 removed.
    assert last_numbers() == {PUBLIC: 4 * WRITERS, MEMBERS: 7 * WRITERS, STAFF: 8 * WRITERS}


@pytest.mark.django_db(transaction=True)
def test_reader_never_sees_a_number_before_the_one_that_precedes_it():
    done, looks = Flag(), []

    def work(index: int) -> None:
        if index:
            change_at_random(index)
            return
        while not done.wait(0.001):
            looks.append(numbers_of(STAFF))
            if len(looks[-1]) == 8 * (WRITERS - 1):
                done.set()

    assert run_together(work) == [None] * WRITERS
    assert [seen for seen in looks if seen != list(range(1, len(seen) + 1))] == []
    assert len({len(seen) for seen in looks}) > 2


@pytest.mark.django_db(transaction=True)
def test_first_numbers_ever_are_taken_once():
    """No row of a sequence exists yet when all writers come at once."""
    AudienceSequence.objects.all().delete()
    act = factories.make_act()

    def work(index: int) -> None:
        history.save(
            MemberState(code=f"Y{chr(65 + index)}Y", iso2=f"Y{chr(65 + index)}", name_en="Y", zone="UTC"), act=act
        )

    assert run_together(work) == [None] * WRITERS
    assert last_numbers() == dict.fromkeys(AUDIENCE_ORDER, WRITERS)


def test_numbers_are_the_last_statements_before_commit(act):
    """What followed the taking of a number would hold its row, and with it all other writers, for longer."""
    factories.make_state()
    with CaptureQueriesContext(connection) as captured, history.batch(act) as batch:
        batch.create(MemberState(code="QQQ", iso2="QQ", name_en="New", zone="UTC"))
    tables = [name for query in captured for name in re.findall(r'(?:INTO|UPDATE) "(\w+)"', query["sql"])]
    assert tables[-5:] == ["common_change", *["common_audiencesequence"] * 3, "common_audiencechange"]
