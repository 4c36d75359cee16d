"""What administrators write through Django's administration: each time with its history, never past somebody else."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from cica_portal.common import history
from cica_portal.common.admin import STALE
from cica_portal.common.models import AudienceSequence, Change
from councils.models import Decision
from councils.signals import decision_adopted
from members.models import Attestation, Coordination, MemberState, User
from tests.factories import NOW, make_act, make_attestation, make_coordination, make_rule
from tests.page_forms import admin_values

pytestmark = pytest.mark.both


@pytest.fixture
def browser(world, at_now, client_as: Callable[..., Client]) -> Client:
    return client_as("administrator")


def add_url(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def change_url(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def sent(browser: Client, url: str, **typed: str) -> dict[str, str]:
    return admin_values(browser.get(url)) | typed


def errors_on(page) -> list[str]:
    form = page.context["adminform"].form
    return [str(message) for messages in form.errors.values() for message in messages]


def test_change_is_recorded(browser, world, administrator):
    url = change_url(world.kaz)
    reason = {"change_reason": "As the state asked", "change_note": "By letter"}
    answer = browser.post(url, sent(browser, url, name_ru="Республика Казахстан", **reason))
    assert answer.status_code == 302
    change = Change.objects.of("member_state", "KAZ")[0]
    assert (change.door, change.actor, change.at, change.action) == ("admin", administrator, NOW, "updated")
    assert (change.before, change.after) == ({"name_ru": "Казахстан"}, {"name_ru": "Республика Казахстан"})
    assert (change.reason, change.note) == ("As the state asked", "By letter")
    assert MemberState.objects.get(code="KAZ").version == 2


def test_saving_untouched_records_nothing(browser, world):
    url = change_url(world.kaz)
    browser.post(url, sent(browser, url))
    assert Change.objects.of("member_state", "KAZ").count() == 1


def test_second_saver_is_told_and_nothing_is_stored(browser, world):
    url = change_url(world.kaz)
    form = sent(browser, url, name_ru="Мой вариант")
    other = MemberState.objects.get(code="KAZ")
    other.name_ru = "Чужой вариант"
    history.save(other, act=make_act(), version=1)
    page = browser.post(url, form)
    assert (page.status_code, errors_on(page)) == (200, [str(STALE)])
    assert admin_values(page)["name_ru"] == "Мой вариант"
    assert MemberState.objects.get(code="KAZ").name_ru == "Чужой вариант"


def test_form_without_a_version_is_refused(browser, world):
    url = change_url(world.kaz)
    form = sent(browser, url, name_ru="Мой вариант")
    del form["seen_version"]
    assert errors_on(browser.post(url, form)) == [str(STALE)]


def test_saver_who_is_second_by_a_blink_is_told_too(browser, world, monkeypatch):
    """Between the check of the form and the write somebody else commits."""
    url = change_url(world.kaz)
    form = sent(browser, url, name_ru="Мой вариант")

    def lose(*_args, **_values):
        raise history.StaleVersion([world.kaz])

    monkeypatch.setattr("cica_portal.common.history.swap_versions", lose)
    answer = browser.post(url, form, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [str(STALE)]
    assert MemberState.objects.get(code="KAZ").name_ru == "Казахстан"


def test_code_is_entered_once(browser, world):
    url = change_url(world.kaz)
    browser.post(url, sent(browser, url, code="XXX"))
    assert MemberState.objects.get(pk=world.kaz.pk).code == "KAZ"


def test_row_and_its_inline_rows_are_one_act(browser, world):
    before = dict(AudienceSequence.objects.values_list("audience", "last"))
    url = add_url(Coordination)
    inline = {
        "attestations-TOTAL_FORMS": "1", "attestations-0-source": "Interview",
        "attestations-0-as_of": "2024-02-01", "attestations-0-as_of_text": "early 2024",
    }  # fmt: skip
    form = sent(
        browser, url, state=str(world.kaz.pk), role="coordinator", area=str(world.areas["NCT-HLT"].pk), **inline
    )
    assert browser.post(url, form).status_code == 302
    coordination = Coordination.objects.get()
    attestation = Attestation.objects.get()
    assert attestation.coordination == coordination
    kinds = Change.objects.filter(door="admin").values_list("kind", "batch")
    assert {kind for kind, _batch in kinds} == {"coordination", "attestation"}
    assert len({batch for _kind, batch in kinds}) == 1
    after = dict(AudienceSequence.objects.values_list("audience", "last"))
    assert after == {audience: last + 1 for audience, last in before.items()}


def test_inline_row_that_somebody_else_saved_is_refused(browser, world):
    coordination = make_coordination(state=world.kaz, area=world.areas["NCT-HLT"])
    attestation = make_attestation(coordination=coordination)
    url = change_url(coordination)
    form = sent(browser, url, **{"attestations-0-as_of_text": "mine"})
    attestation.as_of_text = "theirs"
    history.save(attestation, act=make_act(), version=1)
    page = browser.post(url, form)
    assert page.status_code == 200
    assert page.context["inline_admin_formsets"][0].formset.errors == [{"__all__": [str(STALE)]}]
    assert Attestation.objects.get().as_of_text == "theirs"


def test_rule_of_the_database_is_said_in_words(browser, world):
    url = add_url(Coordination)
    form = sent(browser, url, state=str(world.kaz.pk), role="coordinator")
    assert errors_on(browser.post(url, form)) == ["Choose either a dimension or a priority area."]
    assert Coordination.objects.count() == 0


@pytest.mark.parametrize("typed", [{}, {"starts_on": "", "ends_on": "2025-01-01"}, {"starts_on": "31.02.2025"}])
def test_incomplete_chairmanship_is_refused(browser, world, typed):
    url = reverse("admin:members_chairmanship_add")
    page = browser.post(url, sent(browser, url, state=str(world.kaz.pk), **typed))
    assert (page.status_code, errors_on(page) == []) == (200, False)


def test_new_decision_has_its_effects(browser, world):
    heard = []

    def listen(sender, decision, act, batch, **_values):
        heard.append((decision.title_en, act.door))

    decision_adopted.connect(listen)
    try:
        url = add_url(Decision)
        typed = {"council": str(world.councils["SOC"].pk), "title_en": "Plan for 2026", "adopted_on": "2025-12-10"}
        assert browser.post(url, sent(browser, url, **typed)).status_code == 302
    finally:
        decision_adopted.disconnect(listen)
    assert heard == [("Plan for 2026", "admin")]
    assert Decision.objects.get().adopted_on == date(2025, 12, 10)


def test_reminder_rule_is_switched_off(browser):
    rule = make_rule()
    url = change_url(rule)
    form = sent(browser, url)
    del form["is_active"]
    browser.post(url, form)
    change = Change.objects.of("reminder_rule", rule.public_id)[0]
    assert (change.after, change.door) == ({"is_active": False}, "admin")


class TestPeople:
    def test_person_is_entered_with_a_password(self, browser, world):
        url = add_url(User)
        typed = {"email": "new@example.org", "name": "New liaison", "role": "liaison", "state": str(world.kaz.pk)}
        answer = browser.post(url, sent(browser, url, new_password="a good long phrase", **typed))
        user = User.objects.get(email="new@example.org")
        assert answer.status_code == 302
        assert user.check_password("a good long phrase")
        change = Change.objects.of("user", user.public_id).get()
        assert (change.door, change.after["password_set_at"]) == ("admin", "2026-03-16T09:00:00Z")
        assert "a good long phrase" not in str(change.after)

    def test_person_without_a_password_cannot_sign_in(self, browser, world):
        url = add_url(User)
        browser.post(url, sent(browser, url, email="new@example.org", name="New editor", role="editor"))
        assert not User.objects.get(email="new@example.org").has_usable_password()

    def test_new_password_is_recorded_without_itself(self, browser, editor):
        url = change_url(editor)
        browser.post(url, sent(browser, url, new_password="another good phrase"))
        editor.refresh_from_db()
        assert editor.check_password("another good phrase")
        assert list(Change.objects.of("user", editor.public_id)[0].after) == ["password_set_at"]

    def test_other_changes_leave_the_password(self, browser, editor):
        old = editor.password
        url = change_url(editor)
        browser.post(url, sent(browser, url, name="Another name"))
        editor.refresh_from_db()
        assert (editor.name, editor.password) == ("Another name", old)

    @pytest.mark.parametrize("password", ["short", "password1234"])
    def test_weak_password_is_refused(self, browser, editor, password):
        url = change_url(editor)
        page = browser.post(url, sent(browser, url, new_password=password))
        editor.refresh_from_db()
        assert (page.status_code, editor.version, errors_on(page) == []) == (200, 1, False)

    def test_liaison_needs_a_state(self, browser, world):
        url = add_url(User)
        page = browser.post(url, sent(browser, url, email="x@example.org", name="X", role="liaison"))
        assert errors_on(page) == ["A liaison needs a member state; nobody else has one."]
