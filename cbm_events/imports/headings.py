"""What a column may hold, and by which headings it is known in English and Russian."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbm_events.exports.columns import COLUMNS
from cbm_events.imports.tables import Cell, is_blank, text_of
from cica_portal.common.text import fold

# A column that is not read.
UNREAD = ""
HEADINGS_WITHIN = 25
SAME_WORD = 0.86
APART = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Target:
    """One kind of column. `words` are the headings that people give it, besides its key."""

    key: str
    label: str | Promise
    words: tuple[str, ...] = ()


TARGETS: tuple[Target, ...] = (
    Target("id", _("Identifier"), ("id", "identifier", "uid", "идентификатор")),
    Target(
        "title", _("Title, in either language"),
        ("title", "name", "event", "event title", "name of the event", "activity", "topic", "subject", "название",
         "наименование", "мероприятие", "название мероприятия", "наименование мероприятия", "тема"),
    ),
    Target("title_en", _("Title in English")),
    Target("title_ru", _("Title in Russian")),
    Target(
        "kind", _("Kind of event"),
        ("kind", "kind of event", "type", "type of event", "event type", "вид", "вид мероприятия", "тип",
         "тип мероприятия"),
    ),
    Target("status", _("Status"), ("status", "state of preparation", "статус", "состояние")),
    Target(
        "dates", _("Dates"),
        ("date", "dates", "when", "timing", "period", "time frame", "timeframe", "proposed date", "proposed dates",
         "date and time", "дата", "даты", "срок", "сроки", "период", "дата проведения", "даты проведения",
         "срок проведения", "сроки проведения", "время проведения", "предлагаемые даты"),
    ),
    Target(
        "earliest", _("First day"),
        ("first day", "first possible day", "start", "starts", "start date", "date from", "from", "begins",
         "первый день", "первый возможный день", "дата начала", "с"),
    ),
    Target(
        "latest", _("Last day"),
        ("last day", "last possible day", "end", "ends", "end date", "date to", "to", "until", "последний день",
         "последний возможный день", "дата окончания", "по"),
    ),
    Target("precision", _("Precision of the dates"), ("precision", "precision of the dates", "точность дат")),
    Target("start_time", _("Opens at"), ("opens at", "start time", "opening", "начало", "время начала")),
    Target("end_time", _("Closes at"), ("closes at", "end time", "closing", "окончание", "время окончания")),
    Target("zone", _("Time zone"), ("time zone", "timezone", "часовой пояс")),
    Target(
        "mode", _("Format"),
        ("format", "mode", "modality", "event format", "online or in person", "формат", "форма проведения",
         "формат проведения"),
    ),
    Target(
        "city", _("City, in either language"),
        ("city", "place", "location", "where", "host city", "город", "место", "место проведения", "город проведения"),
    ),
    Target("city_en", _("City in English")),
    Target("city_ru", _("City in Russian")),
    Target("venue", _("Venue, in either language"), ("venue", "building", "площадка", "адрес")),
    Target("venue_en", _("Venue in English")),
    Target("venue_ru", _("Venue in Russian"), ("место проведения на русском",)),
    Target("country", _("Country"), ("country", "host country", "страна", "страна проведения")),
    Target("dimension", _("Dimension"), ("dimension", "basket", "измерение", "корзина")),
    Target(
        "area", _("Priority area"),
        ("area", "priority area", "priority", "direction", "направление", "приоритетное направление",
         "приоритетная область", "область"),
    ),
    Target(
        "council", _("Council or body"),
        ("council", "body", "council or body", "совет", "орган", "совет или орган"),
    ),
    Target(
        "organisers", _("Organisers"),
        ("organiser", "organisers", "organizer", "organizers", "organising state", "organizing state", "host",
         "responsible", "member state", "state", "организатор", "организаторы", "ответственный", "ответственные",
         "государство", "государство член", "страна организатор", "государство организатор"),
    ),
    Target(
        "co_organisers", _("Co-organisers"),
        ("co organiser", "co organisers", "co organizer", "co organizers", "соорганизатор", "соорганизаторы"),
    ),
    Target("hosts", _("Host of the venue"), ("host of the venue", "venue host", "принимающая сторона")),
    Target("assisting", _("Assisting"), ("assisting", "assisted by", "with the assistance of", "содействие",
                                         "при содействии")),
    Target("chairs", pgettext_lazy("role", "Chair"), ("chair", "chaired by", "председатель", "под председательством")),
    Target(
        "nomination_deadline", _("Nominations until"),
        ("nominations until", "nomination deadline", "deadline for nominations", "выдвижение до",
         "срок выдвижения кандидатур", "выдвижение участников до"),
    ),
    Target("report_due", _("Report due"), ("report due", "report until", "отчет до", "срок отчета")),
    Target(
        "summary", _("Description, in either language"),
        ("description", "summary", "brief description", "content", "remarks", "описание", "краткое описание",
         "содержание"),
    ),
    Target("summary_en", _("Description in English")),
    Target("summary_ru", _("Description in Russian")),
    Target("visibility", _("Who sees it"), ("who sees it", "visibility", "кто видит", "видимость")),
    Target("source", _("Source"), ("source", "источник")),
    Target("version", _("Version"), ("version", "версия")),
)  # fmt: skip
BY_KEY = {target.key: target for target in TARGETS}


def heading_key(text: str) -> str:
    """The words of a heading alone: lower case, no marks, no brackets."""
    return " ".join(APART.sub(" ", fold(text.replace("№", "no "))).split())


ENGLISH = frozenset(map(heading_key, ("en", "eng", "english", "англ", "английском", "английский")))
RUSSIAN = frozenset(map(heading_key, ("ru", "rus", "russian", "рус", "русском", "русский")))
SMALL_WORDS = frozenset({"in", "the", "of", "a", "s", "на", "языке", "яз", "и", "and", "cica", "свмда"})
EXPORTED = {heading_key(text): column.key for column in COLUMNS for text in (column.heading_en, column.heading_ru)}
WORDS = {heading_key(word): target.key for target in TARGETS for word in (*target.words, target.key)} | {
    heading: key for heading, key in EXPORTED.items() if key in BY_KEY
}
# Headings of what the portal itself writes into a file and does not read again, and of numbers of rows.
NEVER_READ = frozenset({
    "no", "n", "nr", "number", "номер", "п п", "no п п", "to be put right", "исправить",
    *(heading for heading, key in EXPORTED.items() if key not in BY_KEY),
})  # fmt: skip


def guess_target(heading: str, remembered: Mapping[str, str] | None = None) -> str:
    """The kind of column that a heading names, or none."""
    key = heading_key(heading)
    if remembered and key in remembered:
        return remembered[key]
    if not key or key in NEVER_READ:
        return UNREAD
    words = key.split()
    language = "en" if ENGLISH & set(words) else "ru" if RUSSIAN & set(words) else ""
    rest = [word for word in words if word not in ENGLISH | RUSSIAN]
    for phrase in (key, " ".join(rest), " ".join(word for word in rest if word not in SMALL_WORDS)):
        if found := _known(phrase):
            return f"{found}_{language}" if f"{found}_{language}" in BY_KEY else found
    return UNREAD


def _known(phrase: str) -> str:
    if phrase in WORDS:
        return WORDS[phrase]
    close = get_close_matches(phrase, WORDS, n=1, cutoff=SAME_WORD) if len(phrase) > 3 else []
    return WORDS[close[0]] if close else UNREAD


def guess_targets(headings: Sequence[str], remembered: Mapping[str, str] | None = None) -> list[str]:
    """For each column of a row of headings; of two that say the same, the first one."""
    found: list[str] = []
    for heading in headings:
        target = guess_target(heading, remembered)
        found.append(UNREAD if target in found else target)
    return found


def find_heading_row(rows: Sequence[Sequence[Cell]], remembered: Mapping[str, str] | None = None) -> int:
    """Which of the first rows (from 0) names most columns; without any, the first that holds something."""

    def named(index: int) -> int:
        return sum(1 for target in guess_targets([text_of(cell) for cell in rows[index]], remembered) if target)

    within = range(min(len(rows), HEADINGS_WITHIN))
    best = max(within, key=named, default=0)
    if named(best) > 1:
        return best
    return next((index for index in within if any(not is_blank(cell) for cell in rows[index])), 0)


def lacking(targets: Collection[str]) -> list[str | Promise]:
    """The labels of columns without which no event can be told from another."""
    missing = []
    if not {"title", "title_en", "title_ru", "id"} & set(targets):
        missing.append(BY_KEY["title"].label)
    if not {"dates", "earliest", "id"} & set(targets):
        missing.append(BY_KEY["dates"].label)
    return missing


def is_never_read(heading: str) -> bool:
    return heading_key(heading) in NEVER_READ
