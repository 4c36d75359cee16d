"""What holds for every template: nothing that the content security policy refuses, nothing long."""

import re
from pathlib import Path

from tests.contracts.source import findings, templates

INLINE = re.compile(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
UNSAFE = re.compile(r"\|\s*safe\b|autoescape\s+off|mark_safe")
OUTSIDE = re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE)
WORD = re.compile(r"[A-Za-zА-Яа-яЁё]{3,}")
NOT_TEXT = re.compile(
    "|".join(
        [
            r"{%\s*block \w*class\s*%}.*?{%\s*endblock.*?%}",
            r"{%\s*comment.*?endcomment\s*%}|{#.*?#}",
            r"{%\s*blocktranslate.*?endblocktranslate\s*%}",
            r"<pre\b.*?</pre>|<code\b.*?</code>",
            r"{%.*?%}|{{.*?}}|<[^>]*>|&\w+;",
        ]
    ),
    re.DOTALL,
)
# Names that are the same in every language.
UNTRANSLATED = {"Message", "API", "JSON", "English", "Русский", "CICA", "OpenAPI", "PDF", "DOCX", "XLSX"}
LONGEST, MEAN = 150, 40

PAGES = [path for path in templates() if "email" not in path.parts and path.suffix == ".html"]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_no_inline_style_or_handler():
    assert findings(PAGES, lambda path: INLINE.findall(text_of(path))) == {}


def test_scripts_are_files():
    """A block of JSON is data, not a script."""

    def inline(path: Path) -> list[str]:
        scripts = SCRIPT.findall(text_of(path))
        return [found for found in scripts if "src=" not in found and "application/json" not in found]

    assert findings(PAGES, inline) == {}


def test_nothing_is_fetched_from_elsewhere():
    assert findings(PAGES, lambda path: OUTSIDE.findall(text_of(path))) == {}


def test_text_is_escaped():
    pages = [path for path in templates() if path.suffix == ".html"]
    assert findings(pages, lambda path: UNSAFE.findall(text_of(path))) == {}


def test_templates_are_short():
    lines = {path: len(text_of(path).splitlines()) for path in PAGES}
    assert {path.name: count for path, count in lines.items() if count > LONGEST} == {}
    assert sum(lines.values()) / len(lines) <= MEAN


def test_words_for_people_can_be_translated():
    def words(path: Path) -> list[str]:
        return [word for word in WORD.findall(NOT_TEXT.sub(" ", text_of(path))) if word not in UNTRANSLATED]

    assert findings(PAGES, words) == {}
