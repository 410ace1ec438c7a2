"""A page's forms as a browser reads them: what would be sent if nothing were typed, and errors beside fields."""

from html.parser import HTMLParser
from typing import Any


class FormReader(HTMLParser):
    """``sent``: name → value of the form that is written in (``data-keep``); ``errors``: fields that have one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, Any] = {}
        self.errors: list[str] = []
        self._inside, self._select, self._area = False, "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._inside = "data-keep" in given
        if tag == "p" and given.get("class") == "error":
            self.errors.append(given["id"].removeprefix("id_").removesuffix("-error"))
        if not self._inside or not given.get("name"):
            if tag == "option" and self._select and "selected" in given:
                self.sent[self._select] = given.get("value", "")
            return
        if tag == "select":
            self._select = given["name"]
        elif tag == "textarea":
            self._area = given["name"]
            self.sent[self._area] = ""
        elif tag == "input" and given.get("type") == "checkbox":
            if "checked" in given:
                self.sent.setdefault(given["name"], []).append(given.get("value", "on"))
        elif tag == "input":
            self.sent[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area] += data
