"""docs/permissions.md, written from the tables of rules and the words of the querysets."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule
from django.utils.text import capfirst
from django.utils.translation import override

from cica_portal.common.access import Predicate, Rules
from cica_portal.common.audiences import AUDIENCE_ORDER, audiences_that_see
from cica_portal.common.models import Change, Recorded
from cica_portal.common.viewer import ANONYMOUS, Viewer
from members.models import MemberState, User

HEAD = """# Who may do what, and who sees what

Written by `manage.py permissions_table` from the `RULES` tables and the querysets; a test compares. Do not edit it
by hand.

"yes": may; "own": rows of the own state only; "–": may not. Who does not see a row gets the answer 404, who sees it and
may not do the thing 403.
"""
YES, OWN, NO = "yes", "own", "–"
OWN_STATE, OTHER_STATE = 1, 2


def permissions_page() -> str:
    """The whole page, in English."""
    with override("en"):
        return "\n".join([HEAD, *_rules(), *_audiences(), *_rows()])


def roles() -> dict[str, Viewer]:
    """One viewer of each role, from the one who sees least."""
    viewers = {"visitor": ANONYMOUS}
    for role in reversed(User.Role):
        user = User(role=role)
        state = MemberState(pk=OWN_STATE) if role == User.Role.LIAISON else None
        viewers[str(role.value)] = Viewer(user.audience, state, user)
    return viewers


def rules_by_app() -> Iterator[tuple[AppConfig, Rules]]:
    """The table of each app that has one, from the top."""
    for config in apps.get_app_configs():
        if config.name.startswith(OURS) and module_has_submodule(config.module, "permissions"):
            yield config, import_module(f"{config.name}.permissions").RULES


OURS = ("cica_portal", "members", "councils", "cbm_events")


def _rules() -> Iterator[str]:
    viewers = roles()
    for config, rules in rules_by_app():
        yield from (f"## {config.verbose_name}", "")
        yield from _head("what", *viewers, "in words")
        for action, rule in sorted(rules.items()):
            answers = [_answer(rule, viewer) for viewer in viewers.values()]
            yield _line(action.replace("_", " "), *answers, summary_of(rule))
        yield ""


def _answer(rule: Predicate, viewer: Viewer) -> str:
    own, other = (rule(viewer, SimpleNamespace(state_id=state)) for state in (OWN_STATE, OTHER_STATE))
    return YES if own and other else OWN if own else NO


def _audiences() -> Iterator[str]:
    yield from ("## Visibility", "", "Of a row that carries a visibility:", "")
    yield from _head("visibility", *(str(audience.label) for audience in AUDIENCE_ORDER))
    for visibility in AUDIENCE_ORDER:
        seen_by = audiences_that_see(visibility)
        yield _line(visibility.label, *(YES if audience in seen_by else NO for audience in AUDIENCE_ORDER))
    yield ""
    yield from (
        "Visitors and partners are the public, liaisons the member states; the Secretariat has three roles.",
        "A partner's token may name the member states: it then reads as they do, without the rows of any one state.",
        "",
    )


def _rows() -> Iterator[str]:
    yield from ("## Rows that each reader gets", "")
    yield from _head("rows", "which")
    for model in visible_models():
        yield _line(capfirst(str(model._meta.verbose_name_plural)), visibility_words(model))
    yield ""


def visible_models() -> list[Any]:
    """Models that are asked for by their reader."""
    recorded: list[Any] = [model for model in apps.get_models() if issubclass(model, Recorded)]
    models = [model for model in [*recorded, Change] if hasattr(model._default_manager, "visible_to")]
    return sorted(models, key=lambda model: str(model._meta.verbose_name_plural))


def visibility_words(model: Any) -> str:
    """What `visible_to` says of itself, or its queryset."""
    queryset = type(model._default_manager.all())
    owner: Any = next(parent for parent in queryset.__mro__ if "visible_to" in vars(parent))
    return summary_of(owner.visible_to) or summary_of(owner)


def summary_of(thing: Any) -> str:
    """The first line of its docstring."""
    return (thing.__doc__ or "").strip().partition("\n")[0]


def _head(*cells: str) -> tuple[str, str]:
    return _line(*cells), _line(*("---" for _cell in cells))


def _line(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"
