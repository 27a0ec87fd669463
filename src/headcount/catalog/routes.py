"""Routes: the templates of the tree's paths, with what names their records."""

from __future__ import annotations

from dataclasses import dataclass, field

from headcount.catalog import words
from headcount.catalog.shapes import ROOT
from headcount.catalog.trie import Node
from headcount.recognizers.key_names import is_somebody


@dataclass(slots=True)
class Route:
    """One way to a record: method, path template and the variable that names the record."""

    number: int
    method: str
    template: str
    """Path with variables in braces, and the naming query parameter if there is one."""
    subject: str | None
    """The variable that names the record; None when the route shows none."""
    entity: str | None
    """What the records are: routes of one entity show the same records."""
    source: str
    """`learned` or `declared`."""
    people: bool = False
    """Whether the records were declared to be people."""
    kinds: tuple[str, ...] = ()
    """Declared kinds of personal data that the route shows."""
    key_entity: str = ""
    """What tokens are made under, when it may not be shown: the plain segment behind an `entity` such as `record-7dda61f4`."""
    by_word: bool = False
    """Whether it stands for words that were pages until their siblings became many."""
    any_values: str = ""
    """For each path variable: `1` when it takes every segment, `0` when only what looks like a value."""
    tentative: bool = False
    """Whether the last segment may yet turn out to be a value: too few siblings were seen. Such a route shows no records."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What `headcount.toml` says of one route."""

    template: str
    subject: str | None
    """None declares that the route shows no record."""
    method: str = ""
    """Empty for every method."""
    entity: str = ""
    kinds: tuple[str, ...] = field(default=())
    people: bool = False


def declared_route(number: int, verb: str, declaration: Declaration) -> Route:
    """The route that a declaration tells, for one method."""
    path, subject = declaration.template.partition("?")[0], declaration.subject
    if subject is None:
        return Route(number, verb, path, None, None, "declared", declaration.people, declaration.kinds)
    parts = [part for part in path.split("/") if part]
    in_path = f"{{{subject}}}" in parts
    before = parts[: parts.index(f"{{{subject}}}")] if in_path else parts
    literals = [part for part in before if not part.startswith("{") and not words.VERSION.match(part.encode())]
    entity = declaration.entity or ("people" if declaration.people else entity_of(literals[-1]) if literals else "record")
    template = path if in_path or subject.startswith(ROOT) else f"{path}?{subject}={{{subject}}}"
    return Route(number, verb, template, subject, entity, "declared", declaration.people, declaration.kinds)


def segments(node: Node) -> list[str]:
    """The template of a node's path, segment by segment. Words that may be somebody's name are shown as a variable."""
    parts: list[str] = []
    for step in reversed(list(node.up())):
        if step.is_variable or (step is not node and may_be_value(step)):
            parts.append("{" + _free_name(step.name or words.variable_name(step.segment), parts) + "}")
        else:
            parts.append(step.segment.decode("utf-8", "backslashreplace"))
    return parts


def any_values(node: Node) -> str:
    """For each variable of a node's template, from the front, whether it takes every segment: `1` or `0`."""
    shown = [step for step in node.up() if step.is_variable or (step is not node and may_be_value(step))]
    return "".join("1" if step.parent is not None and step.parent.takes_any else "0" for step in reversed(shown))


def _free_name(name: str, parts: list[str]) -> str:
    number, free = 2, name
    while "{" + free + "}" in parts:
        free, number = f"{name}{number}", number + 1
    return free


def may_be_value(step: Node) -> bool:
    """Whether a literal on the way may be a value: rarely used, and one of many siblings or somebody's name by itself."""
    if step.is_firm() or step.hits >= 20 or step.parent is None:
        return False
    return len(step.parent.children) > 8 or is_somebody(step.segment.decode("utf-8", "replace"))


def designate(node: Node) -> Node | None:
    """The variable of a node's path that names the record: the last that identifies by itself, else the last of all.

    A variable that only turns pages, picks a date or a category names none.
    """
    usable = [step for step in node.up() if step.is_variable and not _leafs_through(step)]
    return next((step for step in usable if step.strong), usable[0] if usable else None)


def _leafs_through(variable: Node) -> bool:
    before = variable.parent
    if before is None or before.is_variable or words.VERSION.match(before.segment):
        return False
    return before.segment.decode("latin-1").lower() in words.NOT_A_RECORD


def literal_before(step: Node) -> Node | None:
    """The literal that says what a variable identifies, such as `orders` in `/v2/orders/{id}`; None when there is none."""
    above = (node for node in step.up() if node is not step and not node.is_variable and not words.VERSION.match(node.segment))
    return next(above, None)


def path_of(parts: list[str]) -> str:
    """The path template of its segments."""
    return "/" + "/".join(parts)


def entity_of(literal: str) -> str:
    """The entity that a literal segment stands for: itself in lower case, without an ending such as `.php`."""
    return literal.partition(".")[0].lower() or "record"
