"""Which event a row is about: by its identifier, else by title, dates and organisers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from cbm_events.imports.drafts import Draft
from cbm_events.imports.names import name_key
from cbm_events.imports.parties import organisers_key
from cbm_events.models import Event, EventRole
from cbm_events.models.contents import FIRST_YEAR, LAST_YEAR
from cica_portal.common.fuzzy import Period, Precision
from cica_portal.common.viewer import Viewer

Organisers = frozenset[tuple[str, str]]
ORGANISER = EventRole.Role.ORGANISER.value
TITLES = ("title_en", "title_ru")
ALIKE = 0.6
SHOWN_CANDIDATES, CROWD, CHUNK = 3, 100, 2000


@dataclass(frozen=True)
class Known:
    """What tells an event from another."""

    pk: int
    public_id: str
    version: int
    titles: frozenset[str]
    period: Period


@dataclass(frozen=True)
class Match:
    """One event, or several that are equally like the row, or those that it may be."""

    event: Known | None = None
    equals: int = 0
    candidates: tuple[Known, ...] = ()


@dataclass
class Index:
    """The events that rows may be about, by what rows say of them."""

    by_key: dict[str, Known] = field(default_factory=dict)
    by_year: dict[tuple[str, int | None], list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_days: dict[tuple[Period, frozenset[str]], list[Known]] = field(default_factory=lambda: defaultdict(list))
    organisers: dict[int, Organisers] = field(default_factory=dict)

    def add(self, known: Known, uid: str) -> None:
        self.by_key[known.public_id] = self.by_key[uid] = known
        for title in known.titles:
            for year in years_of(known.period):
                self.by_year[title, year].append(known)
            self.by_days[known.period, numbers_in(title)].append(known)

    def likely(self, titles: Iterable[str], period: Period) -> Iterator[Known]:
        """Events of the same title in the same years, and those on the same days; of a crowd only the first."""
        for title in titles:
            years = years_of(period)
            for year in {*years, None} if None not in years else self.all_years(title):
                yield from self.by_year.get((title, year), ())[:CROWD]
            yield from self.by_days.get((period, numbers_in(title)), ())[:CROWD]

    def all_years(self, title: str) -> list[int | None]:
        return [year for year in (None, *range(FIRST_YEAR, LAST_YEAR + 1)) if (title, year) in self.by_year]

    def match(self, draft: Draft, period: Period) -> Match:
        titles = titles_of(draft.values.get(name) or "" for name in TITLES)
        said = organisers_said(draft)
        is_exact = period.precision == Precision.DAY and bool(said)
        equal, alike = [], []
        for known in dict.fromkeys(self.likely(titles, period)):
            theirs = self.organisers.get(known.pk, frozenset())
            if titles & known.titles and known.period == period and said in {None, theirs}:
                equal.append(known)
            elif titles & known.titles or (is_exact and said == theirs and is_much_the_same(titles, known.titles)):
                alike.append(known)
        if len(equal) == 1:
            return Match(equal[0])
        return Match(None, len(equal), tuple(equal or alike)[:SHOWN_CANDIDATES])


def titles_of(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(key for key in map(name_key, texts) if key)


def organisers_said(draft: Draft) -> Organisers | None:
    """None where the row says nothing of them."""
    said = draft.parties.get(ORGANISER)
    return organisers_key(said) if said else None


def years_of(period: Period) -> list[int | None]:
    """Without a date any year may be the one."""
    if period.earliest is None or period.latest is None:
        return [None]
    return list(range(period.earliest.year, period.latest.year + 1))


def numbers_in(title: str) -> frozenset[str]:
    """The fifth session is not the sixth, however much the titles are alike."""
    return frozenset(word for word in title.split() if not word.isalpha())


def is_much_the_same(titles: Iterable[str], others: Iterable[str]) -> bool:
    return any(alike(one, two) for one in titles for two in others)


def alike(one: str, two: str) -> bool:
    words, others = set(one.split()), set(two.split())
    return len(words & others) >= ALIKE * len(words | others) and numbers_in(one) == numbers_in(two)


def build_index(viewer: Viewer, drafts: Sequence[Draft], periods: Sequence[Period | None]) -> Index:
    """Events that rows name, and for the other rows those of their years and those without a date."""
    index = Index()
    events = Event.objects.visible_to(viewer)
    keys = {draft.key for draft in drafts if draft.key}
    unnamed = [(draft, period) for draft, period in zip(drafts, periods, strict=True) if period and not draft.key]
    wanted = Q(public_id__in=keys) | Q(uid__in=keys) | _in_years([period for _draft, period in unnamed])
    columns = ("pk", "public_id", "version", "uid", *TITLES, "earliest", "latest", "precision")
    for row in events.filter(wanted).values_list(*columns).iterator(chunk_size=CHUNK):
        pk, public_id, version, uid, title_en, title_ru, earliest, latest, precision = row
        period = Period(earliest, latest, Precision(precision))
        index.add(Known(pk, public_id, version, titles_of((title_en, title_ru)), period), uid)
    _add_organisers(index, unnamed)
    return index


def _in_years(periods: Sequence[Period]) -> Q:
    if not periods:
        return Q(pk=None)
    dated = [(period.earliest, period.latest) for period in periods if period.earliest and period.latest]
    if len(dated) < len(periods):
        return Q(pk__isnull=False)
    first, last = min(first for first, _last in dated), max(last for _first, last in dated)
    return Q(earliest=None) | Q(earliest__lte=date(last.year, 12, 31), latest__gte=date(first.year, 1, 1))


def _add_organisers(index: Index, unnamed: Iterable[tuple[Draft, Period]]) -> None:
    """Of the events between which the rows have to choose."""
    likely = {
        known.pk
        for draft, period in unnamed
        for known in index.likely(titles_of(draft.values.get(name) or "" for name in TITLES), period)
    }
    for pk, parties in EventRole.recorded_by_event(likely).items():
        index.organisers[pk] = organisers_key([party for party in parties if party["role"] == ORGANISER])
