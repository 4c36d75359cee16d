"""What a browser without JavaScript would send: the successful controls of the form of a page."""

from html.parser import HTMLParser
from typing import Any


class FormReader(HTMLParser):
    """Controls of the form with this attribute; the inert content of templates is not one."""

    def __init__(self, attribute: str, value: str) -> None:
        super().__init__()
        self.marked = attribute, value
        self.values: dict[str, str] = {}
        self.inside = self.inert = False
        self.text_of = self.select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.inside = given.get(self.marked[0]) == self.marked[1]
        elif tag == "template":
            self.inert = True
        if not self.inside or self.inert:
            return
        if tag == "input":
            self.read_input(given, name, value)
        elif tag == "textarea":
            self.text_of = name
            self.values[name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and ("selected" in given or self.select not in self.values):
            self.values[self.select] = value

    def read_input(self, given: dict[str, str | None], name: str, value: str) -> None:
        if given.get("type") not in {"radio", "checkbox"}:
            self.values[name] = value
        elif "checked" in given:
            self.values[name] = value if "value" in given else "on"

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"
        self.inert = self.inert and tag != "template"
        if tag == "textarea":
            self.text_of = ""

    def handle_data(self, data: str) -> None:
        if self.text_of:
            # A browser drops the line break that follows the opening tag.
            self.values[self.text_of] += data.removeprefix("\n")


def values_sent(page: Any) -> dict[str, str]:
    """Of the forms in which events are entered."""
    return controls(page, "class", "entry")


def admin_values(page: Any) -> dict[str, str]:
    """Of the form of one row in the administration; the inputs of rows to be added by script stay out."""
    found = controls(page, "id", f"{page.context['opts'].model_name}_form")
    return {name: value for name, value in found.items() if "__prefix__" not in name and not name.startswith("_")}


def controls(page: Any, attribute: str, value: str) -> dict[str, str]:
    reader = FormReader(attribute, value)
    reader.feed(page.content.decode())
    return {name: value for name, value in reader.values.items() if name}
