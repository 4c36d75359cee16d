"""Names in a file and what they mean: states under any of their names, dimensions, areas, bodies, kinds, places."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Any

from django.db import models
from django.utils.translation import override, pgettext

from cbm_events.imports.headings import APART
from cbm_events.models import EventRole, Kind, Mode, Status
from cica_portal.common.audiences import Audience
from cica_portal.common.fuzzy import Precision
from cica_portal.common.models import Recorded
from cica_portal.common.text import fold
from councils.models import Council
from members.models import Dimension, ExternalParty, MemberState, OtherName, PriorityArea, ZoneLabel

Party = dict[str, str]
LANGUAGES = ("en", "ru")
CLOSE = 0.75
SHORT = 3
# Words that people write for a choice beside its own label.
ALSO: dict[type[models.TextChoices], dict[str, str]] = {
    Kind: {
        "training": "training", "course": "training", "тренинг": "training", "курс": "training",
        "учебный курс": "training", "meeting of experts": "expert_meeting", "встреча экспертов": "expert_meeting",
        "round table": "panel", "круглый стол": "panel", "panel": "panel", "воркшоп": "workshop",
    },
    Mode: {
        "offline": "in_person", "on site": "in_person", "face to face": "in_person", "очно": "in_person",
        "очный": "in_person", "virtual": "online", "videoconference": "online", "video conference": "online",
        "вкс": "online", "онлайн": "online", "hybrid": "hybrid", "mixed": "hybrid", "гибридный": "hybrid",
        "смешанный": "hybrid", "очно онлайн": "hybrid",
    },
    Status: {"canceled": "cancelled", "completed": "held", "took place": "held", "tentative": "planned"},
}  # fmt: skip
BODIES = {"ксдл": "SOC", "срг": "SWG"}
SECRETARIAT = ("CICA Secretariat", "Secretariat", "Секретариат СВМДА", "Секретариат")


@lru_cache(maxsize=50_000)
def name_key(text: str) -> str:
    """A name without marks, accents and capitals."""
    return " ".join(APART.sub(" ", fold(text)).split())


ONLINE_PLACES = frozenset(
    map(
        name_key,
        ("online", "онлайн", "virtual", "zoom", "videoconference", "вкс", "в режиме онлайн", "в онлайн-формате"),
    )
)


def choices_by_name(choices: type[models.TextChoices]) -> Lookup:
    """By value, by label in both languages, and by what else people write."""
    words = {name_key(choice.value): choice.value for choice in choices}
    for language in LANGUAGES:
        with override(language):
            words |= {name_key(str(choice.label)): choice.value for choice in choices}
    return Lookup(words | {name_key(word): value for word, value in ALSO.get(choices, {}).items()})


class Lookup:
    """Rows or values by any of their names; `also` are names under which they are read, but not called here."""

    def __init__(self, words: dict[str, Any], also: dict[str, Any] | None = None) -> None:
        self.words = (also or {}) | words
        self._own = words.keys()
        self._found: dict[str, Any] = {}

    def exact(self, text: str) -> Any:
        return self.words.get(name_key(text))

    def find(self, text: str) -> Any:
        """What the text names, in full or by words that no other name has; else None."""
        key = name_key(text)
        if key not in self._found:
            self._found[key] = self._find(key)
        return self._found[key]

    def is_own(self, text: str) -> bool:
        """Whether the text is a name that needs no word about how it was read."""
        return name_key(text) in self._own

    def close_to(self, text: str) -> list[Any]:
        """What it may be meant to name, the likeliest first."""
        key = name_key(text)
        begin = [word for word in self.words if key and word.startswith(key)]
        close = get_close_matches(key, self.words, n=5, cutoff=CLOSE) if len(key) > SHORT else []
        return list(dict.fromkeys(self.words[word] for word in [*begin, *close]))[:3]

    def _find(self, key: str) -> Any:
        if key in self.words or len(key) <= SHORT:
            return self.words.get(key)
        parts = set(key.split())
        found = {getattr(row, "pk", row): row for word, row in self.words.items() if parts <= set(word.split())}
        return next(iter(found.values())) if len(found) == 1 else None


def rows_by_name(rows: Iterable[Any], *fields: str) -> dict[str, Any]:
    """Names that two rows share name none of them."""
    words: dict[str, Any] = {}
    for row in rows:
        for name in fields:
            key = name_key(getattr(row, name))
            if key:
                words[key] = row if words.get(key, row) == row else None
    return {key: row for key, row in words.items() if row is not None}


class Names:
    """Everything that a cell may name, read once for a file."""

    kinds = cached_property(lambda self: choices_by_name(Kind))
    modes = cached_property(lambda self: choices_by_name(Mode))
    statuses = cached_property(lambda self: choices_by_name(Status))
    precisions = cached_property(lambda self: choices_by_name(Precision))
    audiences = cached_property(lambda self: choices_by_name(Audience))
    capacities = cached_property(lambda self: choices_by_name(EventRole.Capacity))

    def __init__(self) -> None:
        self._pks: dict[type[Recorded], dict[str, int]] = {}

    @cached_property
    def states(self) -> Lookup:
        rows = list(MemberState.objects.all())
        words = rows_by_name(rows, "name_en", "name_ru", "long_name_en", "long_name_ru", "code", "iso2")
        others = OtherName.objects.filter(state__isnull=False).select_related("state")
        also = {name_key(name): row.state for row in others for name in (row.name_en, row.name_ru) if name}
        return Lookup(words, also)

    @cached_property
    def dimensions(self) -> Lookup:
        rows = Dimension.objects.all()
        return Lookup(rows_by_name(rows, "code", "name_en", "name_ru", "short_en", "short_ru"))

    @cached_property
    def areas(self) -> Lookup:
        rows = PriorityArea.objects.select_related("dimension")
        return Lookup(rows_by_name(rows, "code", "name_en", "name_ru"))

    @cached_property
    def councils(self) -> Lookup:
        rows = list(Council.objects.all())
        by_code = {row.code: row for row in rows}
        also = {name_key(word): by_code[code] for word, code in BODIES.items() if code in by_code}
        return Lookup(rows_by_name(rows, "code", "name_en", "name_ru"), also)

    @cached_property
    def organisations(self) -> Lookup:
        return Lookup(rows_by_name(ExternalParty.objects.all(), "name_en", "name_ru"))

    @cached_property
    def zones(self) -> Lookup:
        return Lookup(rows_by_name(ZoneLabel.objects.all(), "label_en", "label_ru", "zone"))

    @cached_property
    def places(self) -> list[OtherName]:
        return list(OtherName.objects.filter(state=None))

    @cached_property
    def institutions(self) -> dict[str, EventRole]:
        """Institutions that are parties of some event under their own name."""
        rows = EventRole.objects.filter(party=EventRole.Party.INSTITUTION).order_by("pk")
        return {name_key(name): row for row in rows for name in (row.institution_en, row.institution_ru) if name}

    @cached_property
    def leads(self) -> frozenset[str]:
        """How a declared lead is marked."""
        words = {name_key(word) for word in ("declared lead", "ведущий")}
        for language in LANGUAGES:
            with override(language):
                words.add(name_key(pgettext("party", "lead")))
        return frozenset(words)

    @cached_property
    def secretariat(self) -> frozenset[str]:
        return frozenset(name_key(name) for name in SECRETARIAT)

    def party(self, text: str) -> Party | None:
        """The party of this name as history keeps one, without role."""
        kinds = EventRole.Party
        if name_key(text) in self.secretariat:
            return {"party": kinds.SECRETARIAT.value}
        lookups: tuple[tuple[str, Lookup], ...] = (
            (kinds.STATE.value, self.states),
            (kinds.COUNCIL.value, self.councils),
            (kinds.ORGANISATION.value, self.organisations),
        )
        for kind, lookup in lookups:
            row = lookup.exact(text)
            if row is not None:
                return {"party": kind, "of": row.subject_id}
        known = self.institutions.get(name_key(text))
        return {"party": kinds.INSTITUTION.value} | named(known) if known else None

    def parties_close_to(self, text: str) -> list[str]:
        found = [row for lookup in (self.states, self.councils, self.organisations) for row in lookup.close_to(text)]
        return [row.name for row in found][:3]

    def pk(self, model: type[Recorded], subject_id: str) -> int:
        """Of a row that a lookup found, or that an event points to."""
        if model not in self._pks:
            self._pks[model] = dict(model._default_manager.values_list(model.subject_field(), "pk"))
        return self._pks[model][subject_id]


def named(role: EventRole) -> Party:
    """The institution of a role, in the languages in which it has a name."""
    names = {"institution_en": role.institution_en, "institution_ru": role.institution_ru}
    return {language: name for language, name in names.items() if name}
