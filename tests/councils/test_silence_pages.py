"""The pages of silence procedures, of their steps and of objections."""

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from councils.models import Objection, SilenceProcedure
from councils.samples import load_sample_procedure, remove_sample_procedures
from councils.zone_rules import apply_zone_rules
from tests.cast import World
from tests.councils.making import DEADLINE, make_objection, make_silence
from tests.factories import NOW, make_act, make_chairmanship
from tests.pages.reading import lines, page_of, section, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

AFTER = DEADLINE + timedelta(hours=1)
DRAFT = {
    "council": "", "chair": "", "subject_en": "List", "subject_ru": "Перечень", "text_en": "Amended.", "text_ru": "",
    "deadline_day": "30.03.2026", "deadline_time": "18:00", "zone": "Asia/Almaty",
}  # fmt: skip


def url(procedure: SilenceProcedure, tail: str = "") -> str:
    return f"/silence/{procedure.public_id}/{tail}"


def test_editor_drafts_circulates_extends_and_records_the_adoption(client_as, world: World):
    make_chairmanship(state=world.tha)
    editor: Client = client_as("editor")
    blank = editor.get("/silence/new/?council=SOC")
    assert blank.context["form"]["chair"].value() == world.tha.pk
    body = str(world.councils["SOC"].pk)
    assert (
        editor.post("/silence/new/", DRAFT | {"council": body, "subject_en": "", "subject_ru": ""}).status_code == 422
    )
    assert editor.post("/silence/new/", DRAFT | {"council": body, "chair": str(world.tha.pk)}).status_code == 302
    procedure = SilenceProcedure.objects.get()

    def post(action: str, **values: Any):
        procedure.refresh_from_db()
        return editor.post(url(procedure, f"act/{action}/"), {"version": procedure.version} | values)

    assert post("circulate", comment="For agreement.").status_code == 302
    assert editor.get(url(procedure, "edit/")).status_code == 302
    assert post("adopt", notified_on="16.03.2026", notified_by="The Chair").status_code == 409
    assert post("extend", deadline_day="1.03.2026", deadline_time="12:00").status_code == 422
    assert post("extend", deadline_day="6.04.2026", deadline_time="12:00").status_code == 302
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        editor = client_as("editor")
        assert "Deadline passed, awaiting the Chair" in words(page_of(editor.get(url(procedure))))
        assert "One silence procedure awaits the Chair" in words(page_of(editor.get("/")))
        assert post("adopt", notified_on="1.05.2026", notified_by="The Chair").status_code == 422
        assert post("adopt", notified_on="7.04.2026", notified_by="The Chair", paper="Note 5").status_code == 302
        page = page_of(editor.get(url(procedure)))
    assert "Adopted on 7 April 2026 Note 5, The Chair" in words(section(page, "facts"))
    assert "Silence procedure" in words(section(page_of(editor.get("/councils/SOC/")), "decisions"))


def test_liaison_reads_the_text_and_objects_for_its_state(client_as, world: World):
    procedure = make_silence(council=world.councils["SOC"])
    liaison: Client = client_as("liaison")
    assert "List of coordinators" in words(page_of(liaison.get("/silence/")))
    page = page_of(liaison.get("/"))
    assert lines(section(page, "deadlines"), "li") == [
        "In 14 days Mon 30 Mar Object, or be silent List of coordinators, until 30 March 2026, 18:00, Astana time "
        "Open: List of coordinators"
    ]
    assert liaison.post(url(procedure, "objection/"), {"text": ""}).status_code == 422
    assert liaison.post(url(procedure, "objection/"), {"text": "No consensus yet."}).status_code == 302
    objection = Objection.objects.get()
    assert (objection.state, objection.channel, objection.received_at) == (world.kaz, "portal", NOW)
    assert "No consensus yet." in words(page_of(liaison.get(url(procedure))))
    assert "No consensus yet." not in words(page_of(client_as("other_liaison").get(url(procedure))))
    assert "No deadline is entered" in words(section(page_of(liaison.get("/calendar/mine/")), "deadlines"))
    version = {"version": objection.version}
    assert client_as("other_liaison").get(f"/silence/objections/{objection.public_id}/withdraw/").status_code == 404
    assert liaison.post(f"/silence/objections/{objection.public_id}/release/", version).status_code == 403
    assert liaison.post(f"/silence/objections/{objection.public_id}/withdraw/", version).status_code == 302
    objection.refresh_from_db()
    assert objection.withdrawn_at == NOW


def test_liaison_comes_too_late(client_as, world: World):
    procedure = make_silence()
    with time_machine.travel(AFTER, tick=False):
        liaison: Client = client_as("liaison")
        assert "Turn to the Secretariat" in words(page_of(liaison.get(url(procedure, "objection/"))))
        assert liaison.post(url(procedure, "objection/"), {"text": "Late."}).status_code == 422
    assert not Objection.objects.exists()


def test_editor_enters_a_note_with_the_time_of_its_receipt_and_releases_it(client_as, world: World):
    procedure, editor = make_silence(), client_as("editor")
    note = {
        "state": str(world.tur.pk), "reference": "Note 12", "received_day": "16.03.2026", "received_time": "13:30",
        "text": "The Embassy asks for more time.",
    }  # fmt: skip
    assert editor.post(url(procedure, "objection/"), note | {"received_time": "15:00"}).status_code == 422
    assert editor.post(url(procedure, "objection/"), note).status_code == 302
    objection = Objection.objects.get()
    assert (objection.channel, objection.received_at) == ("note", NOW - timedelta(minutes=30))
    assert "Note 12, 16 Mar 2026, 13:30" in words(section(page_of(editor.get(url(procedure))), "objections"))
    act = f"/silence/objections/{objection.public_id}/release/"
    assert editor.get(act).status_code == 200
    assert editor.post(act, {"version": objection.version}).status_code == 302
    assert "asks for more time" in words(page_of(client_as("liaison").get(url(procedure))))


def test_second_editor_is_told(client_as, world: World):
    procedure, editor = make_silence(is_circulated=False), client_as("editor")
    values = DRAFT | {"council": str(procedure.council.pk), "seen_version": procedure.version}
    assert editor.post(url(procedure, "edit/"), values).status_code == 302
    assert editor.post(url(procedure, "edit/"), values).status_code == 409


def test_form_says_when_both_languages_are_needed(client_as, world: World):
    page = page_of(client_as("editor").get("/silence/new/"))
    labels = lines(page, "label")
    assert {"Subject in English", "Subject in Russian", "Text in English", "Text in Russian"} <= set(labels)
    assert "Deadline (optional)" in labels
    assert "the subject is needed in both before it is circulated" in words(page)


@pytest.mark.parametrize("address", ["/silence/", "/silence/new/"])
def test_visitors_and_partners_have_no_part_in_it(client_as, address):
    assert {client_as(role).get(address).status_code for role in ("visitor", "partner")} == {403}


def test_other_zone_rules_move_the_instant_and_keep_the_local_deadline(monkeypatch):
    procedure = make_silence()
    SilenceProcedure.objects.update(zone_rules="1999a", deadline_at=DEADLINE - timedelta(hours=1))
    assert apply_zone_rules(at=NOW, act=make_act()) == 1
    procedure.refresh_from_db()
    assert (procedure.deadline_at, procedure.deadline_time) == (DEADLINE, time(18))
    assert apply_zone_rules(at=NOW, act=make_act()) == 0


def test_sample_is_marked_and_goes_again(client_as, world: World):
    today = date(2026, 3, 16)
    assert [load_sample_procedure(today=today, act=make_act()) for _time in range(2)] == [1, 0]
    assert "Sample" in lines(page_of(client_as("liaison").get("/silence/")), "span")
    make_objection(procedure=SilenceProcedure.objects.get())
    assert remove_sample_procedures(act=make_act()) == 1
    assert not SilenceProcedure.objects.exists()
