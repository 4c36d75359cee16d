"""Drafts: of their author alone, one a form, not too many, not for ever."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from cica_portal.common.drafts import (
    KEPT_FOR,
    MOST_CHARACTERS,
    MOST_DRAFTS,
    drafts_of,
    forget_draft,
    forget_old_drafts,
    keep_draft,
)
from cica_portal.common.models import Change, Draft
from tests.factories import NOW, make_draft, make_user

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def keep(author, subject_id="one", title="Typed", at=NOW) -> Draft:
    payload = {"title_en": [title]}
    return keep_draft(author=author, kind="event", subject_id=subject_id, payload=payload, based_on_version=None, at=at)


def test_later_typing_takes_the_place_of_earlier():
    author = make_user()
    keep(author, title="First")
    keep(author, title="Second", at=NOW + timedelta(minutes=1))
    draft = drafts_of(author, "event", ["one"]).get()
    assert (draft.payload, draft.saved_at) == ({"title_en": ["Second"]}, NOW + timedelta(minutes=1))


def test_each_author_has_drafts_of_its_own():
    first, second = make_user(), make_user()
    for author in (first, second):
        keep(author, title=author.name)
    assert [draft.payload["title_en"] for draft in drafts_of(first, "event")] == [[first.name]]
    forget_draft(author=first, kind="event", subject_id="one")
    assert [draft.author for draft in Draft.objects.all()] == [second]


def test_a_draft_is_no_record():
    author = make_user()
    changes = Change.objects.count()
    keep(author)
    assert Change.objects.count() == changes


def test_what_is_too_long_is_refused():
    author = make_user()
    keep(author, title="x" * (MOST_CHARACTERS - len("title_en")))
    with pytest.raises(ValidationError, match="too long"):
        keep(author, title="x" * MOST_CHARACTERS)


def test_only_the_newest_are_kept():
    author, other = make_user(), make_user()
    keep(other)
    for minute in range(MOST_DRAFTS + 2):
        keep(author, subject_id=f"{minute}", at=NOW + timedelta(minutes=minute))
    kept = {draft.subject_id for draft in drafts_of(author, "event")}
    assert kept == {f"{minute}" for minute in range(2, MOST_DRAFTS + 2)}
    assert drafts_of(other, "event").count() == 1


def test_old_drafts_are_forgotten():
    make_draft(saved_at=NOW - KEPT_FOR - timedelta(seconds=1))
    young = make_draft(saved_at=NOW - KEPT_FOR)
    assert forget_old_drafts(now=NOW) == 1
    assert Draft.objects.get() == young
