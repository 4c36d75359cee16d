"""A liaison replies for its own state, until the day for replies; who else sees what it said."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cbm_events.models import Participation
from cbm_events.participation.answers import OWN_REPLY
from cica_portal.common.models import Change
from tests.factories import TODAY, make_event, make_participation, make_user, state_role
from tests.page_forms import values_sent

SECRET = "Takes part, 7 delegates"


def address(event) -> str:
    return reverse("cbm_events:reply", args=[event.public_id])


@pytest.fixture
def liaison_of_thailand(world, client_as):
    return client_as("other_liaison")


def test_reply_is_stored_for_the_own_state_only(liaison_of_thailand, event, world, other_liaison):
    form = values_sent(liaison_of_thailand.get(address(event)))
    typed = {"answer": "takes_part", "delegates": "7", "state": "TUR", "TUR-answer": "regrets"}
    answer = liaison_of_thailand.post(address(event), form | typed)
    row = Participation.objects.get()
    assert answer.status_code == 302
    assert (row.state, row.answer, row.delegates, row.source, row.as_of) == (
        world.tha, "takes_part", 7, OWN_REPLY, TODAY,
    )  # fmt: skip
    assert Change.objects.get(kind="participation").actor == other_liaison


def test_looking_writes_nothing(liaison_of_thailand, event):
    changes = Change.objects.count()
    assert liaison_of_thailand.get(address(event)).status_code == 200
    assert (Change.objects.count(), Participation.objects.count()) == (changes, 0)


def test_reply_of_the_day_is_corrected_and_of_an_earlier_day_kept(liaison_of_thailand, event, world):
    make_participation(
        event=event, state=world.tha, answer="takes_part", delegates=2, source=OWN_REPLY,
        as_of=TODAY - timedelta(days=1),
    )  # fmt: skip
    form = values_sent(liaison_of_thailand.get(address(event)))
    assert (form["answer"], form["delegates"]) == ("takes_part", "2")
    for delegates in ("3", "4"):
        form = values_sent(liaison_of_thailand.get(address(event)))
        liaison_of_thailand.post(address(event), form | {"delegates": delegates})
    said = list(Participation.objects.order_by("as_of").values_list("delegates", flat=True))
    assert said == [2, 4]


def test_who_has_replied_is_offered_to_change_the_reply(liaison_of_thailand, event, world):
    page = f"/events/{event.public_id}/"
    before = liaison_of_thailand.get(page).content.decode()
    make_participation(event=event, state=world.tha, answer="takes_part", source=OWN_REPLY, as_of=TODAY)
    after = liaison_of_thailand.get(page).content.decode()
    assert ("Reply for Thailand" in before, "Change the reply" in before) == (True, False)
    assert ("Reply for Thailand" in after, "Change the reply" in after) == (False, True)


def test_colleagues_reply_is_not_overwritten_unseen(liaison_of_thailand, event, world, client_as):
    form = values_sent(liaison_of_thailand.get(address(event)))
    colleague = make_user(role="liaison", state=world.tha)
    other = client_as("visitor")
    other.force_login(colleague)
    other.post(address(event), form | {"answer": "takes_part", "delegates": "3"})
    page = liaison_of_thailand.post(address(event), form | {"answer": "regrets"})
    assert page.status_code == 409
    assert values_sent(page)["answer"] == "takes_part"
    assert Participation.objects.get().answer == "takes_part"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"nomination_deadline": TODAY - timedelta(days=1)}, "The day for replies is over."),
        ({"earliest": TODAY - timedelta(days=1), "latest": TODAY}, "The event has begun."),
        ({"status": "cancelled"}, "States are not asked while the event is cancelled."),
        ({"status": "held", "earliest": TODAY - timedelta(days=9)}, "States are not asked while the event is held."),
    ],
)
def test_after_the_day_nothing_is_taken(liaison_of_thailand, world, values, said):
    event = make_event(visibility="member_states", **values)
    page = liaison_of_thailand.get(address(event))
    assert said in page.content.decode()
    answer = liaison_of_thailand.post(address(event), {"answer": "takes_part"})
    assert (answer.status_code, Participation.objects.count()) == (409, 0)
    assert (
        reverse("cbm_events:reply", args=[event.public_id])
        not in liaison_of_thailand.get(f"/events/{event.public_id}/").content.decode()
    )


def test_last_day_still_counts(liaison_of_thailand, world):
    event = make_event(nomination_deadline=TODAY, earliest=TODAY)
    assert liaison_of_thailand.post(address(event), {"answer": "regrets"}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose whether your state takes part."),
        ({"answer": "awaited"}, "Choose whether your state takes part."),
        ({"answer": "regrets", "delegates": "1"}, "A state that sends regrets names no delegates."),
        ({"answer": "takes_part", "delegates": "-1"}, "Enter a number."),
    ],
)
def test_bad_reply_is_refused_in_words(liaison_of_thailand, event, typed, said):
    page = liaison_of_thailand.post(address(event), typed)
    assert (page.status_code, [problem.message for problem in page.context["problems"]]) == (422, [said])
    assert not Participation.objects.exists()


def test_who_may_reply(client_as, event):
    codes = {
        role: client_as(role).get(address(event)).status_code
        for role in ("visitor", "partner", "reader", "editor", "liaison")
    }
    assert codes == {"visitor": 403, "partner": 403, "reader": 403, "editor": 403, "liaison": 200}
    hidden = make_event(visibility="secretariat")
    assert client_as("liaison").post(address(hidden), {"answer": "regrets"}).status_code == 404


def test_reply_is_told_to_its_state_the_organiser_and_the_secretariat(client_as, event, world, liaison_of_thailand):
    """Diplomatic rule 5: others are told totals."""
    liaison_of_thailand.post(address(event), {"answer": "takes_part", "delegates": "7"})
    make_user(role="liaison", state=world.tur, email="tur@example.org")
    outsider = client_as("visitor")
    outsider.force_login(make_user(role="liaison", state=world.tur))
    path = f"/events/{event.public_id}/"
    pages = {role: client_as(role).get(path).content.decode() for role in ("visitor", "partner", "liaison", "reader")}
    pages |= {"own": liaison_of_thailand.get(path).content.decode(), "outsider": outsider.get(path).content.decode()}
    by_state = {role for role, page in pages.items() if '<ul class="states">' in page}
    assert by_state == {"liaison", "reader"}
    assert {role for role, page in pages.items() if SECRET in page} == {"own"}
    assert all("1 state takes part" in page for page in pages.values())
    assert {role for role, page in pages.items() if "By source" in page} == {"liaison", "reader"}


def test_source_is_said_in_the_language_of_the_page(client_as, event, liaison_of_thailand):
    liaison_of_thailand.post(address(event), {"answer": "takes_part"})
    page = client_as("reader").get(f"/ru/events/{event.public_id}/").content.decode()
    assert "Ответ государства на портале" in page


def test_organiser_without_replies_is_shown_no_grid(client_as, world):
    event = make_event(roles=[state_role(world.kaz)])
    assert "By source" not in client_as("liaison").get(f"/events/{event.public_id}/").content.decode()
