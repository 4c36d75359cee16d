"""The pages of an import, as a browser without JavaScript uses them."""

import io
from datetime import timedelta

import openpyxl
import pytest

from cbm_events.imports.expiry import ROWS_KEPT, forget_old_imports
from cbm_events.models import Event, ImportRow, ImportRun, ImportSender
from cbm_events.services import save_event
from cica_portal.common.models import Change
from tests import factories
from tests.imports.conftest import effects
from tests.imports.files import HEADINGS, ROW, csv_file, row, xlsx_file
from tests.page_forms import values_sent
from tests.pages.counting import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BAD = row(title="Round table on transport", dates="31–32 May 2026", organiser="Kazakstan")


@pytest.fixture
def send(browser):
    """Upload rows under the usual headings, or a file; returns the import."""

    def post(rows=(ROW,), *, headings=HEADINGS, file=None, sender="") -> ImportRun:
        file = file or csv_file([headings, *rows])
        answer = browser.post("/imports/", {"file": file, "sender": sender})
        assert answer.status_code == 302, [problem.message for problem in answer.context["problems"]]
        return ImportRun.objects.order_by("-id")[0]

    return post


def page_of(run: ImportRun) -> str:
    return f"/imports/{run.public_id}/"


def problems(answer) -> list[tuple[str, str]]:
    return [(problem.anchor, problem.message) for problem in answer.context["problems"]]


def entered(browser, run: ImportRun, **typed):
    sent = values_sent(browser.get(page_of(run))) | typed
    return browser.post(f"{page_of(run)}enter/", sent)


def test_known_columns_lead_straight_to_the_rows(browser, send):
    run = send([ROW, BAD])
    page = browser.get(page_of(run))
    assert page.context["counts"]["new"] == page.context["counts"]["needy"] == 1
    assert [line.effect for line in page.context["lines"]] == ["new", "error"]
    assert Event.objects.count() == 0


def test_unknown_column_is_asked_about_and_remembered_for_the_sender(browser, send):
    headings = ["Was", *HEADINGS[1:]]
    run = send(headings=headings, sender="Embassy of Kazakhstan")
    assert not run.is_checked
    address = f"{page_of(run)}columns/"
    sent = values_sent(browser.get(address))
    assert (sent["column-0"], sent["column-1"]) == ("", "dates")
    answer = browser.post(address, sent)
    assert (answer.status_code, problems(answer)) == (
        422, [("", "Choose which column holds this: Title, in either language")],
    )  # fmt: skip
    assert browser.post(address, sent | {"column-0": "title", "year": "2026"}).status_code == 302
    run.refresh_from_db()
    assert effects(run) == ["new"]
    again = send(headings=headings, sender="embassy of kazakhstan")
    assert (again.is_checked, again.targets[0], again.options["year"]) == (True, "title", 2026)
    assert ImportSender.objects.count() == 1


def test_one_column_alone_may_hold_a_thing(browser, send):
    run = send()
    address = f"{page_of(run)}columns/"
    answer = browser.post(address, values_sent(browser.get(address)) | {"column-2": "title"})
    assert problems(answer) == [("id_column-2", "Another column holds this already. Choose one of the two.")]


def test_another_sheet_and_row_of_headings_are_looked_at_before_they_are_chosen(browser, send):
    run = send(file=xlsx_file([["Notes", "x"], ["a", "b"]], [["Plan"], [], HEADINGS, ROW]))
    assert (run.sheet, run.heading_row) == (1, 3)
    other = browser.get(f"{page_of(run)}columns/?sheet=0&row=1")
    assert [str(column.label) for column, _samples in other.context["columns"]] == ["Notes", "x"]
    run.refresh_from_db()
    assert run.sheet == 1


def test_rows_are_put_right_on_the_page(browser, send):
    run = send([ROW, BAD])
    sent = values_sent(browser.get(page_of(run)))
    assert sent["cell-3-dates"] == "31–32 May 2026"
    typed = {"cell-3-dates": "29–30 May 2026", "cell-3-organisers": "Kazakhstan"}
    assert browser.post(page_of(run), sent | typed).status_code == 302
    assert effects(run) == ["new", "new"]


def test_what_was_probably_meant_is_taken_by_one_button(browser, send):
    run = send([row(organiser="Kazakstan; Thailand")])
    page = browser.get(page_of(run))
    [offer] = page.context["lines"][0].problems[0].offers
    assert offer.text == "Kazakhstan"
    browser.post(page_of(run), values_sent(page) | {"offer": offer.key})
    assert (effects(run), run.rows.get(number=2).corrections) == (["new"], {"organisers": "Kazakhstan; Thailand"})


@pytest.mark.parametrize("offer", ["2:9:9", "x:0:0", "2:0", "99:0:0", "2:0:x", ":::"])
def test_button_that_was_not_offered_does_nothing(browser, send, offer):
    run = send([row(organiser="Kazakstan")])
    assert browser.post(page_of(run), values_sent(browser.get(page_of(run))) | {"offer": offer}).status_code == 302
    assert effects(run) == ["error"]


def test_question_is_answered(browser, send, check, enter):
    enter(check())
    run = send([row(dates="3–5 June 2026")])
    page = browser.get(page_of(run))
    event = Event.objects.get()
    choices = [value for value, _words in page.context["lines"][0].answers]
    assert choices == ["new", event.public_id, "leave_out"]
    browser.post(page_of(run), values_sent(page) | {"answer-2": event.public_id})
    assert effects(run) == ["changed"]
    entered(browser, run)
    event.refresh_from_db()
    assert (str(event.earliest), Event.objects.count()) == ("2026-06-03", 1)


def test_rows_that_need_an_answer_are_left_out_only_where_that_is_said(browser, send):
    run = send([ROW, BAD])
    refused = entered(browser, run)
    assert (refused.status_code, problems(refused)) == (
        422, [("id_leave_out", "Answer the rows that need you, or say that they are left out.")],
    )  # fmt: skip
    assert Event.objects.count() == 0
    assert entered(browser, run, leave_out="on").status_code == 302
    assert Event.objects.get().title_en == "Seminar on trade"


def test_what_was_typed_is_checked_before_it_is_imported(browser, send):
    run = send([ROW, BAD])
    answer = entered(browser, run, leave_out="on", **{"cell-3-dates": "29–30 May 2026"})
    assert (answer.status_code, Event.objects.count()) == (302, 0)
    run.refresh_from_db()
    assert run.is_open


def test_result_leads_to_the_log_and_to_undoing_all_of_it(browser, send, check, enter):
    enter(check([row(title="Youth forum", kind="Forum")]))
    run = send([ROW, row(title="Youth forum", kind="Forum", city="Almaty")])
    entered(browser, run, reason="Plan of 2026", note="By mail")
    run.refresh_from_db()
    page = browser.get(page_of(run)).content.decode()
    assert f"/log/{run.batch}/" in page
    changes = Change.objects.filter(batch=run.batch)
    assert {(change.door, change.reason, change.note) for change in changes} == {
        ("import", "Plan of 2026", f"{run.file_name}\nBy mail")
    }
    assert browser.get(f"/log/{run.batch}/undo/").status_code == 200
    assert browser.post(f"/log/{run.batch}/undo/").status_code == 302
    event = Event.objects.get()
    assert (event.title_en, event.city_en) == ("Youth forum", "Astana")


def test_import_sent_twice_is_entered_once(browser, send):
    run = send()
    sent = values_sent(browser.get(page_of(run)))
    assert [browser.post(f"{page_of(run)}enter/", sent).status_code for _time in range(2)] == [302, 302]
    assert (Event.objects.count(), Change.objects.filter(kind="event").count()) == (1, 1)


def test_change_since_the_preview_stops_the_import_and_is_shown(browser, send, check, enter, act):
    enter(check())
    run = send([row(city="Almaty"), row(title="Youth forum", kind="Forum")])
    event = Event.objects.get()
    event.city_en = "Shymkent"
    save_event(event=event, act=act)
    answer = entered(browser, run)
    assert (answer.status_code, answer.context["is_stale"]) == (409, True)
    assert answer.context["lines"][0].changes[0].before == "Shymkent"
    event.refresh_from_db()
    assert (event.city_en, Event.objects.count()) == ("Shymkent", 1)
    assert browser.post(f"{page_of(run)}enter/", values_sent(answer)).status_code == 302
    assert Event.objects.count() == 2


def test_change_that_has_nothing_to_do_with_the_rows_stops_nothing(browser, send):
    run = send()
    factories.make_event(title_en="Another", earliest="2030-01-01")
    assert entered(browser, run).status_code == 302


def test_second_editor_is_told_that_the_preview_has_changed(browser, send):
    run = send([ROW, BAD])
    seen = values_sent(browser.get(page_of(run)))
    browser.post(page_of(run), seen | {"cell-3-dates": "29–30 May 2026"})
    answer = browser.post(f"{page_of(run)}enter/", seen | {"leave_out": "on"})
    assert (answer.status_code, Event.objects.count()) == (302, 0)


def test_preview_is_filtered_and_divided_into_pages(browser, send):
    rows = [row(title=f"Seminar {number}") for number in range(60)]
    run = send([*rows, BAD])
    assert len(browser.get(page_of(run)).context["lines"]) == 50
    assert len(browser.get(f"{page_of(run)}?page=2").context["lines"]) == 11
    assert [line.number for line in browser.get(f"{page_of(run)}?show=needy").context["lines"]] == [62]
    assert browser.get(f"{page_of(run)}?show=nothing&page=x").status_code == 200


def test_count_queries_the_preview_do_not_grow(browser, send, check, enter):
    def rows(count: int, city: str) -> list:
        return [row(title=f"Seminar {number}", city=city, organiser="Thailand") for number in range(count)]

    enter(check(rows(12, "Astana")))
    few, many = (send(rows(count, "Almaty")) for count in (2, 12))
    assert count_queries(browser, page_of(few)) == count_queries(browser, page_of(many))


def test_events_on_the_days_of_a_row_are_named_beside_it(browser, send, check, enter):
    enter(check([row(title="Forum on customs", dates="13 May 2026", city="Almaty")]))
    run = send(
        [ROW, row(title="Seminar on rivers", dates="May 2026"), row(title="Seminar on old roads", dates="12 May 2024")]
    )
    lines = browser.get(page_of(run)).context["lines"]
    [clash] = lines[0].clashes.named
    assert (clash.mark, clash.heading, clash.event.title_en) == ("bad", "Clash", "Forum on customs")
    assert "Same organiser: Kazakhstan." in clash.remark
    assert [line.clashes.named for line in lines[1:]] == [(), ()]
    assert "Forum on customs" in browser.get(page_of(run)).content.decode()


def test_event_does_not_stand_against_its_own_row(browser, send, check, enter):
    enter(check([ROW]))
    run = send([ROW])
    [line] = browser.get(page_of(run)).context["lines"]
    assert (line.effect, line.clashes.named) == ("same", ())


def test_rows_come_back_in_their_order_with_what_is_to_be_put_right(browser, send):
    run = send([ROW, BAD, row(title="=1+1 Forum", kind="Forum")])
    answer = browser.get(f"{page_of(run)}errors/")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    values = list(sheet.iter_rows(values_only=True))
    assert values[0] == (*HEADINGS, "To be put right")
    assert [cells[0] for cells in values[1:]] == [ROW[0], BAD[0], "=1+1 Forum"]
    assert [bool(cells[-1]) for cells in values[1:]] == [False, True, False]
    assert "Dates: There is no such day: 32.05.2026." in str(values[2][-1])
    assert sheet.cell(4, 1).data_type == "s"
    again = send(file=csv_file([[str(cell or "") for cell in cells] for cells in values]))
    assert (again.is_checked, effects(again)) == (True, ["new", "error", "new"])


def test_file_that_is_not_read_is_refused_at_its_field(browser):
    answer = browser.post("/imports/", {"file": csv_file([HEADINGS])})
    assert (answer.status_code, problems(answer)) == (
        422, [("id_file", "There is nothing in the file but headings. Choose a file with rows of events.")],
    )  # fmt: skip
    assert ImportRun.objects.count() == 0


def test_discarded_file_leaves_nothing(browser, send):
    run = send()
    assert browser.post(f"{page_of(run)}discard/").status_code == 302
    assert (browser.get(page_of(run)).status_code, ImportRow.objects.count()) == (410, 0)


def test_preview_expires_and_its_rows_are_swept_away(browser, send):
    run, done = send(), send()
    entered(browser, done)
    ImportRun.objects.filter(pk=run.pk).update(expires_at=factories.NOW)
    assert browser.get(page_of(run)).status_code == 410
    forget_old_imports(now=factories.NOW + timedelta(days=15))
    run.refresh_from_db()
    assert (run.state, run.rows.count(), done.rows.count()) == ("discarded", 0, 2)
    forget_old_imports(now=factories.NOW + ROWS_KEPT)
    assert (done.rows.count(), ImportRun.objects.filter(pk=done.pk).exists()) == (0, True)


def test_same_file_is_recognised(browser, send):
    run = send()
    entered(browser, run)
    again = browser.get(page_of(send()))
    assert again.context["earlier"] == ImportRun.objects.get(pk=run.pk)
    assert again.context["counts"]["same"] == 1


@pytest.mark.parametrize("path", ["", "columns/", "?show=changed"])
def test_pages_open_in_russian(browser, send, check, enter, path):
    enter(check())
    run = send([row(city="Almaty"), BAD])
    assert browser.get(f"/ru{page_of(run)}{path}").status_code == 200
