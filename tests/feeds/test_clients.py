"""Two calendar programs subscribe to a served portal and are shown what becomes of an event."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from cbm_events.models import Event
from cbm_events.services import save_event
from cbm_events.transitions import Action, apply_action
from cica_portal.common.fuzzy import Period, Precision
from tests.factories import NOW, TODAY, make_act, make_event, make_timed_event
from tests.feeds.clients import Calcurse, Khal

pytestmark = [pytest.mark.slow, pytest.mark.both, pytest.mark.django_db(transaction=True)]
MOVED = Period(date(2026, 9, 1), date(2026, 9, 2), Precision.DAY)
# The server answers in its own time: the year is that of the events.
pytestmark.append(pytest.mark.usefixtures("at_now"))


def do(event: Event, action: Action, hours: int, **values) -> None:
    act = make_act(at=NOW + timedelta(hours=hours))
    apply_action(event=event, action=action, act=act, today=TODAY, version=event.version, **values)


def test_subscriber_follows_a_moved_cancelled_reinstated_and_withdrawn_event(live_server, tmp_path: Path):
    event = make_event(visibility="public", title_en="Forum", earliest=date(2026, 5, 14), latest=date(2026, 5, 14))
    make_timed_event(visibility="public", title_en="Seminar", earliest=date(2026, 5, 20), start_time=time(9, 30))
    khal = Khal(tmp_path / "khal", f"{live_server.url}/feeds/events.ics")
    shown = []
    for step in (
        lambda: None,
        lambda: do(event, Action.MOVE, 1, dates=MOVED),
        lambda: do(event, Action.CANCEL, 2),
        lambda: do(event, Action.REINSTATE, 3),
        lambda: withdraw(event),
    ):
        step()
        khal.sync()
        shown.append(khal.shows("2026-05-01", "2026-10-01"))
    seminar = "2026-05-20 09:30 Seminar"
    moved, cancelled = ([seminar, *[f"2026-09-01 {title}"] * 2] for title in ("Forum", "Cancelled: Forum"))
    assert shown == [["2026-05-14 Forum", seminar], moved, cancelled, moved, [seminar]]
    assert len(list((tmp_path / "khal" / "cica").iterdir())) == 1


def withdraw(event: Event) -> None:
    event.visibility = "secretariat"
    save_event(event=event, act=make_act(at=NOW + timedelta(hours=4)))


def test_program_that_reads_the_file_shows_days_hours_and_titles(live_server, tmp_path: Path):
    event = make_event(visibility="public", title_en="Forum", earliest=date(2026, 5, 14), latest=date(2026, 5, 15))
    make_timed_event(
        visibility="public", title_en="Seminar", title_ru="Семинар", earliest=date(2026, 5, 14), zone="Asia/Bangkok"
    )
    calcurse = Calcurse(tmp_path / "calcurse", f"{live_server.url}/feeds/events.ics?lang=ru")
    shown = calcurse.shows("05/14/2026", 2)
    assert shown.count("Forum (in English)") == 2
    # Nine in Bangkok is seven in Astana.
    assert " - 07:00 -> 15:00\n\tСеминар" in shown
    do(event, Action.MOVE, 1, dates=MOVED)
    assert "Forum" not in calcurse.shows("05/14/2026", 2)
    assert calcurse.shows("09/01/2026", 2).count("Forum (in English)") == 2
