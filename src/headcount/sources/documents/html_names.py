"""What a page calls the place where a text stands: the heading of its column, its label, or the id or class around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from headcount.sources.documents.walk import safe

_TOKEN = re.compile(r"[^\s]{1,60}")
_NUMBER = re.compile(r"[-_]?\d+")
_CLIMBED = 12
_HEADING = 60
"""Characters of a text that may be a heading or label."""
DEEPEST = 1_000
"""Elements within one another; deeper ones add nothing to names."""
_SEARCHED = 64
_INPUTS = frozenset({"input", "textarea", "select"})
_CELLS = frozenset({"td", "th"})
_ENDS = {
    "td": _CELLS,
    "th": _CELLS,
    "tr": _CELLS | {"tr"},
    "tbody": _CELLS | {"tr", "thead", "tbody"},
    "tfoot": _CELLS | {"tr", "tbody"},
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "p": frozenset({"p"}),
    "option": frozenset({"option"}),
}
"""Elements that end when another begins, by that one."""


@dataclass(slots=True)
class _Table:
    headings: list[str] = field(default_factory=list)
    column: int = -1
    in_heading: bool = False
    row_name: str = ""
    row_has_values: bool = False


@dataclass(slots=True)
class _Element:
    tag: str
    name: str
    """From its attributes; empty when it has none that names."""
    table: _Table | None = None


class Names:
    """Follows a walk over a page's elements."""

    def __init__(self) -> None:
        self._open: list[_Element] = []
        self._tables: list[_Table] = []
        self._term = ""
        self._labels: dict[str, str] = {}
        self._label_for = ""
        self._deeper = 0

    def enter(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        label = self._labels.get(attributes.get("id", ""), "") if tag in _INPUTS else ""
        given = (attributes.get(key, "") for key in ("itemprop", "name", *(() if label else ("id", "class"))))
        name = next(filter(None, given), "")
        token = _TOKEN.search(name)
        while self._open and tag in _ENDS and self._open[-1].tag in _ENDS[tag]:
            self.leave()
        if len(self._open) >= DEEPEST:
            self._deeper += 1
            return
        element = _Element(tag, safe(_NUMBER.sub("", token.group()).strip("-_.")) if token else label)
        if tag == "table":
            element.table = _Table()
            self._tables.append(element.table)
        elif self._tables and tag in {"tr", "td", "th"}:
            _step(self._tables[-1], tag)
        elif tag == "label":
            self._label_for = attributes.get("for", "")
        self._open.append(element)

    def leave(self) -> None:
        """The element that was entered last ends."""
        if self._deeper:
            self._deeper -= 1
        elif self._open and self._open.pop().table is not None:
            self._tables.pop()

    def close(self, tag: str) -> None:
        """The innermost open element of this tag ends, and those inside of it; a tag without a beginning is left aside."""
        if self._deeper:
            self._deeper -= 1
            return
        for steps, element in enumerate(reversed(self._open[-_SEARCHED:]), 1):
            if element.tag == tag:
                for _ in range(steps):
                    self.leave()
                return
            if element.tag == "table":
                return

    def words(self, words: str) -> None:
        """A text: it may be a heading or label of what follows."""
        if len(words) > _HEADING:
            return
        tag = next((element.tag for element in reversed(self._open[-3:]) if element.tag in {"th", "dt", "label"}), "")
        name = safe(words.rstrip(":\uff1a* "))
        if tag == "dt":
            self._term = name
        elif tag == "label" and self._label_for:
            self._labels[self._label_for] = name
        elif tag == "th" and self._tables:
            _head(self._tables[-1], name)

    def path(self) -> str:
        """Where the walk stands."""
        if not self._open:
            return ""
        own = self._open[-1]
        around = [element for element in self._open[-_CLIMBED:] if element.tag not in {"html", "body", "head"}]
        cell = next((element.tag for element in reversed(around) if element.tag in {"td", "dd", "table", "dl"}), "")
        named = [element.name for element in around if element.name and element.tag != "table"]
        if cell == "td" and self._tables:
            return self._cell(around, named)
        if cell == "dd" and self._term:
            return f"dl.{self._term}"
        return ".".join(named[-2:]) or own.tag

    def _cell(self, around: list[_Element], named: list[str]) -> str:
        table = self._tables[-1]
        of = next((element.name for element in reversed(around) if element.table is table and element.name), "table")
        if 0 <= table.column < len(table.headings):
            return f"{of}[].{table.headings[table.column]}"
        if table.row_name:
            return f"{of}.{table.row_name}"
        return f"{of}[].{named[-1] if named else f'column{table.column + 1}'}"


def _step(table: _Table, tag: str) -> None:
    """The next row or cell begins."""
    if tag == "tr":
        table.column, table.row_name, table.row_has_values = -1, "", False
        return
    table.column += 1
    table.in_heading = tag == "th"
    table.row_has_values |= tag == "td"


def _head(table: _Table, name: str) -> None:
    """A heading's text: of a column when no value stands before it in the row, and of the row when it is its first cell."""
    if table.column == 0:
        table.row_name = name
    if not table.row_has_values and table.column == len(table.headings):
        table.headings.append(name)
