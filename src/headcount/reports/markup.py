"""HTML and SVG elements as escaped text: whatever a log says becomes text on the page, never markup."""

from __future__ import annotations

import html
from collections.abc import Iterable


class Html(str):
    """Text that is markup already. Only `tag`, `concat` and files of this package make it."""

    __slots__ = ()


_VOID = frozenset({"br", "hr", "input", "meta", "circle", "line", "path", "rect", "col"})


def printable(text: str) -> str:
    """`text` with everything that does not print (controls, escape sequences, text direction marks) escaped as in Python.

    Client names and templates come out of logs, where anybody can write: neither a terminal nor a page may obey them.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def escape(text: str) -> Html:
    """`text` as it can stand in an element or a quoted attribute."""
    return text if isinstance(text, Html) else Html(html.escape(printable(text)))


def tag(name: str, /, *children: str, **attributes: str | float | bool | None) -> Html:
    """One element. Children that are not `Html` are escaped.

    In attribute names a trailing `_` is dropped and other `_` become `-`; `None` and `False` leave the attribute out,
    `True` writes it without value, floats are written with at most two decimals.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None and value is not False)
    if name in _VOID and not children:
        return Html(f"<{name}{written}>" if name in {"br", "hr", "input", "meta", "col"} else f"<{name}{written}/>")
    return Html(f"<{name}{written}>{concat(children)}</{name}>")


def concat(parts: Iterable[str]) -> Html:
    """The parts one after the other; those that are not `Html` are escaped."""
    return Html("".join(escape(part) for part in parts))


def listing(text: str) -> Html:
    """Text to copy (commands, SQL), its line feeds kept."""
    return tag("pre", tag("code", Html("\n".join(escape(line) for line in text.splitlines()))))


def number(value: float) -> str:
    """A coordinate: at most two decimals, no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _attribute(key: str, value: str | float | bool) -> str:  # noqa: FBT001 - an attribute's value, not a switch
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    return f' {name}="{html.escape(printable(value)) if isinstance(value, str) else number(value)}"'
