"""What an edition says in words: written chapter by chapter while it is a draft, with its figures as placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from cbm_events.models import SummaryText, YearlySummary
from cbm_events.models.placeholders import validate_placeholders
from cbm_events.summaries.digests import digest_of
from cica_portal.common import history
from cica_portal.common.text import validate_plain_text

# Years are said in words of their own; other numbers of two digits and more ought to be figures.
TYPED_NUMBER = re.compile(r"(?<![\w{.,])\d{1,6}(?![\w}]|[.,]\d)")


def take_over_texts(*, summary: YearlySummary, act: history.Act) -> list[SummaryText]:
    """Give a new edition the texts of the one before it; its figures fill them anew."""
    earlier = YearlySummary.objects.filter(
        year=summary.year, last_year=summary.last_year, audience=summary.audience, edition__lt=summary.edition,
        state=YearlySummary.State.DONE,
    ).order_by("-edition")  # fmt: skip
    before = earlier.first()
    texts = [
        SummaryText(summary=summary, chapter=row.chapter, text_en=row.text_en, text_ru=row.text_ru)
        for row in (before.texts.all() if before else [])
    ]
    if texts:
        with history.batch(act) as batch:
            batch.create(*texts)
    return texts


def save_text(
    *, summary: YearlySummary, chapter: str, text_en: str, text_ru: str, version: int, figures: Iterable[str],
    act: history.Act,
) -> None:  # fmt: skip
    """Store the text of one chapter. `version` is 0 if there was none. Raises ValidationError and StaleVersion."""
    among = tuple(figures)
    _check({"text_en": text_en, "text_ru": text_ru}, among)
    try:
        with history.batch(act) as batch:
            _claim_open(summary)
            found = SummaryText.objects.filter(summary=summary, chapter=chapter).first()
            if found is None:
                batch.create(SummaryText(summary=summary, chapter=chapter, text_en=text_en, text_ru=text_ru))
            elif not version:
                raise history.StaleVersion([found])
            else:
                batch.edit(found, version=version)
                found.text_en, found.text_ru = text_en, text_ru
                found.save(force_update=True)
            digest = digest_of(summary.rows_digest, summary.texts.all())
            YearlySummary.objects.filter(pk=summary.pk).update(digest=digest)
    except IntegrityError as error:
        raise history.StaleVersion([summary]) from error


def _claim_open(summary: YearlySummary) -> None:
    """Nobody publishes the edition, or saves another text of it, until this transaction ends."""
    is_open = YearlySummary.objects.filter(pk=summary.pk, state=YearlySummary.State.DONE)
    if not is_open.filter(stage=YearlySummary.Stage.DRAFT).update(digest=""):
        raise ValidationError(_("The texts of this edition can no longer be changed."), code="stage")


def _check(texts: Mapping[str, str], among: tuple[str, ...]) -> None:
    problems: dict[str, Any] = {}
    for name, text in texts.items():
        try:
            validate_plain_text(text)
            validate_placeholders(text, among)
        except ValidationError as error:
            problems[name] = error
    if problems:
        raise ValidationError(problems)


def typed_numbers(text: str) -> list[str]:
    """Numbers that somebody typed where a figure could stand; years are none."""
    return [found for found in TYPED_NUMBER.findall(text) if not re.fullmatch(r"(?:19|20)\d\d", found)]
