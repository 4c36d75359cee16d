"""Plain text: what is refused, what is cleaned, and how it is folded for search."""

import re
import secrets
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PUBLIC_ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
PUBLIC_ID_LENGTH = 10
PUBLIC_IDS = len(PUBLIC_ID_ALPHABET) ** PUBLIC_ID_LENGTH
MARKUP = re.compile(r"<[/!?a-zA-Z][^>]*>?")
# The Unicode categories Cc and Cs, but for line breaks and tabs.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Letters of Kazakh and Kyrgyz beside the Russian ones that people type instead.
FOLDED_LETTERS = str.maketrans("әғқңөұүһіё", "агкноуухие")


def new_public_id() -> str:
    """A short random identifier, stable for life and safe to print in addresses."""
    number, letters = secrets.randbelow(PUBLIC_IDS), []
    for _index in range(PUBLIC_ID_LENGTH):
        number, letter = divmod(number, len(PUBLIC_ID_ALPHABET))
        letters.append(PUBLIC_ID_ALPHABET[letter])
    return "".join(letters)


def validate_plain_text(value: str) -> None:
    """Refuse markup and control characters (line breaks and tabs excepted)."""
    if MARKUP.search(value):
        raise ValidationError(_("Write plain text: remove the HTML tags."), code="markup")
    if CONTROLS.search(value):
        raise ValidationError(_("Remove the control characters from the text."), code="control")


def validate_single_line(value: str) -> None:
    """Refuse line breaks, so that a title can stand in an e-mail subject or a feed."""
    validate_plain_text(value)
    if any(char in value for char in "\n\r\t\u2028\u2029"):
        raise ValidationError(_("Keep it on one line."), code="line_break")


def fold(*parts: str) -> str:
    """Lower-case, accents and Kazakh letters folded: what search columns store and queries use."""
    text = " ".join(part for part in parts if part)
    if text.isascii():
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKD", text)
    lower = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in lower if not unicodedata.combining(char))
    return " ".join(plain.translate(FOLDED_LETTERS).split())


def pick(language: str, english: str, russian: str) -> tuple[str, str]:
    """The text in the asked language, or the other one: (text, language that it is in)."""
    first, second = (("ru", russian), ("en", english)) if language == "ru" else (("en", english), ("ru", russian))
    chosen = first if first[1] or not second[1] else second
    return chosen[1], chosen[0]
