"""The rows of a preview as its page shows them: what each would do, what was found, and what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from cbm_events.audit import PARTY_ROWS
from cbm_events.imports.clashes import Clashes, clashes_of
from cbm_events.imports.effects import ORGANISER, PARTIES, Answer, Effect
from cbm_events.imports.problems import Remark, period_of
from cbm_events.imports.tables import text_of
from cbm_events.models import Event, ImportRow, ImportRun, Kind, Mode, Status
from cica_portal.common.audiences import Audience
from cica_portal.common.audit.subjects import Key, Subjects
from cica_portal.common.audit.wording import Line, lines_of, references
from cica_portal.common.date_words import page_language
from cica_portal.common.fuzzy import Period
from cica_portal.common.text import pick
from cica_portal.common.viewer import Viewer
from members.models import Dimension, MemberState

Choice = tuple[str, str]
NO_CLASHES = Clashes()
MARKS = {
    Effect.NEW: "ok", Effect.CHANGED: "info", Effect.SAME: "info", Effect.LEFT_OUT: "info",
    Effect.QUESTION: "warn", Effect.CONFLICT: "bad", Effect.ERROR: "bad",
}  # fmt: skip
CHOSEN_FROM: dict[str, Any] = {"kind": Kind, "mode": Mode, "status": Status, "visibility": Audience}


def effect_words() -> dict[str, str]:
    return {
        Effect.NEW: pgettext("row", "New"),
        Effect.CHANGED: pgettext("row", "Changes"),
        Effect.SAME: pgettext("row", "Unchanged"),
        Effect.LEFT_OUT: pgettext("row", "Left out"),
        Effect.QUESTION: pgettext("row", "Same?"),
        Effect.CONFLICT: pgettext("row", "Conflict"),
        Effect.ERROR: pgettext("row", "Needs you"),
    }


@dataclass(frozen=True)
class Mend:
    """An input with which a cell is put right; `choices` make it a list."""

    name: str
    label: str
    value: str
    choices: Sequence[Choice] = ()


@dataclass(frozen=True)
class Offer:
    """A text that may have been meant; `key` says where it goes."""

    key: str
    text: str


@dataclass(frozen=True)
class Found:
    """One remark with what can be done about it."""

    remark: Remark
    mend: Mend | None = None
    offers: Sequence[Offer] = ()


@dataclass
class RowLine:
    """One row of the page."""

    number: int
    mark: str
    words: str
    effect: str
    title: str
    language: str
    dimension: Dimension | None
    period: Period | None
    city: str
    organisers: list[MemberState]
    event: str = ""
    problems: list[Found] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    clashes: Clashes = NO_CLASHES
    changes: list[Line] = field(default_factory=list)
    answers: list[Choice] = field(default_factory=list)
    answer: str = ""

    @property
    def is_needy(self) -> bool:
        return self.effect in Effect.NEEDY

    @property
    def is_bad(self) -> bool:
        return self.mark == "bad"


def lines_for(rows: Sequence[ImportRow], run: ImportRun, viewer: Viewer, today: date) -> list[RowLine]:
    """In a fixed number of queries."""
    book = Book(rows, run, clashes_of(run, rows, viewer=viewer, today=today))
    return [book.line(row) for row in rows]


class Book:
    """What the rows of one page point to."""

    def __init__(self, rows: Sequence[ImportRow], run: ImportRun, clashes: Mapping[int, Clashes]) -> None:
        self.clashes = clashes
        self.columns = {target: place for place, target in enumerate(run.targets) if target}
        self.subjects = Subjects(key for row in rows for key in _keys(row.result))
        self.dimensions = {row.code: row for row in Dimension.objects.all()}
        self.states = {row.code: row for row in MemberState.objects.in_order(get_language() or "en")}
        ids = {event for row in rows for event in row.result.get("candidates", ())}
        self.candidates = {event.public_id: event for event in Event.objects.filter(public_id__in=ids)}
        self.words = effect_words()

    def line(self, row: ImportRow) -> RowLine:
        result, shown = row.result, row.result.get("shown", {})
        title, language = pick(page_language(), shown.get("title_en", ""), shown.get("title_ru", ""))
        days = [shown.get(name, "") for name in ("earliest", "latest", "precision")]
        codes = [party["of"] for party in shown.get(PARTIES, ()) if party["role"] == ORGANISER and "of" in party]
        before, after = result.get("before", {}), result.get("after", {})
        problems = [Remark.from_json(stored) for stored in result.get("problems", ())]
        return RowLine(
            number=row.number, mark=MARKS[row.effect], words=self.words[row.effect], effect=row.effect,
            title=title, language=language, dimension=self.dimensions.get(shown.get("dimension", "")),
            period=period_of(days) if shown.get("precision") and (days[0] or days[2] == "tbc") else None,
            city=pick(page_language(), shown.get("city_en", ""), shown.get("city_ru", ""))[0],
            organisers=[state for code, state in self.states.items() if code in codes],
            event=result.get("event", ""),
            problems=list(self._found(row, problems)),
            notes=[Remark.from_json(stored) for stored in result.get("notes", ())],
            clashes=self.clashes.get(row.number, NO_CLASHES),
            changes=lines_of("event", before, after, self.subjects) if before else [],
            answers=self._answers(row, problems), answer=row.answer,
        )  # fmt: skip

    def _found(self, row: ImportRow, problems: Sequence[Remark]) -> Iterator[Found]:
        """Each column has one input, however much is wrong with it."""
        mended: set[str] = set()
        for place, remark in enumerate(problems):
            offers = [Offer(f"{row.number}:{place}:{number}", text) for number, text in enumerate(remark.offers)]
            mend = self._mend(row, remark) if remark.target and remark.target not in mended else None
            mended.add(remark.target)
            yield Found(remark, mend, offers)

    def _mend(self, row: ImportRow, remark: Remark) -> Mend:
        value = said_in(row, remark.target, self.columns)
        label = _("%(column)s, row %(row)s") % {"column": remark.label, "row": row.number}
        return Mend(f"cell-{row.number}-{remark.target}", label, value, self._choices(remark.target))

    def _choices(self, target: str) -> list[Choice]:
        if target in CHOSEN_FROM:
            return [(choice.value, str(choice.label)) for choice in CHOSEN_FROM[target]]
        if target == "dimension":
            return [(row.code, row.name) for row in self.dimensions.values()]
        return []

    def _answers(self, row: ImportRow, problems: Sequence[Remark]) -> list[Choice]:
        """What may be said to a row that asks, or that was answered before."""
        if row.effect not in {Effect.QUESTION, Effect.CONFLICT} and not row.answer:
            return []
        codes = {remark.code for remark in problems}
        answers = []
        if row.effect == Effect.QUESTION or "repeated" in codes or row.answer == Answer.NEW:
            answers.append((Answer.NEW, _("New event")))
        if "stale" in codes or row.answer == Answer.FILE:
            answers.append((Answer.FILE, _("Take the values of the file")))
        answers += [(key, self._candidate(key)) for key in row.result.get("candidates", ()) if key in self.candidates]
        if row.answer and row.answer not in {answer for answer, _words in answers} | {Answer.LEAVE_OUT}:
            answers.append((row.answer, _("Change to the chosen event")))
        return [*answers, (Answer.LEAVE_OUT, _("Leave this row out"))]

    def _candidate(self, key: str) -> str:
        event = self.candidates[key]
        return _("Change to “%(title)s”, %(when)s") % {"title": event.title, "when": event.when()}


def said_in(row: ImportRow, target: str, columns: dict[str, int]) -> str:
    """What stands in a column now, put right or as it was read; of a title in whichever column it has."""
    for name in (target, target.rpartition("_")[0]):
        if name in row.corrections:
            return str(row.corrections[name])
        if name in columns and columns[name] < len(row.cells):
            return text_of(row.cells[columns[name]])
    return ""


def _keys(result: dict[str, Any]) -> Iterator[Key]:
    """The rows that the values before and after point to."""
    if "before" not in result:
        return
    for side in (result["before"], result["after"]):
        yield from references("event", side)
        yield from _parties_in(side.get(PARTIES, ()))


def _parties_in(parties: Iterable[dict[str, Any]]) -> Iterator[Key]:
    for party in parties:
        if party["party"] in PARTY_ROWS and "of" in party:
            yield PARTY_ROWS[party["party"]][1].record_kind, party["of"]
