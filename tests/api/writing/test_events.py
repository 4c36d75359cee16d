"""Events are entered and changed by a program as by the form: same rules, same words, same history."""

from datetime import date, time
from typing import Any

import pytest

from cbm_events.models import Event
from cbm_events.services import save_event
from cica_portal.common.models import Change
from tests import factories
from tests.api.writing.conftest import EVENTS, FORUM, faults, patch, post, program_of, send

pytestmark = pytest.mark.django_db


def address(event) -> str:
    return f"{EVENTS}{event.public_id}/"


def tag(client, event) -> str:
    return client.get(address(event))["ETag"]


@pytest.mark.both
def test_event_is_entered_with_its_history(editors, editor):
    answer = post(editors, EVENTS, FORUM | {"reason": "Agreed", "note": "By phone"})
    event = Event.objects.get()
    assert (answer.status_code, answer["Location"]) == (201, f"http://127.0.0.1:8000{address(event)}")
    assert answer.json() == editors.get(address(event)).json()
    assert answer["ETag"] == tag(editors, event)
    assert (event.title_ru, event.start_time, event.city_en) == ("Форум по засухе", time(10), "Astana")
    assert list(event.roles.values_list("state__code", "is_lead")) == [("KAZ", True)]
    change = Change.objects.get(kind="event")
    assert (change.door, change.actor, change.reason, change.note) == ("api", editor, "Agreed", "By phone")


def test_faults_are_the_words_of_the_form_at_their_places(editors):
    body = FORUM | {
        "title": {"en": "A\tB"}, "kind": "party", "period": {"precision": "day"}, "place": {"country": "XYZ"},
        "roles": [{"role": "organiser", "party": "state", "state": "XYZ"}, {"role": "host"}],
    }  # fmt: skip
    answer = post(editors, EVENTS, body)
    assert answer.status_code == 422
    assert faults(answer) == {
        "#/kind": "Choose the kind from the list.",
        "#/period/earliest": "Enter the first day, or choose how much of the date is known.",
        "#/place/country": "Choose a member state from the list.",
        "#/roles/0/party": "Choose the party from the list.",
        "#/roles/1/party": "Choose the party, or “An institution, named below”.",
    }
    assert not Event.objects.exists()


def test_faults_are_told_in_russian(editors):
    answer = send(editors, "post", f"{EVENTS}?lang=ru", FORUM | {"kind": "party"})
    assert faults(answer)["#/kind"] == "Выберите вид из списка."


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"colour": "red"}, "#/colour"),
        ({"title": "Forum"}, "#/title"),
        ({"title": {"fr": "Forum"}}, "#/title/fr"),
        ({"roles": {}}, "#/roles"),
        ({"roles": [None]}, "#/roles/0"),
        ({"roles": [{"is_lead": "yes"}]}, "#/roles/0/is_lead"),
        ({"kind": 5}, "#/kind"),
        ({"period": {"earliest": "10.09.2026", "precision": "day"}}, "#/period/earliest"),
        ({"times": {"opens": "10"}}, "#/times/opens"),
        ({"a/b~c": 1}, "#/a~1b~0c"),
        ([], "#"),
    ],
)
def test_what_has_another_shape_is_refused_where_it_has_it(editors, body, place):
    answer = post(editors, EVENTS, body)
    assert (answer.status_code, list(faults(answer))) == (422, [place])


@pytest.mark.parametrize(
    ("period", "stored"),
    [
        (("2026-09-10", None, "day"), (date(2026, 9, 10), date(2026, 9, 10))),
        (("2026-09-01", "2026-09-30", "month"), (date(2026, 9, 1), date(2026, 9, 30))),
        (("2026-09-01", "2026-10-31", "month"), (date(2026, 9, 1), date(2026, 10, 31))),
        (("2026-07-01", "2026-09-30", "quarter"), (date(2026, 7, 1), date(2026, 9, 30))),
        (("2026-07-01", "2026-12-31", "half_year"), (date(2026, 7, 1), date(2026, 12, 31))),
        (("2026-01-01", "2026-12-31", "year"), (date(2026, 1, 1), date(2026, 12, 31))),
        ((None, None, "tbc"), (None, None)),
    ],
)
def test_periods_are_stored_as_they_are_said(editors, period, stored):
    said = dict(zip(("earliest", "latest", "precision"), period, strict=True))
    body = {name: value for name, value in FORUM.items() if name != "times"} | {"period": said}
    assert post(editors, EVENTS, body).status_code == 201
    event = Event.objects.get()
    assert (event.earliest, event.latest, event.precision) == (*stored, period[2])


@pytest.mark.parametrize("days", [("2026-09-02", "2026-09-30"), ("2026-09-01", None), ("2026-09-01", "2026-09-29")])
def test_no_month_is_made_of_days(editors, days):
    said = {"earliest": days[0], "latest": days[1], "precision": "month"}
    answer = post(editors, EVENTS, FORUM | {"times": None, "period": said})
    assert (answer.status_code, list(faults(answer))) == (422, ["#/period"])


@pytest.mark.both
def test_change_leaves_what_it_does_not_name(editors):
    post(editors, EVENTS, FORUM)
    event = Event.objects.get()
    answer = patch(editors, address(event), {"title": {"en": "Other"}}, If_Match=tag(editors, event))
    assert answer.status_code == 200, answer.content
    after = Event.objects.get()
    assert (after.title_en, after.version) == ("Other", event.version + 1)
    same = ("title_ru", "earliest", "latest", "start_time", "zone", "city_en", "dimension_id", "status", "visibility")
    assert {name: getattr(after, name) for name in same} == {name: getattr(event, name) for name in same}
    assert after.roles.count() == 1
    assert answer["ETag"] == tag(editors, event)


def test_null_empties(editors):
    post(editors, EVENTS, FORUM)
    event = Event.objects.get()
    body: dict[str, Any] = {"times": None, "place": None, "roles": [], "dimension": None, "title": {"ru": None}}
    assert patch(editors, address(event), body, If_Match=tag(editors, event)).status_code == 200
    event.refresh_from_db()
    assert (event.start_time, event.zone, event.city_en, event.country, event.dimension) == (None, "", "", None, None)
    assert (event.title_en, event.title_ru, event.roles.count()) == ("Forum on drought", "", 0)


def test_event_without_a_dimension_can_be_changed(editors, world):
    event = factories.make_event(earliest=date(2026, 5, 1), latest=date(2026, 5, 31), precision="month")
    assert patch(editors, address(event), {"mode": "online"}, If_Match=tag(editors, event)).status_code == 200


@pytest.mark.both
def test_who_has_not_seen_the_present_state_writes_nothing(editors):
    event = factories.make_event()
    seen = tag(editors, event)
    assert patch(editors, address(event), {"title": {"en": "A"}}, If_Match=seen).status_code == 200
    answers = [patch(editors, address(event), {"title": {"en": "B"}}, If_Match=given) for given in (seen, '"x"')]
    assert [(answer.status_code, answer["ETag"]) for answer in answers] == [(412, tag(editors, event))] * 2
    missing = [patch(editors, address(event), {"title": {"en": "B"}}, If_Match=given) for given in ("", "*")]
    assert [answer.status_code for answer in missing] == [428, 428]
    assert Event.objects.get().title_en == "A"


def test_tag_that_compression_has_weakened_is_the_same(editors):
    event = factories.make_event()
    answer = patch(editors, address(event), {"title": {"en": "A"}}, If_Match=f'"x", W/{tag(editors, event)}')
    assert answer.status_code == 200


def test_tag_of_an_editor_follows_what_no_answer_shows(editors):
    """The day of a report is in no answer, yet nobody writes it over unseen."""
    event = factories.make_event()
    before = tag(editors, event)
    event.refresh_from_db()
    event.report_due = date(2026, 7, 1)
    save_event(event=event, act=factories.make_act())
    assert tag(editors, event) != before
    assert editors.get(address(event), headers={"If-None-Match": before}).status_code == 200
    assert editors.get(address(event), headers={"If-None-Match": tag(editors, event)}).status_code == 304


def test_saver_who_comes_between_is_not_written_over(editors, monkeypatch):
    event = factories.make_event()
    seen = tag(editors, event)
    monkeypatch.setattr("cica_portal.common.api.writing.WritingView.require_match", lambda self, key: quicker(key))

    def quicker(key):
        row = Event.objects.get(public_id=key)
        row.title_en = "Quicker"
        save_event(event=row, act=factories.make_act())

    answer = patch(editors, address(event), {"title": {"en": "Slower"}}, If_Match=seen)
    assert (answer.status_code, answer["ETag"]) == (412, tag(editors, event))
    assert Event.objects.get().title_en == "Quicker"


def test_other_media_types_are_refused(editors):
    event = factories.make_event()
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/xml"):
        assert editors.post(EVENTS, b"{}", content_type=kind).status_code == 415
        assert editors.patch(address(event), b"{}", content_type=kind).status_code == 415
    assert editors.post(EVENTS, b"{", content_type="application/json").status_code == 400
    assert editors.post(EVENTS, b'"' + b"x" * 3_000_000 + b'"', content_type="application/json").status_code == 413


def test_rights_are_those_of_the_person(world, cast):
    """Unseen is 404, seen but not to be changed 403, and nobody at all 401."""
    shown = factories.make_event(visibility="public")
    hidden = factories.make_event(visibility="secretariat")
    programs = {"liaison": program_of(cast["liaison"], "write:proposals"), "reader": program_of(cast["reader"])}
    answers = {
        (role, word, method): getattr(client, method)(
            address(event) if method == "patch" else f"{address(event)}cancel/", {}, content_type="application/json"
        ).status_code
        for role, client in programs.items()
        for word, event in (("shown", shown), ("hidden", hidden))
        for method in ("patch", "post")
    }
    assert answers == {
        (role, word, method): 404 if (role, word) == ("liaison", "hidden") else 403 for role, word, method in answers
    }
    assert [post(client, EVENTS, FORUM).status_code for client in programs.values()] == [403, 403]


def test_nobody_is_asked_who_he_is(client, world):
    event = factories.make_event(visibility="public")
    answers = [post(client, EVENTS, FORUM), patch(client, address(event), {}), post(client, f"{address(event)}cancel/")]
    answers += [post(client, f"{EVENTS}aaaaaaaaaa/cancel/")]
    assert [(answer.status_code, answer["WWW-Authenticate"]) for answer in answers] == [(401, "Bearer")] * 4


def test_token_without_the_scope_only_reads(editor, world):
    event = factories.make_event()
    reads = program_of(editor)
    answer = post(reads, EVENTS, FORUM)
    assert answer.status_code == 403
    assert answer["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="write:events"'
    assert "write:events" in answer.json()["detail"]
    assert patch(reads, address(event), {}).status_code == 403


def test_browser_needs_the_token_of_a_page(client_as, world):
    safe, open_to_forgery = client_as("editor"), client_as("editor", enforce_csrf_checks=True)
    assert post(safe, EVENTS, FORUM).status_code == 201
    assert post(open_to_forgery, EVENTS, FORUM).status_code == 403
    assert Event.objects.count() == 1


def test_part_of_an_entry_has_a_tag_of_its_own(editors):
    """If-Match is judged by what the same address gives."""
    event = factories.make_event()
    part = f"{address(event)}?fields=id,title"
    seen = editors.get(part)["ETag"]
    assert seen != tag(editors, event)
    assert patch(editors, address(event), {"mode": "online"}, If_Match=seen).status_code == 412
    answer = patch(editors, part, {"mode": "online"}, If_Match=seen)
    assert (answer.status_code, set(answer.json())) == (200, {"id", "title"})
