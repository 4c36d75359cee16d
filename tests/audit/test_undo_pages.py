"""Undo in the browser: first what it restores, then the act; who may; what is said when it cannot be done."""

import pytest
from django.test import Client

from cbm_events.models import Event
from cbm_events.services import save_event
from cica_portal.common import history
from cica_portal.common.models import Change
from members.models import MemberState
from tests import factories
from tests.audit.conftest import changes_of, last_act
from tests.cast import World
from tests.pages.reading import elements, lines, page_of, words

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def browser(editor, client_as) -> Client:
    return client_as("editor")


@pytest.fixture
def event(act) -> Event:
    event = factories.make_event(title_en="Before")
    event.title_en = "After"
    return save_event(event=event, act=act)


@pytest.fixture
def renamed(act, world: World) -> MemberState:
    world.kaz.name_en = "Other"
    history.save(world.kaz, act=act)
    return world.kaz


def address(row) -> str:
    return f"/log/changes/{last_act(row)[0].pk}/undo/"


def whole(row) -> str:
    return f"/log/{last_act(row)[0].batch}/undo/"


def stored(event: Event) -> Event:
    return Event.objects.get(public_id=event.public_id)


@pytest.mark.parametrize("make", [address, whole])
def test_looking_changes_nothing(browser, event, make):
    before = Change.objects.count()
    page = page_of(browser.get(make(event)))
    assert "Title in English: before: After →; after: Before" in words(page)
    assert (Change.objects.count(), stored(event).title_en) == (before, "After")


@pytest.mark.parametrize("make", [address, whole])
def test_undoing_is_a_change_of_its_own(browser, event, editor, make):
    answer = browser.post(make(event), {"note": "Entered by mistake"}, follow=True)
    change = changes_of(event)[-1]
    assert stored(event).title_en == "Before"
    assert (change.reason, change.note) == ("Undo of the change of 16 March 2026, 14:00.", "Entered by mistake")
    assert (change.actor, change.door) == (editor, "page")
    assert answer.redirect_chain == [(f"/log/{change.batch}/", 302)]


def test_reason_is_in_the_language_of_the_page(browser, event):
    browser.post("/ru" + address(event), {"note": ""})
    assert "16 марта 2026" in changes_of(event)[-1].reason


def test_sent_twice_it_is_done_once(browser, event):
    path = address(event)
    statuses = [browser.post(path, {"note": ""}).status_code for _time in range(2)]
    assert statuses == [302, 409]
    assert stored(event).title_en == "Before"


def test_refusal_names_what_changed_since(browser, event, act):
    path = address(event)
    event.title_en = "Later"
    save_event(event=event, act=act)
    for answer in (browser.get(path), browser.post(path, {"note": ""})):
        assert "Title in English: now “Later”, changed by Test editor on 16 March 2026, 14:00." in (
            answer.content.decode()
        )
    assert stored(event).title_en == "Later"
    assert list(elements(page_of(browser.get(path)), "form")) == []


def test_somebody_quicker_is_said(browser, event, monkeypatch):
    def be_late(**kwargs):
        raise history.StaleVersion([event])

    monkeypatch.setattr("cica_portal.common.views.undo.undo", be_late)
    answer = browser.post(address(event), {"note": ""})
    assert answer.status_code == 409
    assert "Somebody else saved at the same moment." in answer.content.decode()


def test_note_with_markup_is_refused(browser, event):
    answer = browser.post(address(event), {"note": "<b>x</b>"})
    assert (answer.status_code, stored(event).title_en) == (422, "After")


@pytest.mark.parametrize(
    ("role", "of_event", "of_state"),
    [
        ("visitor", 404, 404),
        ("partner", 404, 404),
        ("liaison", 404, 404),
        ("reader", 403, 403),
        ("editor", 302, 403),
        ("administrator", 302, 302),
    ],
)
def test_who_may(client_as, event, renamed, role: str, of_event: int, of_state: int):
    client = client_as(role)
    assert client.post(address(event), {"note": ""}).status_code == of_event
    assert client.post(address(renamed), {"note": ""}).status_code == of_state
    assert MemberState.objects.get(code="KAZ").name_en == ("Kazakhstan" if of_state == 302 else "Other")


def test_editor_cannot_undo_what_an_administrator_did_in_the_same_act(browser, act, world: World):
    event = factories.make_event(title_en="Before")
    with history.batch(act) as batch:
        batch.edit(event, world.kaz)
        event.title_en, world.kaz.name_en = "After", "Other"
        event.save()
        world.kaz.save()
    assert browser.post(whole(event), {"note": ""}).status_code == 403
    assert browser.post(address(event), {"note": ""}).status_code == 302


def test_act_that_includes_an_account_is_not_undone_whole(browser, act, reader):
    event = factories.make_event(title_en="Before")
    with history.batch(act) as batch:
        batch.edit(event, reader)
        event.title_en, reader.name = "After", "Other"
        event.save()
        reader.save()
    page = page_of(browser.get(f"/log/{batch.id}/"))
    assert "Other" not in words(page)
    assert browser.post(f"/log/{batch.id}/undo/", {"note": ""}).status_code == 403
    reader.refresh_from_db()
    assert reader.name == "Other"


def test_page_of_an_act_offers_what_the_person_may_do(client_as, event, renamed):
    def offered(role: str, row) -> list[str]:
        page = page_of(client_as(role).get(f"/log/{last_act(row)[0].batch}/"))
        return [link for link in lines(page, "a") if link.startswith("Undo")]

    assert [offered(role, event) for role in ("reader", "editor")] == [[], ["Undo: After"]]
    assert [offered(role, renamed) for role in ("editor", "administrator")] == [[], ["Undo: Other"]]


def test_whole_import_is_undone_with_one_click(browser, act):
    with history.batch(act) as batch:
        batch.create(*(Event(**factories.event_values()) for _index in range(4)))
    page = page_of(browser.get(f"/log/{batch.id}/"))
    assert "Undo all of it" in lines(page, "a")
    browser.post(f"/log/{batch.id}/undo/", {"note": ""})
    assert not Event.objects.exists()


@pytest.mark.parametrize("path", ["/log/changes/987654/undo/", "/log/11111111-1111-4111-8111-111111111111/undo/"])
def test_what_never_happened_is_404(browser, path: str):
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/states/KAZ/", "kind=member_state&amp;subject=KAZ"),
        ("/areas/ECO-SME/", "kind=priority_area&amp;subject=ECO-SME"),
        ("/dimensions/ECO/", "kind=dimension&amp;subject=ECO"),
        ("/councils/BC/", "kind=council&amp;subject=BC"),
    ],
)
def test_pages_lead_the_secretariat_to_their_history(client_as, world, path: str, query: str):
    link = f'href="/log/?{query}"'
    found = {role: link in client_as(role).get(path).content.decode() for role in ("visitor", "liaison", "reader")}
    assert found == {"visitor": False, "liaison": False, "reader": True}


def test_event_leads_to_its_history(client_as, event):
    link = f'href="/log/?kind=event&amp;subject={event.public_id}"'
    found = {
        role: link in client_as(role).get(f"/events/{event.public_id}/").content.decode()
        for role in ("liaison", "reader")
    }
    assert found == {"liaison": False, "reader": True}
