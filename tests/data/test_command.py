"""The command on an empty database: all or nothing, and what it prints."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from cbm_events import reference as events
from cbm_events.models import Event, PublishedFigure
from cica_portal.common.models import Change
from councils import reference as councils
from members import reference as members
from members.models import MemberState, User
from tests.data.conftest import Records, loading_act, records

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_bad_file_loads_nothing(changed_files):
    def spoil(content: Records) -> None:
        content[-1] |= {"latest": "1990-01-01"}

    members.load_members(act=loading_act())
    councils.load_councils(act=loading_act())
    changes = Change.objects.count()
    with pytest.raises(ValidationError):
        events.load_events(act=loading_act(), folder=changed_files(events.DATA, "meetings", spoil))
    assert (Event.objects.count(), PublishedFigure.objects.count(), Change.objects.count()) == (0, 0, changes)


def test_unknown_field_is_refused(changed_files):
    def misspell(content: Records) -> None:
        content[0] |= {"iso_2": "XX"}

    with pytest.raises(ValueError, match=r"unknown fields \['iso_2'\]"):
        members.load_members(act=loading_act(), folder=changed_files(members.DATA, "member_states", misspell))
    assert not MemberState.objects.exists()


def test_command_counts_on_one_screen():
    first, second = StringIO(), StringIO()
    call_command("load_reference_data", stdout=first)
    call_command("load_reference_data", stdout=second)
    lines = first.getvalue().splitlines()
    assert lines[1].split() == ["member", "states", "28", "0", "0", "0"]
    assert len(lines) <= 24
    assert second.getvalue().splitlines()[-1] == f"Nothing to do: all {total()} records were loaded before."


def total() -> int:
    others = {"events.json", "meetings.json", events.PLAN_FILE}
    named = {name for _model, name in (*members.FILES, *councils.FILES, *events.OTHER_FILES)}
    return sum(len(records(name.removesuffix(".json"))) for name in others | named)


def test_production_takes_no_trial_data(settings):
    settings.EMBEDDED = False
    for command in ("load_demo_users", "load_sample_events"):
        with pytest.raises(CommandError, match="embedded portal only"):
            call_command(command)
    assert (User.objects.count(), Event.objects.count()) == (0, 0)
