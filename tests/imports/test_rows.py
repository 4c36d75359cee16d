"""What cells say: names in both languages, places of their day, several parties in one cell, and what is refused."""

from datetime import date, time
from typing import Any

import pytest
from django.utils.translation import override

from cbm_events.imports.drafts import Context, Draft, Options
from cbm_events.imports.headings import find_heading_row, guess_target, guess_targets
from cbm_events.imports.names import Names
from cbm_events.imports.problems import NOTES, WORDS, Remark
from cbm_events.imports.rows import read_row
from cbm_events.models import Event, EventRole
from cica_portal.common.date_reading import DayOrder
from tests import factories
from tests.cast import World
from tests.imports.conftest import effects, result, said
from tests.imports.files import HEADINGS, ROW, csv_file, row, xlsx_file

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def read(world: World, other_names):
    """One cell, or several, as a row of a file."""

    def cells(options: Options | None = None, **said: Any) -> Draft:
        return read_row(2, said, Context(Names(), options or Options(), factories.TODAY))

    return cells


def codes(draft: Draft) -> list[str]:
    return [problem.code for problem in draft.problems]


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Title", "title"), ("EVENT TITLE:", "title"), ("Название мероприятия", "title"),
        ("Title (English)", "title_en"), ("Первый день", "earliest"), ("Название (рус.)", "title_ru"),
        ("Название на английском", "title_en"), ("Date(s)", "dates"),
        ("Сроки проведения", "dates"), ("Start date", "earliest"), ("Дата окончания", "latest"),
        ("Oganisers", "organisers"),
        ("Организатор(ы)", "organisers"), ("Государство-член", "organisers"), ("Co-organizers", "co_organisers"),
        ("Место проведения", "city"), ("Host of the venue", "hosts"), ("№ п/п", ""), ("No.", ""), ("Sample", ""),
        ("Dates in the source's words", ""), ("Отчёт до", "report_due"), ("Budget", ""), ("", ""),
    ],
)  # fmt: skip
def test_heading_is_known_in_both_languages(heading: str, target: str):
    assert guess_target(heading) == target


def test_of_two_columns_that_say_the_same_the_first_is_read():
    assert guess_targets(["Title", "Name", "Dates"]) == ["title", "", "dates"]


def test_headings_stand_below_what_is_written_above_them():
    rows = [["Plan of CICA for 2026"], [], ["Approved", "by"], ["№", "Event", "Dates", "Place"], ["1", "x", "y", "z"]]
    assert find_heading_row(rows) == 3


@pytest.mark.parametrize("text", ["KAZ", "kz", "Kazakhstan", "Казахстан", " KAZAKHSTAN ", "Kazakhstan\u00a0"])
def test_state_is_known_by_code_and_name(read, text):
    assert read(country=text).values["country"] == "KAZ"


def test_former_name_of_a_state_is_read_and_noted(read):
    draft = read(country="Turkey", organisers="Turkey")
    assert (draft.values["country"], draft.parties["organiser"]) == ("TUR", [{"party": "state", "of": "TUR"}])
    assert [note.words for note in draft.notes] == ["Read as Türkiye from “Turkey”"]


def test_name_that_is_nearly_a_states_is_refused_and_any_other_country_entered(read):
    assert (codes(read(country="Kazakstan")), read(country="Kazakstan").problems[0].offers) == (
        ["not_a_state"], ("Kazakhstan",),
    )  # fmt: skip
    assert read(country="Japan").values == {"country": None, "country_other": "Japan"}


@pytest.mark.parametrize(
    ("target", "text", "value"),
    [
        ("dimension", "eco", "ECO"), ("dimension", "Экономическое измерение", "ECO"),
        ("dimension", "new threats", "NCT"), ("area", "SMEs", "ECO-SME"), ("area", "ECO-SME", "ECO-SME"),
        ("area", "Развитие МСП", "ECO-SME"),
        ("council", "BC", "BC"), ("council", "КСДЛ", "SOC"), ("council", "Деловой совет", "BC"),
        ("kind", "Training course", "training"), ("kind", "Круглый стол", "panel"),
        ("kind", "working_group", "working_group"),
        ("status", "Held", "held"), ("mode", "Online", "online"), ("mode", "ВКС", "online"),
        ("mode", "On-site", "in_person"),
        ("visibility", "Secretariat only", "secretariat"), ("zone", "Astana time", "Asia/Almaty"),
        ("zone", "время Баку", "Asia/Baku"), ("zone", "Asia/Bangkok", "Asia/Bangkok"),
    ],
)  # fmt: skip
def test_choice_is_known_by_code_and_by_its_words(read, target, text, value):
    draft = read(**{target: text})
    assert (draft.values[target], codes(draft)) == (value, [])


def test_labels_of_choices_are_known_in_both_languages_whatever_the_page_speaks(read):
    labels = []
    for language in ("en", "ru"):
        with override(language):
            labels += [str(choice) for _value, choice in Event._meta.get_field("kind").flatchoices]
    assert [codes(read(kind=label)) for label in labels] == [[]] * len(labels)


@pytest.mark.parametrize(
    "target", ["dimension", "area", "council", "kind", "status", "mode", "visibility", "zone", "precision"]
)
def test_unknown_name_is_refused(read, target):
    assert codes(read(**{target: "Nonsense", "earliest": "2026-05-12"})) == ["unknown"]


PARTIES = {
    "Kazakhstan": [("state", "KAZ")],
    "KAZ; THA": [("state", "KAZ"), ("state", "THA")],
    "Казахстан и Таиланд": [("state", "KAZ"), ("state", "THA")],
    "Kazakhstan, Thailand and Türkiye": [("state", "KAZ"), ("state", "THA"), ("state", "TUR")],
    "Kazakhstan\nThailand": [("state", "KAZ"), ("state", "THA")],
    "Kazakhstan / CICA Secretariat": [("state", "KAZ"), ("secretariat", "")],
    "Секретариат СВМДА": [("secretariat", "")],
    "Business Council": [("council", "BC")],
    "Trade and Rail Union": [("organisation", "id")],
}


@pytest.mark.parametrize("text", PARTIES)
def test_several_parties_stand_in_one_cell(read, text):
    union = factories.make_party(name_en="Trade and Rail Union")
    expected = [(kind, union.public_id if of == "id" else of) for kind, of in PARTIES[text]]
    assert [(party["party"], party.get("of", "")) for party in read(organisers=text).parties["organiser"]] == expected


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Kazakhstan — Ministry of Ecology", {"institution_en": "Ministry of Ecology"}),
        ("Kazakhstan (Ministry of Ecology)", {"institution_en": "Ministry of Ecology"}),
        ("Kazakhstan, Ministry of Ecology", {"institution_en": "Ministry of Ecology"}),
        ("Казахстан – Министерство экологии", {"institution_ru": "Министерство экологии"}),
        ("Ministry of Ecology of Kazakhstan", {"institution_en": "Ministry of Ecology of Kazakhstan"}),
        ("Kazakhstan — Academy (NEA) (as coordinator, lead)",
         {"institution_en": "Academy (NEA)", "capacity": "coordinator", "is_lead": True}),
        ("Kazakhstan (as Chair of CICA)", {"capacity": "chairmanship"}),
    ],
)  # fmt: skip
def test_party_has_its_institution_and_capacity(read, text, more):
    assert read(organisers=text).parties["organiser"] == [{"party": "state", "of": "KAZ"} | more]


def test_unknown_party_is_refused_unless_unknown_names_are_institutions(read):
    refused = read(organisers="Academy of Peace; Kazakhstan")
    assert (codes(refused), refused.problems[0].value) == (["no_party"], "Academy of Peace")
    taken = read(Options(takes_institutions=True), organisers="Academy of Peace; Kazakhstan")
    assert taken.parties["organiser"][0] == {"party": "institution", "institution_en": "Academy of Peace"}


def test_institution_that_organises_elsewhere_is_known(read):
    role = EventRole(
        role="host", party="institution", institution_en="Academy of Peace", institution_ru="Академия мира"
    )
    factories.make_event(roles=[role])
    assert read(hosts="Академия мира").parties["host"] == [
        {"party": "institution", "institution_en": "Academy of Peace", "institution_ru": "Академия мира"}
    ]


def test_text_goes_into_the_field_of_its_language(read):
    assert read(title="Семинар").values == {"title_ru": "Семинар"}
    assert read(title="Seminar / Семинар").values == {"title_en": "Seminar", "title_ru": "Семинар"}
    assert read(city="Астана\nAstana").values == {"city_ru": "Астана", "city_en": "Astana"}


def test_place_says_the_format_and_the_country(read):
    assert read(city="онлайн").values == {"mode": "online", "city_en": "", "city_ru": ""}
    assert read(city="г. Алматы, Казахстан").values == {"city_ru": "Алматы", "country": "KAZ", "country_other": ""}


@pytest.mark.parametrize(
    ("dates", "city", "stored"),
    [
        ("12 May 2021", "Nur-Sultan", ("Nur-Sultan", "Нур-Султан")),
        ("12 May 2026", "Nur-Sultan", ("Astana", "Астана")),
        ("12 May 2026", "Астана", ("Astana", "Астана")),
        ("12 May 2021", "Astana", ("Astana", "Астана")),
        ("2022", "Nur-Sultan", ("Astana", "Астана")),
    ],
)
def test_place_has_the_name_of_its_day(check, other_names, dates, city, stored):
    after = result(check([row(dates=dates, city=city)]))["after"]
    assert (after["city_en"], after["city_ru"]) == stored


DATES: dict[Any, tuple[Any, ...]] = {
    "II квартал 2026 г.": ("2026-04-01", "2026-06-30", "quarter"),
    "уточняется": ("", "", "tbc"),
    "46154": ("2026-05-12", "2026-05-12", "day"),
    date(2026, 5, 12): ("2026-05-12", "2026-05-12", "day"),
    46154: ("2026-05-12", "2026-05-12", "day"),
    2026: ("2026-01-01", "2026-12-31", "year"),
}


@pytest.mark.parametrize("cell", DATES)
def test_date_is_read_in_every_written_form(check, cell):
    after = result(check(file=xlsx_file([HEADINGS, row(dates=cell)])))["after"]
    assert (after.get("earliest", ""), after.get("latest", ""), after.get("precision", "day")) == DATES[cell]


def test_both_readings_of_an_ambiguous_date_are_named_and_the_file_settles_them(check):
    run = check([row(dates="03/04/2026")])
    words = Remark.from_json(result(run)["problems"][0]).words
    assert "3 April 2026 or 4 March 2026" in words
    for order, day in (("day_first", "2026-04-03"), ("month_first", "2026-03-04")):
        assert result(check([row(dates="03/04/2026")], order=DayOrder(order)))["after"]["earliest"] == day


def test_first_and_last_day_stand_in_columns_of_their_own(check):
    headings = ["Title", "Start date", "End date", "Kind"]
    run = check(file=xlsx_file([headings, ["Forum", date(2026, 5, 12), date(2026, 5, 14), "Forum"]]))
    after = result(run)["after"]
    assert (after["earliest"], after["latest"]) == ("2026-05-12", "2026-05-14")
    backwards = check(file=xlsx_file([headings, ["Forum", date(2026, 5, 14), date(2026, 5, 12), "Forum"]]))
    assert said(backwards) == ["order"]


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "no title": ({"title": ""}, "rule:event_has_title", "title"),
    "markup": ({"title": "<script>alert(1)</script>"}, "markup", "title_en"),
    "control character": ({"title": "Semi\x07nar"}, "control", "title_en"),
    "long title": ({"title": "x" * 301}, "max_length", "title_en"),
    "long city": ({"city": "x" * 101}, "max_length", "city_en"),
    "no date": ({"dates": ""}, "no_dates", "dates"),
    "no such day": ({"dates": "31–32 May 2026"}, "no_such_day", "dates"),
    "no year": ({"dates": "12 May"}, "no_year", "dates"),
    "strange year": ({"dates": "12 May 1890"}, "year", "dates"),
    "words": ({"dates": "soon"}, "unread", "dates"),
    "unknown dimension": ({"dimension": "Sports"}, "unknown", "dimension"),
    "unknown kind": ({"kind": "Party"}, "unknown", "kind"),
    "unknown organiser": ({"organiser": "Academy of Peace"}, "no_party", "organisers"),
    "organiser twice": ({"organiser": "KAZ; Kazakhstan"}, "twice", "organisers"),
    "markup in an institution": ({"organiser": "Kazakhstan — <b>Ministry</b>"}, "markup", "organisers"),
    "almost a state": ({"country": "Kazakstan"}, "not_a_state", "country"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_value_is_named_with_its_column(check, case):
    values, code, target = BAD[case]
    run = check([row(**values)])
    problem = result(run)["problems"][0]
    assert (effects(run), problem["code"], problem["target"]) == (["error"], code, target)
    assert Remark.from_json(problem).words


MORE: dict[str, tuple[dict[str, str], str]] = {
    "online with a country": ({"Format": "online"}, "rule:event_online_has_no_place"),
    "closes before it opens": (
        {"Opens at": "17:00", "Closes at": "9:00", "Time zone": "Astana time", "Dates": "12 May 2026"}, "time_order",
    ),
    "time without a zone": ({"Opens at": "10:00"}, "rule:event_times_with_zone"),
    "no time": ({"Opens at": "ten"}, "clock"),
    "confirmed without days": ({"Status": "Confirmed", "Dates": "May 2026"}, "rule:event_confirmed_is_exact"),
    "held before it begins": ({"Status": "Held"}, "not_begun"),
    "public in one language": ({"Who sees it": "Public"}, "both_titles"),
    "proposal for everybody": ({"Status": "Proposed", "Who sees it": "Public"}, "proposal_reach"),
    "area of another dimension": ({"Priority area": "NCT-TER"}, "other_dimension"),
    "late nominations": ({"Nominations until": "13.05.2026"}, "nominations_late"),
    "early report": ({"Report due": "13.05.2026"}, "report_early"),
    "month as a deadline": ({"Report due": "May 2026"}, "unread"),
}  # fmt: skip


@pytest.mark.parametrize("case", MORE)
def test_rules_of_events_hold_for_rows(check, case):
    values, code = MORE[case]
    cells = dict(zip(HEADINGS, ROW, strict=True)) | values
    run = check(file=csv_file([list(cells), list(cells.values())]))
    assert said(run) == [code]


def test_status_follows_the_actions_of_an_event(check, enter):
    enter(check())
    headings = [*HEADINGS, "Status"]
    assert effects(check(file=csv_file([headings, [*ROW, "Cancelled"]]))) == ["changed"]
    Event.objects.update(status="cancelled")
    assert said(check(file=csv_file([headings, [*ROW, "Confirmed"]]))) == ["transition"]


def test_clock_times_are_entered_with_their_zone(check, enter):
    headings = [*HEADINGS, "Opens at", "Closes at", "Time zone"]
    enter(check(file=xlsx_file([headings, [*ROW, time(9, 30), "17.00", "Astana time"]])))
    event = Event.objects.get()
    assert (event.start_time, event.end_time, event.zone) == (time(9, 30), time(17), "Asia/Almaty")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_remark_can_be_said(language):
    params = {name: ["2026-05-12", "2026-05-12", "day"] for name in ("first", "second", "said", "days", "meaning")}
    others = dict.fromkeys(
        ("detail", "limit", "length", "area", "dimension", "before", "after", "count", "rows", "row"), "x"
    )
    with override(language):
        for code in WORDS.keys() | NOTES.keys():
            words = Remark(code, "dates", "value", {**params, **others}).words
            assert words
            assert "%(" not in words
