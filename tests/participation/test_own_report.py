"""The liaison of a state that held an event sends its report; nobody else's, and not before it has begun."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from cbm_events.models import Event, PublishedFigure
from cbm_events.services import save_event
from cica_portal.common.models import Change, Document
from tests.cast import World
from tests.factories import TODAY, make_act, make_document, make_event, make_timed_event, state_role
from tests.page_forms import values_sent

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(autouse=True)
def here_and_now(at_now) -> None:
    """The portal's clock stands still."""


@pytest.fixture
def held(world: World) -> Event:
    return make_event(
        title_en="Course", title_ru="Курс", earliest=TODAY - timedelta(days=9), status="held",
        report_due=TODAY, roles=[state_role(world.kaz)],
    )  # fmt: skip


def address(event: Event) -> str:
    return f"/events/{event.public_id}/report/own/"


def test_report_is_stored_as_that_of_the_state(held: Event, client_as, editor):
    client = client_as("liaison")
    assert address(held) in client.get(f"/events/{held.public_id}/").content.decode()
    assert address(held) in client.get("/").content.decode()
    sent = values_sent(client.get(address(held))) | {"persons": "24", "language": "en"}
    answer = client.post(address(held), sent | {"file": SimpleUploadedFile("report.pdf", PDF)})
    assert answer.status_code == 302, [problem.message for problem in answer.context["problems"]]
    held.refresh_from_db()
    assert held.report_received == TODAY
    figure = PublishedFigure.objects.get(event=held)
    assert (figure.value, figure.source, figure.visibility) == (24, "Report of Kazakhstan", "member_states")
    document = Document.objects.get(subject_key=held.public_id)
    assert (document.kind, document.title_en, document.visibility) == (
        "report",
        "Report of Kazakhstan",
        "member_states",
    )
    changes = Change.objects.filter(subject_id=held.public_id, action="updated")
    assert list(changes.values_list("actor__email", flat=True)) == ["liaison@example.org"]
    shown = client_as("editor").get(f"/events/{held.public_id}/").content.decode()
    assert "Report of Kazakhstan" in shown


def test_empty_report_is_none_and_a_file_has_a_language(held: Event, client_as):
    client = client_as("liaison")
    sent = values_sent(client.get(address(held)))
    assert "Add the file of the report" in client.post(address(held), sent).content.decode()
    answer = client.post(address(held), sent | {"file": SimpleUploadedFile("report.pdf", PDF)})
    assert "Choose the language of the document." in answer.content.decode()
    bad = client.post(address(held), sent | {"language": "en", "file": SimpleUploadedFile("report.pdf", b"MZ")})
    assert bad.status_code == 422
    held.refresh_from_db()
    assert (held.report_received, Document.objects.count()) == (None, 0)


def test_sent_twice_it_is_one_and_a_second_saver_is_told(held: Event, client_as):
    client = client_as("liaison")
    sent = values_sent(client.get(address(held))) | {"persons": "24"}
    held.city_en = "Astana"
    save_event(event=held, act=make_act())
    assert client.post(address(held), sent).status_code == 409
    sent |= values_sent(client.get(address(held))) | {"persons": "24"}
    assert [client.post(address(held), sent).status_code for _turn in range(2)] == [302, 302]
    assert PublishedFigure.objects.count() == 1


def test_a_report_filed_twice_is_one_document(held: Event, client_as):
    client = client_as("liaison")
    sent = values_sent(client.get(address(held))) | {"language": "en"}
    for _click in range(2):
        answer = client.post(address(held), sent | {"file": SimpleUploadedFile("report.pdf", PDF)})
        assert answer.status_code == 302
    assert [message.level_tag for message in get_messages(answer.wsgi_request)] == ["success", "info"]
    assert Document.objects.filter(subject_key=held.public_id).count() == 1
    later = values_sent(client.get(address(held))) | {"language": "en"}
    client.post(address(held), later | {"file": SimpleUploadedFile("report.pdf", PDF)})
    assert Document.objects.filter(subject_key=held.public_id).count() == 2


def test_identifier_of_another_document_files_nothing_and_thanks_for_nothing(held: Event, client_as):
    hidden = make_document(visibility="secretariat")
    client = client_as("liaison")
    sent = values_sent(client.get(address(held))) | {"language": "en", "public_id": hidden.public_id}
    assert client.post(address(held), sent | {"file": SimpleUploadedFile("report.pdf", PDF)}).status_code == 422
    assert not Document.objects.filter(subject_key=held.public_id).exists()


def test_only_a_state_that_reports_may(held: Event, client_as, world: World):
    for role, code in (("visitor", 404), ("other_liaison", 403), ("reader", 403), ("editor", 403)):
        assert client_as(role).get(address(held)).status_code == code, role
    owed = make_event(earliest=TODAY, report_by=world.tha, roles=[state_role(world.kaz)])
    assert client_as("other_liaison").get(address(owed)).status_code == 200
    assert client_as("liaison").get(address(owed)).status_code == 403


@pytest.mark.parametrize("values", [{"earliest": TODAY + timedelta(days=1)}, {"status": "cancelled"}])
def test_nothing_is_reported_of_what_has_not_begun_or_is_called_off(values, client_as, world: World):
    event = make_timed_event(**{"earliest": TODAY} | values, roles=[state_role(world.kaz)])
    assert client_as("liaison").get(address(event)).status_code == 403
