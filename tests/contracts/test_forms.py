"""A form takes what it asks for and nothing else, whatever else is sent along."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.forms import BaseForm
from django.forms.models import BaseModelForm
from django.urls import get_resolver

from tests.contracts.source import APPS, findings, python_files, tree_of

# What is sent is kept as typed, for the author alone, and comes back through the form.
KEEPS_WHAT_IS_TYPED = {"drafts.py"}
WHOLE = {"dict", "items", "lists", "values", "keys", "urlencode"}
# Who a row belongs to and who sees it, and the few forms that ask for that.
GUARDED = {
    "id", "pk", "public_id", "owner", "user", "author", "state", "role", "is_staff", "is_superuser", "is_active",
    "is_public", "is_demo", "visibility", "grant", "scopes", "digest", "secret", "batch", "created_at",
}  # fmt: skip
MAY_ASK = {
    "DocumentForm": {"visibility"}, "NewDocumentForm": {"visibility"}, "NextDocumentForm": {"visibility"},
    "EventForm": {"visibility"}, "PlanForm": {"visibility"}, "SeriesForm": {"visibility"},
    "FigureForm": {"visibility"}, "OutcomeForm": {"visibility"}, "ResultForm": {"visibility"},
    "ReportForm": {"visibility"}, "OwnReportForm": {"visibility"}, "MatchingForm": {"visibility"},
    "RoleForm": {"role"}, "NoteForm": {"state"}, "InviteForm": {"role", "state"}, "TemplateForm": {"is_active"},
    "TokenForm": {"grant", "user"}, "OwnTokenForm": {"scopes"}, "NewReceiverForm": {"grant", "owner"},
}  # fmt: skip


def own_forms() -> list[type[BaseForm]]:
    assert get_resolver().url_patterns  # All views are loaded, and with them their forms.
    found = {form for form in below(BaseForm) if form.__module__.partition(".")[0] in APPS}
    return sorted(found, key=lambda form: (form.__module__, form.__name__))


def below(form: type[BaseForm]) -> Iterator[type[BaseForm]]:
    for each in form.__subclasses__():
        yield each
        yield from below(each)


def taken_whole(path: Path) -> list[str]:
    """Places that go through all that was sent, rather than ask for a name."""
    return [ast.unparse(node) for node in ast.walk(tree_of(path)) if is_gone_through(node)]


def is_gone_through(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in WHOLE and is_sent(node.value)
    if isinstance(node, ast.For | ast.comprehension):
        return is_sent(node.iter)
    if isinstance(node, ast.Call):
        into_dict = getattr(node.func, "id", "") in {"dict", "list", "set", "sorted"} and any(map(is_sent, node.args))
        return into_dict or any(is_sent(word.value) for word in node.keywords if word.arg is None)
    return isinstance(node, ast.Dict) and any(
        is_sent(value) for key, value in zip(node.keys, node.values, strict=True) if key is None
    )


def is_sent(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "POST"


def test_no_form_asks_for_more_than_is_written_here():
    forms = own_forms()
    assert len(forms) > 60
    asked: dict[str, set[str]] = {}
    for form in forms:
        asked.setdefault(form.__name__, set()).update(GUARDED & vars(form)["base_fields"].keys())
    assert {name: fields for name, fields in asked.items() if fields} == MAY_ASK


def test_forms_name_their_columns():
    """Neither all columns nor all but some: a new column is in no form by itself."""
    named = {form.__name__: form._meta for form in own_forms() if issubclass(form, BaseModelForm) and form._meta.model}
    assert len(named) > 15
    assert [name for name, meta in named.items() if meta.exclude or not isinstance(meta.fields, list | tuple)] == []


def test_what_is_sent_reaches_rows_through_forms_only():
    files = [path for path in python_files(*APPS) if path.name not in KEEPS_WHAT_IS_TYPED]
    assert findings(files, taken_whole) == {}


def test_check_notices_what_is_taken_whole(tmp_path: Path):
    file = tmp_path / "bad.py"
    file.write_text(
        "for name in request.POST: pass\nsave(**request.POST)\nrow.update(request.POST.items())\ndict(request.POST)\n"
        "request.POST.get('name')\nForm(request.POST)\n",
        encoding="utf-8",
    )
    assert len(taken_whole(file)) == 4
