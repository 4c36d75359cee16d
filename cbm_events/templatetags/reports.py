"""What templates of reports cannot form."""

from collections.abc import Iterator, Sequence

from django import template

register = template.Library()


@register.filter
def under(cells: Sequence[str], titles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each cell with the title of its column."""
    return zip(titles, cells, strict=True)
