"""The rules by which people are reminded: for administrators."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cbm_events.forms.reminder_rules import RuleForm
from cbm_events.models import ReminderRule
from cbm_events.permissions import may
from cbm_events.reminders import trial
from cbm_events.reminders.subjects.kinds import kind_of
from cbm_events.services import save_rule
from cica_portal.common.access import require
from cica_portal.common.date_words import page_language
from cica_portal.common.history import Act, StaleVersion
from cica_portal.common.mailing.ledger import queue_mail
from cica_portal.common.models import Change, Door
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.views.outbox import as_picture
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import User

NOT_ACCEPTED, CONFLICT = 422, 409
SHOWN_CHANGES = 20
NEVER = -1


@require_safe
def rule_list(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "see_reminder_ledger"))
    context = {
        "rules": ReminderRule.objects.visible_to(request.viewer),
        "may_edit_rules": may(request.viewer, "edit_reminder_rule"),
    }
    return render(request, "cbm_events/reminder_rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_add(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "edit_reminder_rule"))
    if request.method == "POST":
        return receive(request, RuleForm(request.POST))
    return show_form(request, RuleForm())


@require_http_methods(["GET", "HEAD", "POST"])
def rule_edit(request: ViewerRequest, public_id: str) -> HttpResponse:
    rule = editable_rule(request, public_id)
    if request.method == "POST":
        return receive(request, RuleForm(request.POST, instance=rule))
    return show_form(request, RuleForm(instance=rule))


def editable_rule(request: ViewerRequest, public_id: str) -> ReminderRule:
    require(may(request.viewer, "edit_reminder_rule"))
    rule: ReminderRule = get_object_or_404(ReminderRule.objects.visible_to(request.viewer), public_id=public_id)
    return rule


def receive(request: ViewerRequest, form: RuleForm) -> HttpResponse:
    if not form.is_valid():
        return show_form(request, form, status=NOT_ACCEPTED)
    try:
        save_rule(rule=form.instance, act=act_of(request), version=form.cleaned_data["seen_version"])
    except (ValidationError, IntegrityError):
        # Somebody entered the same rule between the check and the write.
        form.add_error(None, _("There is already a rule for these days and recipients."))
        return show_form(request, form, status=NOT_ACCEPTED)
    except StaleVersion:
        messages.warning(request, _("Somebody else changed this rule in the meantime. This is the rule as it is now."))
        stored = ReminderRule.objects.get(pk=form.instance.pk)
        return show_form(request, RuleForm(instance=stored), status=CONFLICT)
    messages.success(request, _("Saved: %(rule)s") % {"rule": form.instance.name})
    return redirect("cbm_events:rule_preview", form.instance.public_id)


def show_form(request: ViewerRequest, form: RuleForm, *, status: int = 200) -> HttpResponse:
    rule = form.instance
    context: dict[str, Any] = {"form": form, "rule": None if rule._state.adding else rule}
    if not rule._state.adding:
        found = Change.objects.of(rule.record_kind, rule.public_id).select_related("actor")
        context["changes"] = found[:SHOWN_CHANGES]
    return render(request, "cbm_events/reminder_rule_form.html", context, status=status)


@require_POST
def rule_switch(request: ViewerRequest, public_id: str) -> HttpResponse:
    """On or off, as the button said; a second click changes nothing."""
    rule = editable_rule(request, public_id)
    wanted = request.POST.get("to") == "on"
    if rule.is_active != wanted:
        rule.is_active = wanted
        try:
            save_rule(rule=rule, act=act_of(request), version=seen_version(request))
        except StaleVersion:
            messages.warning(request, _("Somebody else changed this rule in the meantime. Look at it again."))
            return redirect("cbm_events:rule_list")
    done = _("Switched on: %(rule)s") if wanted else _("Switched off: %(rule)s")
    messages.success(request, done % {"rule": rule.name})
    return redirect("cbm_events:rule_list")


@require_safe
def rule_preview(request: ViewerRequest, public_id: str) -> HttpResponse:
    rule = editable_rule(request, public_id)
    rows, language = rows_to_try(rule, request), language_in(request)
    row = next((row for row in rows if row.public_id == request.GET.get("on")), rows[0] if rows else None)
    context = {
        "rule": rule,
        "choices": [(each.public_id, kind_of(rule).label(each)) for each in rows],
        "about": row,
        "language": language,
        "languages": User.Language.choices,
        "specimen": trial.specimen(rule, row, person_of(request), language) if row else None,
    }
    return render(request, "cbm_events/reminder_rule_preview.html", context)


@require_safe
def rule_picture(request: ViewerRequest, public_id: str, about: str) -> HttpResponse:
    """The HTML of the mail alone, for the frame of the preview."""
    rule = editable_rule(request, public_id)
    row = chosen_row(rule, request, about)
    return as_picture(trial.specimen(rule, row, person_of(request), language_in(request)).html)


@require_POST
def rule_trial(request: ViewerRequest, public_id: str) -> HttpResponse:
    """A mail like any other: written into the ledger, sent by the next sweep."""
    rule = editable_rule(request, public_id)
    row = chosen_row(rule, request, request.POST.get("on", ""))
    person = person_of(request)
    context = {"rule": rule.public_id, "about": row.public_id}
    queue_mail(recipient=person, template=trial.TEMPLATE, at=timezone.now(), context=context)
    messages.success(request, _("A test goes to %(email)s.") % {"email": person.email})
    address = reverse("cbm_events:rule_preview", args=[rule.public_id])
    return redirect(f"{address}?{urlencode({'on': row.public_id})}")


def rows_to_try(rule: ReminderRule, request: ViewerRequest) -> list[Any]:
    return trial.rows_to_try(rule, request.viewer, today_in(SECRETARIAT_ZONE, timezone.now()))


def chosen_row(rule: ReminderRule, request: ViewerRequest, public_id: str) -> Any:
    row = next((row for row in rows_to_try(rule, request) if row.public_id == public_id), None)
    if row is None:
        raise Http404
    return row


def language_in(request: ViewerRequest) -> str:
    """Of the reader who is imagined; else that of the page."""
    wanted = request.GET.get("language", "")
    return wanted if wanted in User.Language.values else page_language()


def person_of(request: ViewerRequest) -> User:
    user = request.viewer.user
    assert isinstance(user, User), "only people who signed in come here"
    return user


def seen_version(request: ViewerRequest) -> int:
    """The one that the page showed; what is no number was never shown."""
    found = re.fullmatch("[0-9]{1,9}", request.POST.get("version", ""))
    return int(found[0]) if found else NEVER


def act_of(request: ViewerRequest) -> Act:
    return Act(door=Door.PAGE, at=timezone.now(), actor=request.viewer.user)
