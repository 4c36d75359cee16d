"""From a draft to a published edition: draft → reviewed → published, and from a review back to the draft."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbm_events.models import SummaryText, YearlySummary
from cica_portal.common import history

State, Stage = YearlySummary.State, YearlySummary.Stage


def review_summary(*, summary: YearlySummary, act: history.Act) -> None:
    """Its texts are closed until it is published or returned."""
    _step(summary, Stage.DRAFT, Stage.REVIEWED, act, _("This summary is not ready to be reviewed."))


def return_summary(*, summary: YearlySummary, act: history.Act) -> None:
    """Open the texts of a reviewed edition again."""
    _step(summary, Stage.REVIEWED, Stage.DRAFT, act, _("This summary is not under review."))


def publish_summary(*, summary: YearlySummary, act: history.Act, untranslated: bool = False) -> None:
    """Show a reviewed edition to its audience, for good; corrections are the next edition.

    `untranslated`: the person was told which texts are in one language only, and publishes all the same.
    """
    if not untranslated and untranslated_texts(summary):
        raise ValidationError(_("Some texts are in one language only."), code="translation")
    _step(summary, Stage.REVIEWED, Stage.PUBLISHED, act, _("This summary is not ready to be published."))


def untranslated_texts(summary: YearlySummary) -> list[SummaryText]:
    return [row for row in summary.texts.order_by("id") if bool(row.text_en) != bool(row.text_ru)]


def _step(summary: YearlySummary, before: str, after: str, act: history.Act, refusal: str) -> None:
    """Compare-and-swap of the stage; who comes second is told what stands."""
    try:
        with history.batch(act) as batch:
            batch.edit(YearlySummary.objects.get(pk=summary.pk))
            if not YearlySummary.objects.filter(pk=summary.pk, state=State.DONE, stage=before).update(stage=after):
                raise history.StaleVersion([summary])
    except history.StaleVersion as error:
        raise ValidationError(refusal, code="stage") from error
