"""Reads pages as people do: the words of an element, without its marks."""

from collections.abc import Iterator
from typing import Any

from django.test.html import Element, parse_html


def elements(root: Element | str, name: str, /, *, folded: Any = False, **attributes: Any) -> Iterator[Element]:
    """Every element of this name below; `class_` asks for one of its classes, `folded` looks into `details` too."""
    if isinstance(root, str):
        return
    if root.name == name and _has(root, **attributes):
        yield root
    for child in root.children:
        if not folded and isinstance(child, Element) and child.name == "details":
            yield from [child] if name == "details" and _has(child, **attributes) else []
        else:
            yield from elements(child, name, folded=folded, **attributes)


def _has(element: Element, *, class_: str = "", **attributes: str) -> bool:
    own = dict(element.attributes)
    has_class = not class_ or class_ in (own.get("class") or "").split()
    return has_class and all(own.get(name) == value for name, value in attributes.items())


def words(element: Element | str) -> str:
    """The text of an element, with single spaces; what is folded away in `details` is left out."""
    return " ".join(_text(element).split()).replace(" ,", ",").replace(" .", ".").replace(" ;", ";").replace(" :", ":")


def _text(element: Element | str) -> str:
    if isinstance(element, str):
        return element
    return "" if element.name == "details" else " ".join(_text(child) for child in element.children)


def page_of(response: Any) -> Element:
    assert response.status_code == 200
    (main,) = elements(parse_html(response.content.decode()), "main")
    return main


def section(page: Element, key: str) -> Element:
    """The section whose heading has this id."""
    (found,) = elements(page, "section", **{"aria-labelledby": f"s-{key}"})
    return found


def lines(page: Element, name: str, /, **attributes: Any) -> list[str]:
    return [words(found) for found in elements(page, name, **attributes)]
