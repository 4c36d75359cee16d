"""Builds editions. The row is the job: claimed for a while, visible while it runs, found again when its worker died.

Rows and figures are stored in one transaction with the end of the job, so a half-written edition cannot be.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cbm_events.models import Event, Status, SummaryRow, YearlySummary
from cbm_events.models.contents import FIRST_YEAR
from cbm_events.summaries import beside
from cbm_events.summaries.counting import CountingRule, Verdict, judge
from cbm_events.summaries.digests import RowsDigest, digest_of
from cbm_events.summaries.figures import figures_of
from cbm_events.summaries.labels import active_areas, labels_of
from cbm_events.summaries.rows import Part, facts_of_events, row_of
from cbm_events.summaries.texts import take_over_texts
from cica_portal.common import history
from cica_portal.common.audiences import Audience
from cica_portal.common.models import AudienceSequence, Door
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

logger = logging.getLogger(__name__)
State, Stage = YearlySummary.State, YearlySummary.Stage
LEASE = timedelta(minutes=2)
PAUSE = timedelta(seconds=20)
MOST_ATTEMPTS = 3
MOST_READINGS = 5
CHUNK = 500
# How many years before it stand beside a single year.
COMPARED = 4
MOST_YEARS = 30
GAVE_UP = gettext_noop("It could not be built. Try again, or ask the administrator.")


class ClaimLost(Exception):
    """Another worker has taken the job over, or somebody has cancelled it."""


class KeepsChanging(Exception):
    """Events were saved all the while they were being read."""


def request_summary(
    *, year: int, audience: Audience, act: history.Act, last_year: int | None = None,
    rule: CountingRule | None = None, occasion: str = "",
) -> YearlySummary:  # fmt: skip
    """Ask for the next edition; returns the one that is being built already, if there is one."""
    years = _checked_years(year, last_year or year, today_in(SECRETARIAT_ZONE, act.at).year)
    editions = YearlySummary.objects.filter(year=years[0], last_year=years[-1], audience=audience)
    under_way = editions.filter(state__in=[State.WAITING, State.RUNNING])
    found = under_way.first()
    if found:
        return found
    last = editions.aggregate(last=Max("edition"))["last"] or 0
    summary = YearlySummary(
        year=years[0], last_year=years[-1], audience=audience, edition=last + 1, requested_by=act.actor,
        requested_at=act.at, counting_rule=(rule or CountingRule()).code, occasion=occasion,
    )  # fmt: skip
    try:
        with history.batch(act) as batch:
            batch.create(summary)
    except IntegrityError:
        found = under_way.first() or editions.exclude(occasion="").filter(occasion=occasion).first()
        if found is None:
            raise
        return found
    return summary


def _checked_years(first: int, last: int, this_year: int) -> range:
    message = _("Choose a year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": this_year}
    for name, year in (("year", first), ("last_year", last)):
        if not FIRST_YEAR <= year <= this_year:
            raise ValidationError({name: message})
    if last < first:
        raise ValidationError({"last_year": _("The last year is before the first.")})
    if last - first >= MOST_YEARS:
        raise ValidationError({"last_year": _("Choose at most %(most)s years.") % {"most": MOST_YEARS}})
    return range(first, last + 1)


def cancel_summary(*, summary: YearlySummary, act: history.Act) -> None:
    """Stop the building of an edition; its worker notices at its next step."""
    under_way = YearlySummary.objects.filter(pk=summary.pk, state__in=[State.WAITING, State.RUNNING])
    with history.batch(act) as batch:
        batch.edit(YearlySummary.objects.get(pk=summary.pk))
        if not under_way.update(state=State.CANCELLED, lease_until=None):
            raise ValidationError(_("This summary is not being built any more."), code="state")


def run_waiting_summaries(*, now: datetime) -> int:
    """Build what is waiting and what a dead worker left behind; returns how many editions were finished."""
    waiting = Q(state=State.WAITING) | Q(state=State.RUNNING, lease_until__lt=now)
    jobs = YearlySummary.objects.filter(waiting).order_by("requested_at", "id")
    return sum(_run(pk, now) for pk in list(jobs.values_list("pk", flat=True)))


def _run(pk: int, now: datetime) -> bool:
    job = _claim(pk, now)
    if job is None:
        return False
    try:
        job.build()
    except ClaimLost:
        return False
    except Exception as error:
        logger.exception("summary_not_built: %s", job.summary)
        job.note(error=f"{type(error).__name__}: {error}"[:300], lease_until=now + PAUSE)
        return False
    return True


def _claim(pk: int, now: datetime) -> Job | None:
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, lease_until__lt=now)
    row = YearlySummary.objects.filter(free, pk=pk)
    row.filter(attempts__gte=MOST_ATTEMPTS).update(state=State.FAILED, error=GAVE_UP, lease_until=None)
    lease = now + LEASE
    if not row.update(state=State.RUNNING, lease_until=lease, attempts=F("attempts") + 1, progress=0, total=0):
        return None
    return Job(YearlySummary.objects.get(pk=pk), lease, now)


@dataclass
class Job:
    """A claimed edition. The moment at which its lease ends is the claim itself: no two are the same."""

    summary: YearlySummary
    lease: datetime
    now: datetime

    @property
    def viewer(self) -> Viewer:
        return Viewer(Audience(self.summary.audience))

    @property
    def today(self) -> date:
        return today_in(SECRETARIAT_ZONE, self.now)

    def build(self) -> None:
        gathered, number = self.read_unchanged()
        published = beside.published_figures(self.summary.years, self.viewer)
        act = history.Act(door=Door.TASK, at=self.now)
        with transaction.atomic():
            if sequence_number(self.summary.audience) != number:
                raise KeepsChanging
            digest = self.store(gathered)
            extras = {
                "labels": labels_of(self.summary),
                "published": published,
                "partial_plans": sorted(gathered.plans.partial),
                "compared": list(self.compared),
                "active_areas": active_areas(),
            }
            figures = figures_of(self.summary) | extras
            texts = take_over_texts(summary=self.summary, act=act)
            rows_digest = digest.closed(self.summary, figures)
            self.finish(figures, rows_digest, digest_of(rows_digest, texts))

    def store(self, gathered: Gathered) -> RowsDigest:
        """Write the rows a handful at a time; returns the hash over them."""
        digest = RowsDigest()
        rows = gathered.rows(self.summary, self.viewer, self.today)
        while chunk := list(islice(rows, CHUNK)):
            SummaryRow.objects.bulk_create(chunk)
            for row in chunk:
                digest.add(row)
        return digest

    def finish(self, figures: dict[str, Any], rows_digest: str, digest: str) -> None:
        self.note(
            state=State.DONE, lease_until=None, figures=figures, rows_digest=rows_digest, digest=digest, error="",
            as_of=self.now, built_at=self.now,
        )  # fmt: skip

    def note(self, **values: Any) -> None:
        """Write into the job as long as it is ours. Raises ClaimLost."""
        if not YearlySummary.objects.filter(pk=self.summary.pk, state=State.RUNNING, lease_until=self.lease).update(
            **values
        ):
            raise ClaimLost

    @property
    def compared(self) -> range:
        """Earlier years beside a single one."""
        first = self.summary.year
        return range(max(first - COMPARED, FIRST_YEAR), first) if self.summary.is_one_year else range(0)

    def read_unchanged(self) -> tuple[Gathered, int]:
        """All events of the years as they stood at one number of the audience's sequence."""
        for _reading in range(MOST_READINGS):
            number = sequence_number(self.summary.audience)
            gathered = self.read()
            if sequence_number(self.summary.audience) == number:
                return gathered, number
        raise KeepsChanging

    def read(self) -> Gathered:
        plans = beside.read_plans(self.summary.years, self.viewer, self.today)
        spans = [(Part.EVENT, self.summary.years), *((Part.EARLIER, range(year, year + 1)) for year in self.compared)]
        pks = [(part, span, self._pks(span)) for part, span in spans]
        self.note(total=sum(len(found) for _part, _span, found in pks), progress=0)
        rule = CountingRule.of(self.summary.counting_rule)
        verdicts: list[tuple[str, Verdict]] = []
        done = 0
        for part, span, found in pks:
            for first in range(0, len(found), CHUNK):
                chunk = found[first : first + CHUNK]
                for facts in facts_of_events(Event.objects.filter(pk__in=chunk), self.viewer, plans.events):
                    verdict = judge(facts, span, rule)
                    if part == Part.EVENT or _is_compared(verdict):
                        verdicts.append((part, verdict))
                done += len(chunk)
                self.note(progress=done)
        return Gathered(verdicts, plans)

    def _pks(self, years: range) -> list[int]:
        first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
        events = Event.objects.visible_to(self.viewer).overlapping(first, last)
        return list(events.in_order().values_list("pk", flat=True))


def _is_compared(verdict: Verdict) -> bool:
    return verdict.counted or verdict.why in set(Status)


@dataclass(frozen=True)
class Gathered:
    """What was read for an edition."""

    verdicts: list[tuple[str, Verdict]]
    plans: beside.Plans

    def rows(self, summary: YearlySummary, viewer: Viewer, today: date) -> Iterator[SummaryRow]:
        titles = {}
        for part, verdict in self.verdicts:
            if part == Part.EVENT and verdict.counted:
                titles[verdict.facts.subject_id] = (verdict.facts.title_en, verdict.facts.title_ru)
            yield row_of(summary, verdict, part)
        yield from beside.plan_rows(summary, self.plans)
        yield from beside.decision_rows(summary, viewer)
        yield from beside.document_rows(summary, viewer)
        yield from beside.count_rows(summary, viewer, titles)
        yield from beside.duty_rows(summary, viewer, min(today, date(summary.last_year, 12, 31)))


def sequence_number(audience: str) -> int:
    """The last number of the audience: it changes with everything that the audience can see change."""
    return AudienceSequence.objects.filter(audience=audience).values_list("last", flat=True).first() or 0
