"""The log: who sees it, what it says, how it is filtered, paged and saved."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.test import Client

from cbm_events.models import Event
from cbm_events.services import save_event, save_events
from cica_portal.common import history
from cica_portal.common.audit.acts import changes_for, page_of
from cica_portal.common.models import Change, Door
from members.viewers import viewer_for
from tests import factories
from tests.cast import World
from tests.factories import make_act
from tests.pages.counting import count_queries
from tests.pages.reading import elements, lines
from tests.pages.reading import page_of as read

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

LOG, EXPORT = "/log/", "/log/export/"


@pytest.fixture
def browser(editor, client_as) -> Client:
    return client_as("editor")


def rename(row, name: str, act: history.Act):
    row.name_en = name
    history.save(row, act=act)


def import_events(act: history.Act, count: int) -> list[Event]:
    with history.batch(act) as batch:
        events = [Event(**factories.event_values()) for _index in range(count)]
        batch.create(*events)
    return events


def rows(answer) -> list[list[str]]:
    """The cells of each act."""
    found = []
    for row in elements(read(answer), "tr"):
        cells = lines(row, "td")
        if cells:
            found.append(cells)
    return found


def exported(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(EXPORT + query)
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("role", "status"),
    [("visitor", 404), ("partner", 404), ("liaison", 404), ("reader", 200), ("editor", 200), ("administrator", 200)],
)
def test_is_for_the_secretariat(client_as, world, role: str, status: int):
    client = client_as(role)
    assert [client.get(address).status_code for address in (LOG, EXPORT)] == [status, status]
    assert client.post(LOG).status_code in {404, 405}


def test_says_what_changed_in_words(browser, act, world: World):
    event = factories.make_event(
        title_en="Forum", country=world.kaz, roles=[factories.state_role(world.kaz)], status="planned"
    )
    event.title_en, event.country, event.status, event.latest = "Talks", world.tha, "confirmed", event.earliest
    act = make_act(actor=act.actor, reason="At the host's request", note="By phone")
    save_event(event=event, roles=[factories.state_role(world.tha, institution_en="Ministry")], act=act)
    when, what, by, _details = rows(browser.get(LOG))[0]
    assert when == "16 Mar 2026, 14:00"
    assert by == "Test editor Page"
    for line in (
        "Event: Talks",
        "Title in English: before: Forum →; after: Talks",
        "Status: before: Planned →; after: Confirmed",
        "Last day: before: 15 May 2026 →; after: 14 May 2026",
        "Country: before: Kazakhstan →; after: Thailand",
        "Organisers and other parties: before: Organiser: Kazakhstan →; after: Organiser: Thailand, Ministry",
        "Reason: At the host's request",
        "Internal note: By phone",
    ):
        assert line in what


def test_act_without_a_person_names_its_door(browser, world: World):
    rename(world.kaz, "Other", make_act(door=Door.TASK))
    assert rows(browser.get(LOG))[0][2] == "Scheduled task"


def test_many_rows_of_one_act_are_folded(browser, act):
    import_events(make_act(door=Door.IMPORT, actor=act.actor), 105)
    assert folds(browser.get(LOG)) == ["Import: 105 events entered"]


def folds(answer) -> list[str]:
    return [
        text
        for row in elements(read(answer), "tr")
        for fold in elements(row, "details", folded=True)
        for text in lines(fold, "summary")
    ]


def test_act_has_a_page_with_all_its_rows(browser, act):
    import_events(act, 105)
    batch = Change.objects.latest("id").batch
    first, second = (rows(browser.get(f"{LOG}{batch}/?page={number}")) for number in (1, 2))
    assert (len(first), len(second)) == (100, 5)


def test_pages_follow_each_other_both_ways(act, editor, world: World):
    for number in range(7):
        rename(world.kaz, f"Name {number}", act)
    changes = changes_for(viewer_for(editor)).filter(kind="member_state", subject_id="KAZ")
    first = page_of(changes, size=3)
    second = page_of(changes, size=3, before=first.older)
    third = page_of(changes, size=3, before=second.older)
    assert [len(page.acts) for page in (first, second, third)] == [3, 3, 2]
    assert (first.newer, third.older) == (0, 0)
    assert page_of(changes, size=3, after=third.newer).acts == second.acts
    assert page_of(changes, size=3, after=second.newer).acts == first.acts
    assert page_of(changes, size=3, after=second.newer).newer == 0


def test_interleaved_acts_stay_apart(act, editor, world: World):
    """On a server with many writers the rows of two acts may alternate."""
    one, other = (Change(batch=f"{key * 8}-0000-4000-8000-000000000000", door="page", kind="dimension") for key in "12")
    for index in range(3):
        for change in (one, other):
            change.pk, change.subject_id = None, f"X{index}"
            change.at, change.action, change.after, change.visibility = act.at, "updated", {"name_en": "n"}, "public"
            change.before = {"name_en": "m"}
            change.save(force_insert=True)
    page = page_of(changes_for(viewer_for(editor)), size=2)
    assert [[entry.subject.id for entry in found.entries] for found in page.acts] == [["X0", "X1", "X2"]] * 2


@pytest.fixture
def some_changes(editor, administrator, world: World) -> None:
    early = datetime(2026, 3, 1, 18, 59, tzinfo=UTC)  # 23:59 in Astana
    rename(world.kaz, "One", make_act(actor=editor, at=early, reason="Обновление названия"))
    rename(world.tha, "Two", make_act(actor=administrator, door=Door.ADMIN, at=early.replace(hour=19, minute=0)))
    factories.make_area(make_act(note="Told by Letter"), dimension=world.dimensions["ECO"], code="ECO-NEW")


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("kind=priority_area&action=created&subject=ECO-NEW", ["ECO-NEW"]),
        ("subject=kaz&action=updated", ["KAZ"]),
        ("action=updated&kind=member_state", ["KAZ", "THA"]),
        ("door=admin", ["THA"]),
        ("action=updated&until=2026-03-01", ["KAZ"]),
        ("action=updated&since=2026-03-02", ["THA"]),
        ("q=letter", ["ECO-NEW"]),
        ("q=обновление", ["KAZ"]),
        ("q=nothing", []),
        ("unknown=1&door=admin&page=4", ["THA"]),
    ],
)
def test_filters(browser, some_changes, query: str, subjects: list[str]):
    assert sorted({row["Identifier"] for row in exported(browser, f"?{query}")}) == subjects


def test_filter_by_person(browser, some_changes, administrator):
    assert {row["Identifier"] for row in exported(browser, f"?actor={administrator.public_id}")} == {"THA"}


def test_bad_filter_is_said_and_exports_nothing(browser, some_changes):
    answer = browser.get(f"{LOG}?since=1.3.2026&door=window")
    assert answer.status_code == 200
    assert sorted(answer.context["filter"].form.errors) == ["door", "since"]
    assert exported(browser, "?since=1.3.2026") == []


@pytest.mark.parametrize("query", ["before=x", "before=-1", "after=99999999999999999999", "before=²", "subject=%00"])
def test_nonsense_in_the_address_is_no_error(browser, some_changes, query: str):
    assert browser.get(f"{LOG}?{query}").status_code == 200


def test_accounts_are_shown_to_administrators_only(client_as, reader, administrator):
    def kinds(role: str) -> set[str]:
        return {row["Kind"] for row in exported(client_as(role))}

    assert "User" in kinds("administrator")
    assert "User" not in kinds("reader")
    user_act = Change.objects.filter(kind="user").latest("id").batch
    statuses = [client_as(role).get(f"{LOG}{user_act}/").status_code for role in ("reader", "administrator")]
    assert statuses == [404, 200]


def test_export_has_a_line_for_each_field(browser, act, world: World):
    event = factories.make_event(title_en="A", source_note="x")
    event.title_en, event.source_note = "B", "y"
    save_event(event=event, act=make_act(actor=act.actor, reason="Why"))
    found = exported(browser, f"?subject={event.public_id}&action=updated")
    assert [(row["Field"], row["Before"], row["After"], row["Who sees it"]) for row in found] == [
        ("Note on the source", "x", "y", "Secretariat only"),
        ("Title in English", "A", "B", "Member states"),
    ]
    assert {(row["Astana time"], row["By"], row["Door"], row["Reason"]) for row in found} == {
        ("2026-03-16 14:00:00+05:00", "Test editor", "Page", "Why")
    }


@pytest.mark.parametrize("text", ['=HYPERLINK("//x")', "+1", "-1+2", "@SUM(A1)", " =1", "＝1"])
def test_export_runs_no_formula(browser, act, world: World, text: str):
    rename(world.kaz, text, act)
    (row,) = exported(browser, "?subject=KAZ&action=updated")
    assert (row["After"], row["Record"]) == (f"'{text}", f"'{text}")


def test_export_is_whole_and_streamed(browser, act, monkeypatch):
    monkeypatch.setattr("cica_portal.common.audit.export.CHUNK", 10)
    events = import_events(act, 25)
    answer = browser.get(f"{EXPORT}?kind=event")
    assert answer.streaming
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cica-log-2026-03-16.csv"'
    text = b"".join(answer).decode("utf-8-sig")
    found = [row["Identifier"] for row in csv.DictReader(io.StringIO(text)) if row["Field"] == "Title in English"]
    assert found == [event.public_id for event in reversed(events)]


def test_log_speaks_russian(browser, act, world: World):
    event = factories.make_event(country=world.kaz)
    event.country = world.tha
    save_event(event=event, act=act)
    assert "Таиланд" in browser.get("/ru/log/").content.decode()


def test_queries_do_not_grow_with_the_rows(browser, act, world: World):
    def build(count: int) -> None:
        for _index in range(count):
            event = factories.make_event(country=world.kaz, roles=[factories.state_role(world.tha)])
            event.country = world.tha
            save_event(event=event, act=act)
            factories.make_attestation(act)
            factories.make_seat(act)

    build(6)
    few = count_queries(browser, LOG)
    build(6)
    assert count_queries(browser, LOG) == few


def test_removed_row_is_called_by_its_last_name(browser, act):
    event = factories.make_event(title_en="Gone")
    with history.batch(act) as batch:
        batch.remove(event)
    assert "Event: Gone (removed)" in rows(browser.get(LOG))[0][1]


def test_values_are_escaped(browser, act, world: World):
    rename(world.kaz, "<b>x</b>", act)
    assert b"<b>x</b>" not in browser.get(LOG).content


def test_log_has_no_way_to_delete(browser, act):
    save_events(entries=[], act=act)
    html = browser.get(LOG).content.decode()
    assert 'method="post"' not in html.partition("<main")[2]


def test_secretariat_finds_the_log_from_every_page(client_as, world):
    roles = ("visitor", "liaison", "reader", "editor")
    found = {role: client_as(role).get("/events/").content.decode().count('href="/log/"') for role in roles}
    assert found == {"visitor": 0, "liaison": 0, "reader": 1, "editor": 1}
