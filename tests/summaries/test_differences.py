"""What a correction changes, and what is told of events that were withdrawn."""

import pytest

from cbm_events.models import Event, YearlySummary
from cbm_events.services import save_event
from cbm_events.summaries.composing import contents_of, event_lines
from cbm_events.summaries.counting import CountingRule
from cbm_events.summaries.differences import differences_of, edition_before
from cbm_events.summaries.withdrawals import withdrawals_by_edition, withdrawn_from
from cbm_events.views.summary_page import names_of
from cica_portal.common.audiences import Audience
from cica_portal.common.viewer import Viewer
from tests.factories import make_act, make_event
from tests.summaries.conftest import YEAR
from tests.summaries.test_editions import build

pytestmark = pytest.mark.django_db


def change(title, **values):
    event = Event.objects.get(title_en=title)
    for name, value in values.items():
        setattr(event, name, value)
    save_event(event=event, act=make_act())


@pytest.mark.both
def test_events_and_figures_that_differ(year_of_events):
    first = build()
    make_event(title_en="late", status="held", visibility="public", earliest=f"{YEAR}-02-02", kind="forum")
    change("unreported", status="held")
    change("joint", mode="hybrid")
    change("half", visibility="secretariat")
    second = build()
    found = differences_of(second, first)
    assert [line.title for line in found.entered] == ["late"]
    assert [line.is_withdrawn for line in found.removed] == [True]
    changed = {row.after.title: row.fields for row in found.changed}
    assert "counted" in changed["unreported"]
    assert changed["joint"] == ("mode", "city")
    held = next(row for row in found.figures if row.label == "Events held")
    assert (held.before, held.after, held.cut) == (6, 7, "part=event")
    assert not found.is_other_rule


def test_edition_of_another_rule_says_so(year_of_events):
    first, second = build(), build(rule=CountingRule(online="out"))
    found = differences_of(second, first)
    assert found.is_other_rule
    assert [row.after.why for row in found.changed] == ["Online events"]


def test_earlier_edition_is_one_that_the_viewer_sees(year_of_events):
    first, second = build(), build()
    assert edition_before(second, Viewer(Audience.SECRETARIAT)) == first
    assert edition_before(second, Viewer()) is None
    YearlySummary.objects.update(stage="published")
    assert edition_before(second, Viewer()) == first
    assert edition_before(first, Viewer()) is None


def test_page_of_differences(client, year_of_events):
    first = build()
    change("unreported", status="held")
    second = build()
    YearlySummary.objects.update(stage="published")
    html = client.get(f"/reports/{second.public_id}/differences/").content.decode()
    assert "unreported" in html
    assert client.get(f"/reports/{first.public_id}/differences/").status_code == 404


@pytest.mark.both
@pytest.mark.parametrize("way", ["closed", "removed"])
def test_withdrawn_event_marks_the_editions_that_hold_it(client, year_of_events, way):
    summary, other = build(), build(Audience.SECRETARIAT)
    YearlySummary.objects.update(stage="published")
    if way == "closed":
        change("forum", visibility="secretariat")
    else:
        Event.objects.get(title_en="forum").delete()
    assert len(withdrawn_from(summary)) == 1
    marked = {row.pk for row in (summary, other) if withdrawals_by_edition([summary, other])[row.pk]}
    assert marked == ({summary.pk} if way == "closed" else {summary.pk, other.pk})
    contents = contents_of(summary)
    assert (contents.withdrawn, summary.figures["held"]) == (1, 6)
    titles = [line.title for line in event_lines(summary, names_of(summary))]
    assert "forum" not in titles
    assert "Event withdrawn from view" in titles
    for page in ("", "rows/?dimension=ECO"):
        html = client.get(f"/reports/{summary.public_id}/{page}").content.decode()
        assert ">forum<" not in html
        assert "Event withdrawn from view" in html
    assert "1 event withdrawn since" in client.get("/reports/").content.decode()
