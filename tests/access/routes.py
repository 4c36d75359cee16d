"""Every address of the portal, found by walking the URL configuration."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern


@dataclass(frozen=True)
class Route:
    """One address; `name` is what reverse() takes."""

    name: str
    pattern: str
    parameters: tuple[str, ...]


def all_routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns, (), ""))


def _walk(patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...], prefix: str) -> Iterator[Route]:
    for entry in patterns:
        text = "" if isinstance(entry.pattern, LocalePrefixPattern) else str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry.url_patterns, inner, prefix + text)
        else:
            name = ":".join((*spaces, entry.name or f"unnamed {prefix}{text}"))
            yield Route(name, prefix + text, tuple(entry.pattern.converters))
