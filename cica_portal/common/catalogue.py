"""The translations without gettext's own programs: messages are found, merged, checked and compiled by Babel."""

import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PYTHON_FOLDERS = ("cica_portal", "members", "councils", "cbm_events")
TEMPLATE_SUFFIXES = {".html", ".txt"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}|</?[a-z][^>]*>", re.IGNORECASE)
CHANGING_HEADERS = ("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Last-Translator", "Language-Team")


def po_path(base: Path, language: str) -> Path:
    return base / "locale" / language / "LC_MESSAGES" / "django.po"


def find_messages(base: Path) -> Catalog:
    found = Catalog()
    for source in source_files(base):
        for _, message, comments, context in extract_messages(source):
            found.add(message, auto_comments=comments, context=context)
    return found


def source_files(base: Path) -> Iterator[Path]:
    for folder in PYTHON_FOLDERS:
        yield from (path for path in sorted((base / folder).rglob("*.py")) if "migrations" not in path.parts)
    yield from (path for path in sorted((base / "templates").rglob("*")) if path.suffix in TEMPLATE_SUFFIXES)


def extract_messages(source: Path) -> Iterable[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = source.read_text(encoding="utf-8")
    if source.suffix in TEMPLATE_SUFFIXES:
        text = template_as_python(text)
    return extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators",))


def template_as_python(text: str) -> str:
    """Django writes each message of a template as a call; what stands before it on the line would be an indent."""
    return "\n".join(line.strip() for line in templatize(text).splitlines())


def read_catalogue(path: Path, language: str) -> Catalog:
    if not path.exists():
        return empty_catalogue(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def empty_catalogue(language: str) -> Catalog:
    header = "# Messages of the portal. Written by: make messages"
    return Catalog(locale=language, domain="django", charset="utf-8", fuzzy=False, header_comment=header)


def merge_messages(known: Catalog, found: Catalog) -> Catalog:
    """What is found now with its known translation; nothing is guessed, and what has gone is kept as obsolete."""
    merged = empty_catalogue(str(known.locale))
    translated = {(m.id, m.context): m for m in (*known.obsolete.values(), *known) if m.id and any(forms_of(m.string))}
    for message in found:
        if message.id:
            earlier = translated.pop((message.id, message.context), message)
            merged.add(
                message.id,
                string=earlier.string,
                flags=earlier.flags,
                auto_comments=message.auto_comments,
                user_comments=earlier.user_comments,
                context=message.context,
            )
    merged.obsolete.update(translated)
    return merged


def written(catalogue: Catalog) -> str:
    """The text of the file: sorted by message, without dates and line numbers, so that only real changes show."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, sort_output=True, no_location=True, width=120)
    changing = tuple(f'"{name}' for name in CHANGING_HEADERS)
    return "\n".join(line for line in buffer.getvalue().decode().splitlines() if not line.startswith(changing)) + "\n"


def problems_of(catalogue: Catalog) -> list[str]:
    plurals = catalogue.num_plurals
    return [f"{said}: {describe(msg)}" for msg in catalogue if msg.id for said in check(msg, plurals=plurals)]


def describe(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"{text!r} ({message.context})" if message.context else repr(text)


def check(message: Message, *, plurals: int) -> Iterator[str]:
    forms = forms_of(message.string)
    if message.fuzzy:
        yield "fuzzy"
    if len(forms) != (plurals if message.pluralizable else 1) or not all(forms):
        yield "missing"
    elif any(placeholders(form) != placeholders(forms_of(message.id)[-1]) for form in forms):
        yield "other placeholders"


def forms_of(text: str | Iterable[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text.replace("%%", "")))


def compile_outdated(base: Path) -> list[Path]:
    return [path for path in sorted(base.glob("locale/*/LC_MESSAGES/*.po")) if compile_if_older(path)]


def compile_if_older(source: Path) -> bool:
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    with draft.open("wb") as file:
        write_mo(file, read_catalogue(source, source.parents[1].name))
    draft.replace(target)
    return True
