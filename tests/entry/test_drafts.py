"""What is typed is kept for its author and offered on return; the event is touched by a save only."""

from datetime import timedelta

from django.urls import reverse

from cbm_events.models import Event, Proposal
from cica_portal.common.models import Draft
from tests.entry.conftest import ADD, GOOD
from tests.factories import NOW, make_draft, make_proposal, make_user
from tests.page_forms import values_sent

NEW_ID = "abcdefgh23"


def keep_url(public_id: str, kind: str = "event") -> str:
    return reverse("cbm_events:draft_keep", args=[kind, public_id])


def discard_url(public_id: str, kind: str = "event") -> str:
    return reverse("cbm_events:draft_discard", args=[kind, public_id])


def offered(page) -> list[tuple[str, str, bool]]:
    return [(draft.title, draft.when, draft.is_outdated) for draft in page.context["drafts"]]


def test_typing_is_kept_and_offered_on_return(browser, new_form, editor):
    form = new_form(title_en="Half a title", first_day="not a day yet")
    answer = browser.post(keep_url(form["public_id"]), form)
    assert answer.json() == {"said": "Kept as a draft at 14:00. Not saved yet."}
    assert not Event.objects.exists()
    draft = Draft.objects.get()
    assert (draft.author, draft.kind, draft.subject_id, draft.based_on_version) == (
        editor, "event", form["public_id"], None,
    )  # fmt: skip
    assert "csrfmiddlewaretoken" not in draft.payload
    assert offered(browser.get(ADD)) == [("Half a title", "14:00", False)]


def test_going_on_brings_back_everything_that_was_typed(browser, new_form):
    form = new_form(first_day="not a day yet", **{"parties-2-party": "state:THA", "parties-TOTAL_FORMS": "3"})
    browser.post(keep_url(form["public_id"]), form)
    page = browser.get(f"{ADD}?draft={form['public_id']}")
    again = values_sent(page)
    typed = {name: value for name, value in (GOOD | {"first_day": "not a day yet"}).items() if "parties" not in name}
    assert {name: again.get(name) for name in typed} == typed
    assert again["public_id"] == form["public_id"]
    assert [again[f"parties-{index}-party"] for index in range(3)] == ["state:KAZ", "secretariat:", "state:THA"]
    assert (page.context["drafts"], page.context["continued"].when) == ([], "14:00")


def test_saving_ends_the_draft(browser, new_form):
    form = new_form()
    browser.post(keep_url(form["public_id"]), form)
    assert browser.post(f"{ADD}?draft={form['public_id']}", form).status_code == 302
    assert (Event.objects.count(), Draft.objects.count()) == (1, 0)


def test_draft_that_comes_after_the_save_is_not_kept(browser, new_form):
    form = new_form()
    browser.post(ADD, form)
    answer = browser.post(keep_url(form["public_id"]), form)
    assert (answer.status_code, Draft.objects.count()) == (409, 0)
    assert "in the meantime" in answer.json()["said"]


def test_autosave_never_touches_the_event(browser, event, edit_url):
    form = values_sent(browser.get(edit_url)) | {"title_en": "Being typed"}
    browser.post(keep_url(event.public_id), form)
    stored = Event.objects.get()
    assert (stored.version, stored.title_en) == (event.version, "Seminar on risk analysis")
    page = browser.get(edit_url)
    assert (offered(page), page.context["form"].initial["title_en"]) == (
        [("Being typed", "14:00", False)], "Seminar on risk analysis",
    )  # fmt: skip
    assert values_sent(browser.get(f"{edit_url}?draft={event.public_id}"))["title_en"] == "Being typed"


def test_newer_version_is_said_and_settled_on_saving(browser, client_as, event, edit_url):
    form = values_sent(browser.get(edit_url)) | {"title_en": "Being typed"}
    browser.post(keep_url(event.public_id), form)
    colleague = client_as("administrator")
    colleague.post(edit_url, values_sent(colleague.get(edit_url)) | {"city_en": "Almaty", "country": "KAZ"})
    page = browser.get(edit_url)
    assert offered(page) == [("Being typed", "14:00", True)]
    assert "has been saved since" in page.content.decode()
    going_on = values_sent(browser.get(f"{edit_url}?draft={event.public_id}"))
    conflict = browser.post(edit_url, going_on)
    assert (conflict.status_code, Draft.objects.count()) == (409, 1)
    assert browser.post(edit_url, values_sent(conflict)).status_code == 302
    stored = Event.objects.get()
    assert (stored.title_en, stored.city_en, Draft.objects.count()) == ("Being typed", "Almaty", 0)


def test_colleagues_save_does_not_stop_the_draft_but_ones_own_does(browser, client_as, event, edit_url):
    form = values_sent(browser.get(edit_url)) | {"title_en": "Being typed"}
    colleague = client_as("administrator")
    colleague.post(edit_url, values_sent(colleague.get(edit_url)) | {"title_en": "Theirs"})
    assert browser.post(keep_url(event.public_id), form).status_code == 200
    browser.post(edit_url, values_sent(browser.get(edit_url)) | {"title_en": "Mine"})
    assert browser.post(keep_url(event.public_id), form).status_code == 409


def test_discarded_draft_is_gone(browser, new_form, event, edit_url):
    form = new_form()
    browser.post(keep_url(form["public_id"]), form)
    answer = browser.post(discard_url(form["public_id"]))
    assert (answer.headers["Location"], Draft.objects.count()) == (ADD, 0)
    browser.post(keep_url(event.public_id), values_sent(browser.get(edit_url)))
    assert browser.post(discard_url(event.public_id)).headers["Location"] == edit_url


def test_draft_is_its_authors_alone(browser, client_as, new_form):
    form = new_form(title_en="Secret thoughts")
    browser.post(keep_url(form["public_id"]), form)
    for role in ("administrator", "reader", "liaison"):
        other = client_as(role)
        for path in (ADD, f"{ADD}?draft={form['public_id']}", "/", "/log/"):
            assert "Secret thoughts" not in other.get(path).content.decode()
        other.post(discard_url(form["public_id"]))
    assert Draft.objects.get().payload["title_en"] == ["Secret thoughts"]


def test_two_authors_type_into_one_event(browser, client_as, event, edit_url):
    form = values_sent(browser.get(edit_url))
    colleague = client_as("administrator")
    for client, title in ((browser, "Editor's"), (colleague, "Administrator's")):
        client.post(keep_url(event.public_id), form | {"title_en": title})
    assert [offered(client.get(edit_url))[0][0] for client in (browser, colleague)] == ["Editor's", "Administrator's"]


def test_who_may_not_edit_keeps_no_draft(client_as, event):
    answers = {
        role: [client_as(role).post(keep_url(public_id)).status_code for public_id in (event.public_id, NEW_ID)]
        for role in ("visitor", "reader", "liaison")
    }
    assert answers == {"visitor": [403, 403], "reader": [403, 403], "liaison": [403, 403]}
    assert not Draft.objects.exists()


def test_nonsense_is_refused_or_cleaned(browser, new_form):
    for path in (keep_url("short"), keep_url(NEW_ID, "summary"), discard_url("O" * 10)):
        assert browser.post(path).status_code == 404
    assert browser.get(keep_url(NEW_ID)).status_code == 405
    assert browser.post(keep_url(NEW_ID), {"title_en": "x" * 200_000}).status_code == 413
    assert browser.post(keep_url(NEW_ID), {"title_en": "a\x00b", "version": "9" * 30}).status_code == 200
    assert Draft.objects.get().payload["title_en"] == ["ab"]
    page = browser.get(f"{ADD}?draft={NEW_ID}")
    assert values_sent(page)["title_en"] == "ab"


def test_draft_that_is_gone_leaves_the_blank_form(browser, world):
    page = browser.get(f"{ADD}?draft={NEW_ID}", follow=True)
    assert [str(message) for message in page.context["messages"]] == ["The draft is no longer there."]
    assert values_sent(page)["title_en"] == ""


def test_draft_of_another_day_says_its_day(browser, editor):
    saved_at = NOW - timedelta(days=2)
    make_draft(author=editor, subject_id=NEW_ID, payload={"title_ru": ["Семинар"]}, saved_at=saved_at)
    assert offered(browser.get(ADD)) == [("Семинар", "14 Mar 2026, 14:00", False)]


def test_liaison_keeps_a_draft_of_a_proposal(world, client_as, liaison):
    browser = client_as("liaison")
    form = values_sent(browser.get("/proposals/new/")) | {"title_en": "Workshop on water"}
    assert browser.post(keep_url(form["public_id"], "proposal"), form).status_code == 200
    assert offered(browser.get("/proposals/new/")) == [("Workshop on water", "14:00", False)]
    going_on = values_sent(browser.get(f"/proposals/new/?draft={form['public_id']}"))
    assert (going_on["title_en"], going_on["public_id"]) == ("Workshop on water", form["public_id"])
    good = going_on | {"kind": "workshop", "dimension": "ENV", "first_day": "18.09.2026"}
    assert browser.post("/proposals/new/", good).status_code == 302
    assert (Proposal.objects.get().title_en, Draft.objects.count()) == ("Workshop on water", 0)


def test_stored_proposal_keeps_its_draft_beside_it(world, client_as, liaison):
    proposal = make_proposal(author=liaison, title_en="Stored")
    browser, path = client_as("liaison"), reverse("cbm_events:proposal_edit", args=[proposal.public_id])
    form = values_sent(browser.get(path)) | {"title_en": "Being typed"}
    browser.post(keep_url(proposal.public_id, "proposal"), form)
    assert Proposal.objects.get().title_en == "Stored"
    assert values_sent(browser.get(f"{path}?draft={proposal.public_id}"))["title_en"] == "Being typed"
    other = client_as("other_liaison").post(keep_url(proposal.public_id, "proposal"), form)
    assert (other.status_code, Draft.objects.count()) == (404, 1)


def test_leaving_takes_the_drafts_along(world):
    author = make_user()
    make_draft(author=author)
    author.delete()
    assert not Draft.objects.exists()
