"""Messages are found in Python and templates, kept when merged, checked and compiled without gettext's programs."""

import ast
import gettext
import os
from pathlib import Path

import pytest

from cica_portal.common.catalogue import (
    compile_outdated,
    extract_messages,
    find_messages,
    merge_messages,
    po_path,
    problems_of,
    read_catalogue,
    source_files,
    template_as_python,
    written,
)

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

TITLE = _("Business Council")
MANY = ngettext("%(count)s event", "%(count)s events", 2)
MAY = pgettext("month", "May")
"""
TEMPLATE = """{% load i18n %}
    <p>  {% translate "Sign in" %}</p>
{% if day == _("Today") %}
  {% blocktranslate trimmed count days=days %}
    One day,
    then rest
  {% plural %}
    {{ days }} days
  {% endblocktranslate %}
        {% translate "May" context "permission" %} « quotes » 08 and 1st
{% endif %}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("members", "members/migrations", "templates"):
        (tmp_path / folder).mkdir()
    (tmp_path / "members" / "models.py").write_text(PYTHON)
    (tmp_path / "members" / "migrations" / "0001_initial.py").write_text('_("never seen")')
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def translate(project: Path, **translations: str) -> str:
    path = po_path(project, "ru")
    catalogue = merge_messages(read_catalogue(path, "ru"), find_messages(project))
    for message in catalogue:
        if isinstance(message.id, str) and message.id in translations:
            message.string = translations[message.id]
    text = written(catalogue)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return text


def test_messages_of_python_and_templates_are_found(project: Path):
    found = {(message.id, message.context) for message in find_messages(project) if message.id}
    assert found == {
        ("Business Council", None),
        (("%(count)s event", "%(count)s events"), None),
        ("May", "month"),
        ("Sign in", None),
        ("Today", None),
        (("One day, then rest", "%(days)s days"), None),
        ("May", "permission"),
    }


def test_no_message_hides_in_a_string(settings):
    """The finder does not read what stands between the braces of an f-string: the message would stay in English."""
    found = {message.id for message in find_messages(settings.BASE_DIR)}
    hidden = {
        call.args[0].value
        for source in source_files(settings.BASE_DIR)
        if source.suffix == ".py"
        for text in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"_", "gettext"}
        if isinstance(call.args[0], ast.Constant)
    }
    assert hidden <= found


def test_no_word_by_itself_is_also_the_singular_of_a_count(settings):
    """Both would be one entry of the catalogue: the word alone would print the pattern of the count."""
    alone: set[tuple[object, object]] = set()
    counted: set[tuple[object, object]] = set()
    for source in source_files(settings.BASE_DIR):
        for _line, message, _comments, context in extract_messages(source):
            is_alone = isinstance(message, str)
            (alone if is_alone else counted).add((message if is_alone else message[0], context))
    assert alone & counted == set()


def test_lines_of_a_template_start_at_the_margin():
    assert all(not line.startswith(" ") for line in template_as_python(TEMPLATE).splitlines())


def test_merging_keeps_translations_and_is_stable(project: Path):
    first = translate(project, **{"Sign in": "Войти"})
    assert 'msgid "Sign in"\nmsgstr "Войти"' in first
    assert translate(project) == first
    assert not [line for line in first.splitlines() if line.startswith(("#:", '"POT-Creation-Date'))]


def test_a_message_that_is_gone_comes_back_with_its_translation(project: Path):
    translate(project, **{"Sign in": "Войти"})
    page = project / "templates" / "page.html"
    page.unlink()
    assert '#~ msgstr "Войти"' in translate(project)
    page.write_text(TEMPLATE, encoding="utf-8")
    assert '\nmsgid "Sign in"\nmsgstr "Войти"' in translate(project)


@pytest.mark.parametrize(
    ("strings", "problems"),
    [
        (("%(count)s мероприятие", "%(count)s мероприятия", "%(count)s мероприятий"), []),
        (("%(count)s мероприятие", "%(count)s мероприятия"), ["missing: '%(count)s event'"]),
        (("%(count)s мероприятие", "", "%(count)s мероприятий"), ["missing: '%(count)s event'"]),
        (("Одно мероприятие", "%(count)s мероприятия", "%(n)s мероприятий"), ["other placeholders: '%(count)s event'"]),
    ],
)
def test_plural_forms_are_checked(project: Path, strings: tuple[str, ...], problems: list[str]):
    catalogue = read_catalogue(po_path(project, "ru"), "ru")
    catalogue.add(("%(count)s event", "%(count)s events"), string=strings)
    assert problems_of(catalogue) == problems


@pytest.mark.parametrize(
    ("source", "target", "problems"),
    [
        ("Until %(day)s", "До %(day)s", []),
        ("Until %(day)s", "До %(date)s", ["other placeholders: 'Until %(day)s'"]),
        ("See {name}", "См. ", ["other placeholders: 'See {name}'"]),
        ("<b>Note</b>", "Примечание", ["other placeholders: '<b>Note</b>'"]),
        ("100%% sure", "100%% точно", []),
        ("Sign in", "", ["missing: 'Sign in'"]),
    ],
)
def test_placeholders_are_checked(project: Path, source: str, target: str, problems: list[str]):
    catalogue = read_catalogue(po_path(project, "ru"), "ru")
    catalogue.add(source, string=target)
    assert problems_of(catalogue) == problems


def test_fuzzy_messages_are_named(project: Path):
    catalogue = read_catalogue(po_path(project, "ru"), "ru")
    catalogue.add("Sign in", string="Войти", flags=["fuzzy"])
    assert problems_of(catalogue) == ["fuzzy: 'Sign in'"]


def test_compiled_only_when_older_and_readable_with_russian_plurals(project: Path):
    catalogue = read_catalogue(po_path(project, "ru"), "ru")
    catalogue.add(("%(n)s day", "%(n)s days"), string=("%(n)s день", "%(n)s дня", "%(n)s дней"))
    path = po_path(project, "ru")
    path.parent.mkdir(parents=True)
    path.write_text(written(catalogue), encoding="utf-8")
    assert compile_outdated(project) == [path]
    assert compile_outdated(project) == []
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    forms = [compiled.ngettext("%(n)s day", "%(n)s days", n) for n in (1, 2, 5, 11, 21, 22)]
    assert forms == ["%(n)s день", "%(n)s дня", "%(n)s дней", "%(n)s дней", "%(n)s день", "%(n)s дня"]
    os.utime(path, ns=(path.stat().st_mtime_ns, path.with_suffix(".mo").stat().st_mtime_ns + 1))
    assert compile_outdated(project) == [path]
