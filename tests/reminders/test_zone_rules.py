"""A country changes its clock: the local time of events stays, their moment does not.

Until 29 February 2024 Astana was six hours ahead of UTC, since then five. The tests enter events by the rules of
Omsk, which has kept six hours, and let the true rules of Almaty come after them.
"""

from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo, reset_tzpath

import pytest
from django.core.management import call_command

from cbm_events import zone_rules
from cbm_events.models import Event, events
from cbm_events.notices.keys import NOTICE
from cbm_events.reminders.gathering import send_due_deliveries
from cbm_events.reminders.planner import plan_reminders
from cbm_events.zone_rules import NEW_RULES, apply_zone_rules
from cica_portal.common import history
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.models import AudienceSequence, Change, Delivery
from cica_portal.common.zones import ZONE_RULES
from tests.factories import make_act, make_event, make_rule, make_timed_event, make_user, state_role
from tests.reminders.test_sending import messages, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]
CHANGED_ON = datetime(2026, 5, 1, 9, tzinfo=UTC)
# 10:00 in Astana, six hours ahead of UTC and five.
BEFORE, AFTER = datetime(2026, 5, 14, 4, tzinfo=UTC), datetime(2026, 5, 14, 5, tzinfo=UTC)


@pytest.fixture
def old_rules(tmp_path, monkeypatch):
    """Calling it brings the rules of today."""
    folder = tmp_path / "zones" / "Asia"
    folder.mkdir(parents=True)
    (folder / "Almaty").write_bytes(files("tzdata.zoneinfo.Asia").joinpath("Omsk").read_bytes())
    reset_tzpath(to=[str(folder.parent)])
    ZoneInfo.clear_cache()
    monkeypatch.setattr(events, "ZONE_RULES", "2023c")

    def rules_of_today():
        reset_tzpath(to=())
        ZoneInfo.clear_cache()
        monkeypatch.setattr(events, "ZONE_RULES", ZONE_RULES)

    yield rules_of_today
    rules_of_today()


@pytest.fixture
def seminar(old_rules, world):
    return make_timed_event(
        title_en="Seminar on hygiene", earliest=date(2026, 5, 14), start_time=time(10), roles=[state_role(world.kaz)]
    )


@pytest.fixture
def person(old_rules, world):
    return make_user(role="liaison", state=world.kaz)


def apply(at=CHANGED_ON):
    return apply_zone_rules(today=at.date(), act=make_act(at=at, reason=NEW_RULES))


def run(at):
    plan_reminders(now=at)
    send_due_deliveries(now=at)
    return send_due_mail(now=at)


def test_event_keeps_its_local_time_and_takes_place_at_another_moment(seminar, old_rules):
    assert (seminar.starts_at, seminar.utc_offset, seminar.zone_rules) == (BEFORE, "+06:00", "2023c")
    old_rules()
    assert apply() == 1
    row = Event.objects.get()
    assert (row.start_time, row.starts_at, row.utc_offset, row.zone_rules) == (time(10), AFTER, "+05:00", ZONE_RULES)
    assert (row.sequence, row.version) == (seminar.sequence + 1, seminar.version + 1)


def test_history_says_why_and_every_audience_that_sees_the_event_gets_a_number(seminar, old_rules):
    numbers = dict(AudienceSequence.objects.values_list("audience", "last"))
    old_rules()
    apply()
    change = Change.objects.of("event", seminar.public_id).first()
    assert change is not None
    assert (change.before, change.after) == ({"utc_offset": "+06:00"}, {"utc_offset": "+05:00"})
    assert (change.reason, change.actor) == (NEW_RULES, None)
    after = dict(AudienceSequence.objects.values_list("audience", "last"))
    assert {audience: after[audience] - numbers[audience] for audience in ("member_states", "secretariat")} == {
        "member_states": 1,
        "secretariat": 1,
    }


def test_second_time_changes_nothing(seminar, old_rules):
    old_rules()
    apply()
    changes = Change.objects.count()
    assert apply(CHANGED_ON + timedelta(days=1)) == 0
    assert Change.objects.count() == changes


def test_what_is_sent_stays_and_what_waits_shifts(outbox, seminar, person, old_rules):
    make_rule(days=30)
    make_rule(days=7)
    assert run(datetime(2026, 4, 14, 3, tzinfo=UTC)) == 1
    waiting = Delivery.objects.get(state="planned")
    assert waiting.due_at == datetime(2026, 5, 7, 3, tzinfo=UTC)
    old_rules()
    apply()
    assert run(CHANGED_ON) == 0
    waiting.refresh_from_db()
    assert waiting.due_at == datetime(2026, 5, 7, 4, tzinfo=UTC)
    run(CHANGED_ON + timedelta(hours=1))
    assert run(datetime(2026, 5, 7, 3, 30, tzinfo=UTC)) == 0
    assert run(datetime(2026, 5, 7, 4, tzinfo=UTC)) == 1
    reminders = Delivery.objects.exclude(rule_key__startswith=NOTICE)
    assert list(reminders.values_list("state", flat=True)) == ["sent", "sent"]


def test_those_concerned_get_one_notice(outbox, seminar, person, old_rules):
    abroad = make_user(role="liaison", state=person.state, zone="Europe/Istanbul")
    old_rules()
    apply()
    assert run(CHANGED_ON) == 0
    assert run(CHANGED_ON + timedelta(hours=1)) == 2
    assert run(CHANGED_ON + timedelta(days=1)) == 0
    text = text_of(messages(outbox)[abroad.email])
    assert "Same local time, new difference from UTC" in text
    assert "Reason: The rules of the time zone have changed." in text
    assert "When: 14 May 2026, 10:00–17:00 (Astana time); 08:00–15:00 (Ankara time)" in text
    assert "Difference from UTC: UTC+05:00\n  Until now: UTC+06:00" in text


def test_other_events_are_left_alone(old_rules, world):
    past = make_timed_event(earliest=date(2026, 4, 20))
    elsewhere = make_timed_event(zone="Asia/Bangkok")
    days_only = make_event()
    versions = dict(Event.objects.values_list("pk", "version"))
    old_rules()
    assert apply() == 0
    assert dict(Event.objects.values_list("pk", "version")) == versions
    rules = dict(Event.objects.values_list("pk", "zone_rules"))
    assert rules == {past.pk: "2023c", elsewhere.pk: ZONE_RULES, days_only.pk: ""}


def test_somebody_saves_the_event_at_this_moment(seminar, old_rules, monkeypatch):
    old_rules()
    original, editors = zone_rules.is_moved, ["first"]

    def with_an_editor(event):
        if editors:
            other = Event.objects.get(pk=event.pk)
            other.title_en = f"Seminar of the {editors.pop()} editor"
            history.save(other, act=make_act())
        return original(event)

    monkeypatch.setattr(zone_rules, "is_moved", with_an_editor)
    assert apply() == 1
    row = Event.objects.get()
    assert (row.title_en, row.starts_at) == ("Seminar of the first editor", AFTER)


def test_set_up_says_what_it_has_moved(seminar, old_rules, capsys, at_now):
    old_rules()
    call_command("apply_zone_rules", verbosity=0)
    assert capsys.readouterr().out == f"Zone database {ZONE_RULES}: 1 events take place at another moment now.\n"
    call_command("apply_zone_rules", verbosity=0)
    assert capsys.readouterr().out == ""


def test_page_of_the_event_tells_it(seminar, old_rules, client_as, at_now):
    old_rules()
    apply()
    page = client_as("editor").get(f"/events/{seminar.public_id}/").content.decode()
    assert "The rules of the time zone have changed." in page
    assert "Difference from UTC" in page
