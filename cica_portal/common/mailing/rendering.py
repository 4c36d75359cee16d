"""From a letter to its text and HTML: the reader's language first, the other below."""

from __future__ import annotations

import secrets
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import override

from cica_portal.common.mailing.letters import Calendar, LeftOut, Letter, build_letter
from cica_portal.common.models import Mail

LANGUAGES = ("en", "ru")
SUBJECT_LENGTH = 200
# Stands for the words of one mail alone in what is rendered for many. Nobody can have typed it.
MARK = secrets.token_hex(12)


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str
    left_out: LeftOut
    headers: Mapping[str, str] = field(default_factory=dict)
    calendar: Calendar | None = None


class Renderer:
    """Renders letters that were read together; what several say in the same words is rendered once."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Rendered] = {}

    def render(self, mail: Mail, letter: Letter) -> Rendered:
        """Raises whatever is wrong with the rows or templates."""
        if letter.key is None:
            return _rendered(mail, letter, dict(_own_words(letter)))
        key = (mail.template, mail.language, letter.key)
        own = dict(_own_words(letter))
        if key not in self._known:
            marks = {language: {name: _mark(language, name) for name in words} for language, words in own.items()}
            self._known[key] = _rendered(mail, letter, marks)
        return _filled(self._known[key], letter, own)


def render(mail: Mail, *, at: datetime) -> Rendered:
    """One mail by itself. Raises Withdrawn, or whatever is wrong with the rows or templates."""
    return Renderer().render(mail, build_letter(mail, at=at))


def _own_words(letter: Letter) -> Iterator[tuple[str, Mapping[str, str]]]:
    for language in LANGUAGES:
        with override(language):
            yield language, letter.own(language)


def _mark(language: str, name: str) -> str:
    return f"{MARK}-{language}-{name}-"


def _filled(rendered: Rendered, letter: Letter, own: Mapping[str, Mapping[str, str]]) -> Rendered:
    text, html = rendered.text, rendered.html
    for language, words in own.items():
        for name, value in words.items():
            mark = _mark(language, name)
            text, html = text.replace(mark, value), html.replace(mark, escape(value))
    return replace(
        rendered, text=text, html=html, left_out=letter.left_out, headers=letter.headers, calendar=letter.calendar
    )  # fmt: skip


def _rendered(mail: Mail, letter: Letter, own: Mapping[str, Mapping[str, str]]) -> Rendered:
    texts, pages = [], []
    for language in in_order(mail.language):
        with override(language):
            words = {**letter.words(language), **own[language], "language": language}
            texts.append(render_to_string(f"email/{mail.template}.txt", words).strip())
            pages.append((language, mark_safe(render_to_string(f"email/{mail.template}.html", words))))
            if language == mail.language:
                subject = one_line(render_to_string(f"email/{mail.template}_subject.txt", words))
    frame = {"language": mail.language, "subject": subject, "texts": texts, "pages": pages}
    with override(mail.language):
        text = render_to_string("email/frame.txt", frame)
        html = render_to_string("email/frame.html", frame)
    return Rendered(subject, text.strip() + "\n", html, letter.left_out, letter.headers, letter.calendar)


def in_order(first: str) -> list[str]:
    return sorted(LANGUAGES, key=lambda language: language != first)


def one_line(text: str) -> str:
    """A subject cannot hold a line break, so no title can add a header."""
    line = " ".join(text.split())
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1].rstrip()}…"
