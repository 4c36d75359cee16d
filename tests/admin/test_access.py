"""Who gets into the administration, and what it does not offer."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils.translation import override

from cica_portal.common.admin import RecordedAdmin, site
from cica_portal.common.models import Change
from tests.cast import ROLES
from tests.factories import make_chairmanship, make_event
from tests.page_forms import admin_values

pytestmark = pytest.mark.usefixtures("world", "at_now")
MODELS = sorted(site._registry.items(), key=lambda pair: pair[0]._meta.label)
WRITTEN = [(model, found) for model, found in MODELS if isinstance(found, RecordedAdmin)]
ADDED = [(model, found) for model, found in WRITTEN if model._meta.label != "members.Dimension"]


def names(pairs) -> list[str]:
    return [model._meta.label for model, _admin in pairs]


def url_of(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("role", ROLES)
def test_administrators_only(client_as, role):
    assert client_as(role).get("/admin/").status_code == (200 if role == "administrator" else 302)


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"administrator", "partner", "visitor"}])
def test_others_who_have_signed_in_are_refused(client_as, role):
    assert client_as(role).get("/admin/", follow=True).status_code == 403


def test_visitor_is_sent_to_the_sign_in_page_of_the_portal(client_as):
    answer = client_as("visitor").get("/admin/members/user/", follow=True)
    assert answer.redirect_chain[-1][0] == "/sign-in/?next=/admin/members/user/"


def test_what_is_kept_here():
    assert set(names(WRITTEN)) == {
        "members.MemberState", "members.ExternalParty", "members.OtherName", "members.ZoneLabel", "members.Dimension",
        "members.PriorityArea", "members.Coordination", "members.Chairmanship", "members.User",
        "councils.Council", "councils.Seat", "councils.Decision",
        "cbm_events.PublishedFigure", "cbm_events.ReminderRule",
    }  # fmt: skip


@pytest.mark.parametrize(("model", "found"), MODELS, ids=names(MODELS))
def test_lists_and_forms_open_in_both_languages(client_as, model, found):
    browser = client_as("administrator")
    form = 200 if (model, found) in ADDED else 403
    for language in ("ru", "en"):
        with override(language):
            urls = [url_of(model, page) for page in ("changelist", "add")]
        assert [browser.get(url).status_code for url in urls] == [200, form]


@pytest.mark.parametrize(("model", "found"), MODELS, ids=names(MODELS))
def test_no_bulk_actions(client_as, model, found):
    page = client_as("administrator").get(url_of(model, "changelist"))
    assert page.context["action_form"] is None


@pytest.mark.parametrize(("model", "found"), ADDED, ids=names(ADDED))
def test_every_form_carries_version_and_reason(client_as, model, found):
    sent = admin_values(client_as("administrator").get(url_of(model, "add")))
    assert {"seen_version", "change_reason", "change_note"} <= sent.keys()


def test_nothing_is_deleted(client_as, world):
    browser = client_as("administrator")
    url = url_of(type(world.kaz), "delete", world.kaz.pk)
    assert (browser.get(url).status_code, browser.post(url, {"post": "yes"}).status_code) == (403, 403)


def test_events_are_only_looked_up(client_as):
    event = make_event()
    browser = client_as("administrator")
    page = browser.get(url_of(type(event), "change", event.pk))
    assert (page.status_code, page.context["has_change_permission"]) == (200, False)
    assert browser.get(url_of(type(event), "add")).status_code == 403
    assert browser.post(url_of(type(event), "change", event.pk), {"title_en": "x"}).status_code == 403


def test_the_five_dimensions_are_not_added_to(client_as, world):
    assert client_as("administrator").get(reverse("admin:members_dimension_add")).status_code == 403


def test_history_page_tells_what_changed(client_as, world):
    browser = client_as("administrator")
    url = url_of(type(world.kaz), "change", world.kaz.pk)
    browser.post(url, admin_values(browser.get(url)) | {"name_ru": "Новое", "change_reason": "As agreed"})
    page = browser.get(url_of(type(world.kaz), "history", world.kaz.pk))
    lines = [(change.reason, lines) for change, lines in page.context["changes"]]
    assert lines[0] == ("As agreed", [("Name in Russian", "Казахстан", "Новое")])
    assert len(lines) == 2


def test_django_keeps_no_log_of_its_own(client_as, world):
    browser = client_as("administrator")
    url = url_of(type(world.kaz), "change", world.kaz.pk)
    browser.post(url, admin_values(browser.get(url)) | {"name_ru": "Новое"})
    assert LogEntry.objects.count() == 0


def test_own_password_is_not_changed_past_the_history(client_as, administrator):
    assert client_as("administrator").get("/admin/password_change/").status_code == 404


def test_dates_are_not_written_the_american_way(client_as, world):
    make_chairmanship(starts_on=date(2024, 12, 17))
    page = client_as("administrator").get("/admin/members/chairmanship/").content.decode()
    assert "17 December 2024" in page


def test_history_itself_is_not_changed(client_as, world):
    change = Change.objects.latest("id")
    page = client_as("administrator").get(url_of(Change, "change", change.pk))
    assert (page.status_code, page.context["has_change_permission"]) == (200, False)
