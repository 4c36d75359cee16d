"""How states are addressed: with the article in English, in the genitive in Russian, several of them as a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from babel.lists import format_list
from django.utils.translation import override, pgettext

from members.models import MemberState

# An English name with one of these words takes the article: "the Kingdom of Thailand", but "Mongolia".
WITH_ARTICLE = re.compile(r"\b(Republic|Kingdom|State|Federation|Emirates|Union|Sultanate)\b")
# After a Russian noun of this kind the name itself stays as it is: «Республики Казахстан».
GENERIC = {"республика": "и", "федерация": "и", "королевство": "а", "государство": "а", "султанат": "а"}
IRREGULAR = {"бангладеш": "Бангладеш", "египет": "Египта"}
# By the end of the word, the first that fits.
ENDINGS = (
    (r"ая$", "ой"), (r"яя$", "ей"), (r"ое$", "ого"), (r"ее$", "его"), (r"ые$", "ых"), (r"ие$", "их"),
    (r"ия$", "ии"), (r"(?<=[гкхжшчщ])а$", "и"), (r"а$", "ы"), (r"я$", "и"), (r"[йь]$", "я"),
    (r"ты$", "тов"), (r"(?<=[бвгджзклмнпрстфхцчшщ])$", "а"),
)  # fmt: skip


def state_words(state: MemberState, language: str) -> str:
    """ "the Republic of Kazakhstan", «Республики Казахстан»: after "of", or in the genitive."""
    if language == "ru":
        return genitive(state.long_name_ru or state.name_ru or state.name_en)
    name = state.long_name_en or state.name_en
    return f"the {name}" if WITH_ARTICLE.search(name) else name


def addressee_words(states: Sequence[MemberState], language: str, *, are_all: bool) -> str:
    """One state, some, or all of CICA's members without their names."""
    if are_all:
        with override(language):
            return pgettext("addressee, after “of”", "the Member States of CICA")
    names = [state_words(state, language) for state in in_order(states, language)]
    return str(format_list(names, locale="en_GB" if language == "en" else language))


def ministry_words(language: str, *, is_one: bool) -> str:
    with override(language):
        if is_one:
            return pgettext("addressee, to whom", "the Ministry of Foreign Affairs")
        return pgettext("addressee, to whom", "the Ministries of Foreign Affairs")


def in_order(states: Sequence[MemberState], language: str) -> list[MemberState]:
    """Alphabetical in the language of the letter."""
    return sorted(states, key=lambda state: (state.name_ru or state.name_en) if language == "ru" else state.name_en)


def genitive(name: str) -> str:
    """The genitive of a state's Russian name; a word of no known form stays."""
    words, done = [], False
    for word in name.split(" "):
        words.append(word if done else _declined(word))
        done = done or word.lower() in GENERIC
    return " ".join(words)


def _declined(word: str) -> str:
    lower = word.lower()
    if lower in IRREGULAR:
        return IRREGULAR[lower]
    if lower in GENERIC:
        return re.sub("[аоя]$", "", word) + GENERIC[lower]
    for pattern, ending in ENDINGS:
        if re.search(pattern, lower):
            return re.sub(pattern, ending, word)
    return word
