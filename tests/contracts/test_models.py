"""What holds for every model."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from cica_portal.common.models import Recorded
from tests.cbm_events.test_constraints import CASES as EVENT_CASES
from tests.confirmations.test_constraints import CASES as CONFIRMATION_CASES
from tests.core.test_constraints import CASES as COMMON_CASES
from tests.correspondence.test_constraints import CASES as LETTER_CASES
from tests.councils.test_constraints import CASES as COUNCIL_CASES
from tests.feeds.test_constraints import CASES as FEED_CASES
from tests.imports.test_constraints import CASES as IMPORT_CASES
from tests.members.test_constraints import CASES as MEMBER_CASES
from tests.plans.test_constraints import CASES as PLAN_CASES
from tests.proposals.test_constraints import CASES as PROPOSAL_CASES
from tests.webhooks.test_constraints import CASES as WEBHOOK_CASES

# From the ground up: an app points downwards only.
ORDER = ("common", "members", "councils", "cbm_events")
OWN = [model for label in ORDER for model in apps.get_app_config(label).get_models()]
RECORDED = [model for model in OWN if issubclass(model, Recorded)]
# Written by the machine, or with a row that is recorded: nobody edits them by themselves.
MACHINERY = {
    "AudienceChange",
    "AudienceSequence",
    "Change",
    "Delivery",
    "Draft",
    "EventEntry",
    "EventRendering",
    "EventRole",
    "ImportRow",
    "ImportRun",
    "ImportSender",
    "LetterSequence",
    "Mail",
    "PlanLine",
    "ProposalStep",
    "Receipt",
    "SilenceStep",
    "SummaryRow",
    "WebhookDelivery",
}
each = pytest.mark.parametrize("model", OWN, ids=lambda model: model.__name__)
each_recorded = pytest.mark.parametrize("model", RECORDED, ids=lambda model: model.__name__)


@each
def test_foreign_keys_point_downwards(model: type[models.Model]):
    height = ORDER.index(model._meta.app_label)
    upwards = [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and field.related_model._meta.label != settings.AUTH_USER_MODEL
        and ORDER.index(field.related_model._meta.app_label) > height
    ]
    assert upwards == []


def test_what_people_edit_is_recorded():
    assert {model.__name__ for model in OWN if model not in RECORDED} == MACHINERY


@each_recorded
def test_tracked_fields_exist(model: type[Recorded]):
    for name in (*model.tracked, *model.internal, *getattr(model, "material", ())):
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            pytest.fail(f"{model.__name__}.{name}")
    assert set(model.internal) <= set(model.tracked)
    assert set(getattr(model, "material", ())) <= set(model.tracked)


@each_recorded
def test_every_field_that_people_fill_in_is_tracked(model: type[Recorded]):
    editable = {
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and not getattr(field, "auto_now_add", False)
    }
    assert editable - set(model.tracked) - {"basis", "confidence", "file", "last_login", "password", "source"} == set()


def test_history_knows_each_model_by_a_word_of_its_own():
    kinds = [model.record_kind for model in RECORDED]
    assert sorted(kinds) == sorted(set(kinds))


@each_recorded
def test_rows_are_reached_through_the_viewer(model: type[Recorded]):
    if model.__name__ != "User":
        assert callable(getattr(model._default_manager, "visible_to", None))


@each_recorded
def test_subject_is_stable(model: type[Recorded]):
    """History and feeds know a row by a public identifier or a code, never by its number in the table."""
    names = {field.name for field in model._meta.concrete_fields}
    assert names & {"public_id", "code", "zone"}


def test_every_database_rule_is_tested():
    cases = [
        *COMMON_CASES,
        *MEMBER_CASES,
        *COUNCIL_CASES,
        *CONFIRMATION_CASES,
        *EVENT_CASES,
        *FEED_CASES,
        *IMPORT_CASES,
        *LETTER_CASES,
        *PLAN_CASES,
        *PROPOSAL_CASES,
        *WEBHOOK_CASES,
    ]
    rules = {constraint.name for model in OWN for constraint in model._meta.constraints}
    assert {case.rule for case in cases} == rules


@each
def test_rule_that_a_form_can_break_has_words(model: type[models.Model]):
    if model.__name__ in MACHINERY - {"EventRole"}:
        return
    silent = [rule.name for rule in model._meta.constraints if not rule.violation_error_message]
    standard = models.CheckConstraint.default_violation_error_message
    assert silent + [rule.name for rule in model._meta.constraints if rule.violation_error_message == standard] == []


@each
def test_nothing_is_deleted_along_by_accident(model: type[models.Model]):
    """Deleting a state, a body or a person is refused while anything hangs on it."""
    cascades = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    ]
    allowed = {
        "Attestation": ["coordination"],
        "Draft": ["author"],
        "EventLink": ["part", "main"],
        "SummaryText": ["summary"],
        "EventEntry": ["event"],
        "EventRendering": ["event"],
        "EventRole": ["event"],
        "ImportRow": ["run"],
        "Outcome": ["event"],
        "SilenceStep": ["procedure"],
        "WebhookDelivery": ["receiver"],
        "Participation": ["event"],
        "PlanLine": ["version"],
        "PublishedFigure": ["event"],
        "SummaryRow": ["summary"],
    }
    assert cascades == allowed.get(model.__name__, [])
