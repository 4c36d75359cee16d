"""Letters in the browser: written from an event, kept in the register, their texts edited."""

import io
import zipfile

import docx
import pytest

from cbm_events.models import Letter, LetterNumbering, LetterTemplate
from cica_portal.common.models import Change, Document
from cica_portal.common.text import new_public_id
from tests.factories import make_event, make_letter_template, make_letters

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def client(client_as):
    return client_as("editor")


def words(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def sent(template: LetterTemplate, **values):
    return {"template": template.public_id, "to": "all", "manner": "circular", "public_id": new_public_id()} | values


def test_event_page_leads_editors_to_writing(client, client_as, event):
    address = f"/events/{event.public_id}/letters/new/"
    assert address in words(client.get(f"/events/{event.public_id}/"))
    assert address not in words(client_as("reader").get(f"/events/{event.public_id}/"))


def test_form_opens_with_the_text_that_fits_the_event(client, world):
    texts = {
        kind: make_letter_template(kind=kind, name=kind, body=f"About {kind}: {{event}}")
        for kind in ("invitation", "thanks")
    }
    page = words(client.get(f"/events/{make_event(status='held').public_id}/letters/new/"))
    assert f'value="{texts["thanks"].public_id}" selected' in page
    assert "About thanks: Event" in page


def test_choices_of_a_new_text_begin_with_nothing_as_elsewhere(client, world):
    page = words(client.get("/letters/texts/new/"))
    assert page.count('<option value="">—</option>') + page.count('<option value="" selected>—</option>') == 2


def test_preview_shows_the_letter_and_its_gaps_and_stores_nothing(client, event, world):
    template = make_letter_template(body="To {addressee}: by {earlier_dates}.")
    page = client.post(f"/events/{event.public_id}/letters/new/", sent(template, to="chosen", states=["THA"], show="1"))
    assert page.status_code == 200
    assert "To Thailand: by […]." in words(page)
    assert "The event does not say: the dates before the last change." in words(page)
    assert not Letter.objects.exists()


def test_text_is_shown_on_the_chosen_event(client, event):
    template = make_letter_template(body="About {event}.")
    other = make_event(title_en="Second seminar", earliest=event.earliest, latest=event.latest)
    page = words(client.get(f"/letters/texts/{template.public_id}/preview/?on={other.public_id}"))
    assert "About Second seminar." in page
    assert f'<option value="{other.public_id}" selected>' in page
    assert f'<option value="{event.public_id}">' in page


def test_circular_is_numbered_filed_and_offered(client, editor, event, world):
    answer = client.post(f"/events/{event.public_id}/letters/new/", sent(make_letter_template(), create="1"))
    letter = Letter.objects.get()
    assert answer.headers["Location"] == f"/letters/?series={letter.series}"
    assert (letter.symbol, letter.is_circular, letter.states.count()) == ("CICA/2026/001", True, 4)
    assert "of the Member States of CICA" in letter.body
    assert Change.objects.of("letter", letter.public_id).get().actor == editor
    assert Document.objects.about("event", event.public_id).get().symbol == letter.symbol
    page = words(client.get(answer.headers["Location"]))
    assert "1 draft is numbered: CICA/2026/001" in page
    assert f"/letters/archive/{letter.series}/" in page


def test_letters_to_each_state_come_as_one_archive(client, event, world):
    values = sent(make_letter_template(), to="chosen", states=["KAZ", "THA"], manner="each", create="1")
    client.post(f"/events/{event.public_id}/letters/new/", values)
    assert [letter.symbol for letter in Letter.objects.order_by("number")] == ["CICA/2026/001", "CICA/2026/002"]
    archive = client.get(f"/letters/archive/{values['public_id']}/")
    assert archive.headers["Content-Disposition"] == 'attachment; filename="CICA-2026-001.zip"'
    packed = zipfile.ZipFile(io.BytesIO(archive.content))
    assert packed.namelist() == ["CICA-2026-001-en.docx", "CICA-2026-002-en.docx"]
    assert "Kazakhstan" in docx.Document(io.BytesIO(packed.read("CICA-2026-001-en.docx"))).paragraphs[-1].text


def test_form_sent_twice_is_entered_once(client, event, world):
    values = sent(make_letter_template(), create="1")
    answers = [client.post(f"/events/{event.public_id}/letters/new/", values) for _again in range(2)]
    assert Letter.objects.count() == 1
    assert {answer.headers["Location"] for answer in answers} == {f"/letters/?series={values['public_id']}"}


def test_disk_that_fails_takes_no_number_back(client, event, world, monkeypatch):
    def full(**_values):
        raise OSError("No space left on device")

    monkeypatch.setattr("cbm_events.views.letter_writing.file_letter", full)
    client.post(f"/events/{event.public_id}/letters/new/", sent(make_letter_template(), create="1"))
    letter = Letter.objects.get()
    assert "File it with the event" in words(client.get(f"/letters/{letter.public_id}/"))
    for _again in range(2):
        client.post(f"/letters/{letter.public_id}/filing/")
    assert Document.objects.get().series == letter.public_id
    assert "File it with the event" not in words(client.get(f"/letters/{letter.public_id}/"))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"to": "chosen"}, "Choose at least one state."),
        ({"template": "nothing"}, "Choose a text."),
        ({"to": "chosen", "states": ["XXX"]}, "Select a valid choice."),
        ({"manner": "shouted"}, "Select a valid choice."),
    ],
)
def test_bad_choice_is_told(client, event, world, values, message):
    page = client.post(f"/events/{event.public_id}/letters/new/", sent(make_letter_template(), create="1") | values)
    assert page.status_code == 422
    assert message in words(page)
    assert not Letter.objects.exists()


def test_text_out_of_use_is_not_offered(client, event, world):
    template = make_letter_template(is_active=False)
    assert "No text is in use" in words(client.get(f"/events/{event.public_id}/letters/new/"))
    assert client.post(f"/events/{event.public_id}/letters/new/", sent(template, create="1")).status_code == 422


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"001", "002", "003"}),
        ("?year=2026", {"001", "002", "003"}),
        ("?year=2025", set()),
        ("?state=THA", {"002", "003"}),
        ("?kind=thanks", {"003"}),
        ("?status=sent", set()),
        ("?state=XXX", {"001", "002", "003"}),
    ],
)
def test_register_is_filtered(client, event, world, query, expected):
    make_letters(event, [world.kaz, world.tha])
    make_letters(event, [world.tha], template=make_letter_template(kind="thanks", name="Thanks"))
    page = words(client.get(f"/letters/{query}"))
    assert {number for number in ("001", "002", "003") if f"CICA/2026/{number}" in page} == expected


def test_register_takes_the_same_queries_for_few_and_many(client, event, world, django_assert_num_queries):
    def count() -> int:
        with django_assert_num_queries(50, exact=False) as taken:
            client.get("/letters/")
        return len(taken)

    make_letters(event, [world.kaz])
    count()
    few = count()
    for _more in range(5):
        make_letters(event, [world.kaz, world.tha])
    assert count() == few


def test_letter_is_downloaded_as_it_was_numbered(client, event, world):
    (letter,) = make_letters(event, [world.kaz])
    answer = client.get(f"/letters/{letter.public_id}/file/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="CICA-2026-001-en.docx"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert docx.Document(io.BytesIO(answer.content)).core_properties.title.startswith("CICA/2026/001")


def test_letter_is_marked_as_sent_and_then_not_annulled(client, event, world):
    (letter,) = make_letters(event, [world.kaz])
    client.post(f"/letters/{letter.public_id}/sent/", {"version": 1, "sent_on": "17.03.2026"})
    letter.refresh_from_db()
    assert (letter.status, str(letter.sent_on)) == ("sent", "2026-03-17")
    answer = client.post(f"/letters/{letter.public_id}/annulled/", {"version": 2})
    assert answer.status_code == 422
    assert "The letter has been sent." in words(answer)


def test_letter_is_annulled_with_a_note_for_the_secretariat(client, event, world):
    (letter,) = make_letters(event, [world.kaz])
    client.post(f"/letters/{letter.public_id}/annulled/", {"version": 1, "note": "Wrong addressee"})
    change = Change.objects.of("letter", letter.public_id)[0]
    assert (change.after, change.note) == ({"status": "annulled"}, "Wrong addressee")


def test_second_saver_sees_the_letter_as_it_is_now(client, event, world):
    (letter,) = make_letters(event, [world.kaz])
    client.post(f"/letters/{letter.public_id}/annulled/", {"version": 1})
    answer = client.post(f"/letters/{letter.public_id}/annulled/", {"version": 1})
    assert answer.status_code == 409
    assert "Somebody else changed this letter" in words(answer)


GOOD = {
    "name": "Invitation", "kind": "invitation", "form": "note", "language": "en", "subject": "On {event}",
    "body": "To {addressee}.", "is_active": "on",
}  # fmt: skip


def test_text_is_added_and_shown_on_an_event(client, event):
    answer = client.post("/letters/texts/new/", GOOD)
    template = LetterTemplate.objects.get()
    assert answer.headers["Location"] == f"/letters/texts/{template.public_id}/preview/"
    page = words(client.get(f"{answer.headers['Location']}?event={event.public_id}"))
    assert "On Seminar on waters" in page
    assert "To Azerbaijan." in page


def test_unknown_placeholder_is_told_at_its_field(client):
    page = client.post("/letters/texts/new/", GOOD | {"body": "Dear {adressee}"})
    assert page.status_code == 422
    assert "There is no placeholder {adressee}. Did you mean {addressee}?" in words(page)


def test_same_name_twice_is_refused_and_second_saver_told(client):
    template = make_letter_template(name="Invitation")
    assert client.post("/letters/texts/new/", GOOD).status_code == 422
    address = f"/letters/texts/{template.public_id}/"
    client.post(address, GOOD | {"seen_version": 1, "subject": "First"})
    late = client.post(address, GOOD | {"seen_version": 1, "subject": "Second"})
    assert late.status_code == 409
    assert LetterTemplate.objects.get().subject == "First"


def test_numbering_is_the_administrators(client_as, client):
    assert client.get("/letters/numbering/").status_code == 403
    administrator = client_as("administrator")
    bad = administrator.post("/letters/numbering/", {"pattern": "{number}", "digits": 2})
    assert "Name {year} and {number} once each." in words(bad)
    administrator.post("/letters/numbering/", {"pattern": "S-{year}-{number}", "digits": 2})
    assert LetterNumbering.objects.get().pattern == "S-{year}-{number}"
    assert "S-2026-01" in words(administrator.get("/letters/texts/"))


@pytest.mark.parametrize("role", ["visitor", "partner", "liaison", "reader"])
def test_others_write_nothing(client_as, event, world, role):
    (letter,) = make_letters(event, [world.kaz])
    client = client_as(role)
    for address in (
        f"events/{event.public_id}/letters/new",
        f"letters/{letter.public_id}/annulled",
        "letters/texts/new",
    ):
        answer = client.post(f"/{address}/", GOOD | {"version": 1})
        assert answer.status_code in {302, 403, 404}
        assert "/letters/" not in answer.headers.get("Location", "").split("?")[0]
    letter.refresh_from_db()
    assert (letter.status, Letter.objects.count()) == ("draft", 1)


@pytest.mark.parametrize("role", ["visitor", "partner", "liaison"])
def test_register_is_the_secretariats(client_as, event, world, role):
    (letter,) = make_letters(event, [world.kaz])
    for address in ("", f"{letter.public_id}/", f"{letter.public_id}/file/", f"archive/{letter.series}/", "texts/"):
        assert client_as(role).get(f"/letters/{address}").status_code in {302, 403, 404}
