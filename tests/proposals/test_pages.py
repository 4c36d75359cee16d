"""The pages of proposals: who sees what, what is offered to whom, and what happens when two act at once."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from cbm_events.models import Event, Proposal
from cbm_events.proposals.steps import Action
from cica_portal.common.models import Mail
from tests.factories import make_event, make_proposal, make_user
from tests.page_forms import values_sent
from tests.pages.reading import page_of, section, words

pytestmark = pytest.mark.django_db
LIST = "/proposals/"
STAFF_PAGES = ("/", LIST, "/log/", "/outbox/")
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def token_free(page) -> bytes:
    assert page.status_code == 200
    return TOKEN.sub(b"", page.content)


def address(proposal: Proposal, name: str = "proposal", *more: str) -> str:
    return reverse(f"cbm_events:{name}", args=[proposal.public_id, *more])


def act_of(proposal: Proposal, action: Action) -> str:
    return address(proposal, "proposal_act", action)


def actions_on(page) -> list[str]:
    return [action.value for action in page.context["actions"]]


def titles(page, key: str) -> list[str]:
    return [row.title_en for row in page.context[key]]


# Who sees what -------------------------------------------------------------------------------------------------------


def test_draft_is_seen_by_its_state_only(draft, cast, client_as):
    seen = {role: client_as(role).get(address(draft)).status_code for role in cast}
    assert {role for role, status in seen.items() if status == 200} == {"liaison"}
    assert set(seen.values()) == {200, 404}


def test_submitted_proposal_is_seen_by_its_state_and_the_secretariat(submitted, cast, client_as):
    seen = {role: client_as(role).get(address(submitted)).status_code for role in cast}
    assert {role for role, status in seen.items() if status == 200} == {
        "liaison", "reader", "editor", "administrator",
    }  # fmt: skip
    assert set(seen.values()) == {200, 404}


def test_lists_hold_what_their_reader_sees(draft, world, liaison, client_as, editor):
    make_proposal(author=liaison, status="submitted", title_en="Sent")
    make_proposal(author=liaison, status="withdrawn", submitted_at=None, title_en="Torn up")
    make_proposal(author=make_user(role="liaison", state=world.tha), status="submitted", title_en="Of Thailand")
    own = client_as("liaison").get(LIST)
    assert (titles(own, "drafts"), titles(own, "submitted"), titles(own, "page")) == (
        ["Seminar on risk analysis"], ["Sent"], ["Torn up"],
    )  # fmt: skip
    inbox = client_as("editor").get(LIST)
    assert (titles(inbox, "drafts"), titles(inbox, "submitted"), titles(inbox, "page")) == (
        [],
        ["Sent", "Of Thailand"],
        [],
    )


def test_state_is_not_told_who_of_the_secretariat_answered(submitted, step, client_as, editor, liaison):
    step(submitted, Action.RETURN, comment="Which week?")
    for role, by in (("liaison", "Secretariat"), ("editor", f"Secretariat, {editor.name}")):
        steps = client_as(role).get(address(submitted)).context["steps"]
        assert [(line.by, line.comment) for line in steps] == [
            (f"Kazakhstan, {liaison.name}", ""), (by, "Which week?"),
        ]  # fmt: skip


def test_secretariat_declines_nothing(submitted, client_as):
    page = client_as("editor").get(address(submitted))
    assert actions_on(page) == ["enter", "return", "not-included"]
    assert actions_on(client_as("reader").get(address(submitted))) == []
    assert actions_on(client_as("liaison").get(address(submitted))) == ["withdraw"]


def test_dates_stand_beside_the_proposal(submitted, client_as, world, other_liaison):
    make_event(title_en="Same week", earliest=date(2026, 5, 11), visibility="public")
    make_event(title_en="Week before", earliest=date(2026, 5, 10), visibility="public")
    make_event(title_en="Off", earliest=date(2026, 5, 14), status="cancelled", visibility="public")
    make_event(title_en="Inside", earliest=date(2026, 5, 17), visibility="secretariat")
    month: dict[str, Any] = {"precision": "month", "earliest": date(2026, 5, 1), "latest": date(2026, 5, 31)}
    make_event(title_en="Some day", visibility="public", **month)
    make_proposal(author=other_liaison, status="submitted", title_en="Of Thailand")
    facts = client_as("editor").get(address(submitted)).context["dates"]
    assert [event.title_en for event in facts.events] == ["Same week", "Inside"]
    assert (facts.first, facts.last, facts.vague) == (date(2026, 5, 11), date(2026, 5, 17), 1)
    assert [other.title_en for other in facts.proposals] == ["Of Thailand"]
    facts = client_as("liaison").get(address(submitted)).context["dates"]
    assert ([event.title_en for event in facts.events], facts.proposals) == (["Same week"], [])


def test_vague_dates_are_not_compared(liaison, client_as):
    year = {"precision": "year", "earliest": date(2026, 1, 1), "latest": date(2026, 12, 31)}
    page = client_as("liaison").get(address(make_proposal(author=liaison, **year)))
    assert page.context["dates"] is None


def test_home_pages_lead_to_proposals(submitted, client_as):
    assert "Seminar on risk analysis" in words(section(page_of(client_as("liaison").get("/")), "proposals"))
    assert "One proposal waits for an answer" in words(section(page_of(client_as("editor").get("/")), "attention"))


# Steps ---------------------------------------------------------------------------------------------------------------


def test_liaison_sends_the_draft(draft, client_as, editor):
    client = client_as("liaison")
    url = act_of(draft, Action.SUBMIT)
    sent = values_sent(client.get(url)) | {"comment": "For the spring."}
    assert client.post(url, sent).headers["Location"] == address(draft)
    assert [(line.words, line.comment) for line in client.get(address(draft)).context["steps"]] == [
        ("Sent to the Secretariat", "For the spring.")
    ]


def test_step_sent_twice_is_taken_once(draft, client_as, editor):
    client = client_as("liaison")
    url = act_of(draft, Action.SUBMIT)
    form = values_sent(client.get(url))
    answers = [client.post(url, form, follow=True) for _time in range(2)]
    assert [str(next(iter(answer.context["messages"]))) for answer in answers][1] == "This is done already."
    assert (draft.steps.count(), Mail.objects.count()) == (1, 1)


def test_editor_enters_it_in_the_draft_plan(submitted, client_as):
    client = client_as("editor")
    url = act_of(submitted, Action.ENTER)
    form = values_sent(client.get(url))
    answers = [client.post(url, form) for _time in range(2)]
    event = Event.objects.get()
    assert answers[0].headers["Location"] == reverse("cbm_events:detail", args=[event.public_id])
    assert answers[1].headers["Location"] == address(submitted)
    assert client_as("liaison").get(f"/events/{event.public_id}/").status_code == 200


def test_return_without_a_comment_is_refused(submitted, client_as):
    client = client_as("editor")
    url = act_of(submitted, Action.RETURN)
    page = client.post(url, values_sent(client.get(url)))
    assert page.status_code == 422
    assert [problem.message for problem in page.context["problems"]] == ["Write what is to be consulted on."]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"meeting_en": "SOC"}, "Enter the day on which the plan was adopted."),
        ({"adopted_on": "10.03.2026"}, "Enter the meeting that adopted the plan, in one language or both."),
        (
            {"adopted_on": "17.03.2026", "meeting_en": "SOC"},
            "This day is still to come: enter the day of the adoption.",
        ),
    ],
)
def test_plan_without_it_is_named(submitted, client_as, typed, message):
    client = client_as("editor")
    url = act_of(submitted, Action.NOT_INCLUDED)
    page = client.post(url, values_sent(client.get(url)) | typed)
    assert [problem.message for problem in page.context["problems"]] == [message]
    assert Proposal.objects.get().status == "submitted"


def test_outcome_is_told_in_words(submitted, client_as):
    client = client_as("editor")
    url = act_of(submitted, Action.NOT_INCLUDED)
    client.post(
        url, values_sent(client.get(url)) | {"adopted_on": "10.03.2026", "meeting_en": "Senior Officials Committee"}
    )
    lines = client_as("liaison").get(address(submitted)).context["steps"]
    assert lines[-1].words == "Not included in the plan adopted on 10 March 2026, Senior Officials Committee"


def test_slower_editor_is_told(submitted, step, client_as, liaison):
    client = client_as("editor")
    url = act_of(submitted, Action.ENTER)
    form = values_sent(client.get(url))
    step(submitted, Action.WITHDRAW)
    page = client.post(url, form)
    assert page.status_code == 409
    assert page.context["refusal"] == "This cannot be done with a proposal of this status: Withdrawn."
    assert not Event.objects.exists()


def test_editor_who_saw_an_earlier_version_looks_again(submitted, step, client_as):
    client = client_as("editor")
    url = act_of(submitted, Action.ENTER)
    form = values_sent(client.get(url)) | {"comment": "Thank you."}
    step(submitted, Action.RETURN, comment="Where?")
    step(submitted, Action.SUBMIT)
    page = client.post(url, form)
    assert (page.status_code, page.context["is_stale"]) == (409, True)
    again = values_sent(page)
    assert (again["comment"], again["version"]) == ("Thank you.", str(submitted.version))
    assert not Event.objects.exists()


@pytest.mark.parametrize("action", Action)
def test_each_step_is_for_its_side(action, submitted, cast, client_as):
    """Whoever sees the proposal and may not take the step gets 403, whoever does not see it 404."""
    url = act_of(submitted, action)
    answers = {role: client_as(role).get(url).status_code for role in cast}
    takers = {"liaison"} if action in {Action.SUBMIT, Action.WITHDRAW} else {"editor", "administrator"}
    unseen = {"visitor", "partner", "other_liaison"}
    assert answers == {role: 404 if role in unseen else 200 if role in takers else 403 for role in cast}


def test_secretariat_does_not_notice_a_draft(liaison, client_as):
    client = client_as("administrator")
    before = [token_free(client.get(path)) for path in STAFF_PAGES]
    make_proposal(author=liaison, title_en="Hidden draft")
    assert [token_free(client.get(path)) for path in STAFF_PAGES] == before


def test_log_tells_the_steps_of_a_proposal(submitted, step, client_as):
    step(submitted, Action.RETURN, comment="Which week?")
    page = client_as("editor").get("/log/")
    assert page.content.decode().count(f'href="{address(submitted)}"') == 2
