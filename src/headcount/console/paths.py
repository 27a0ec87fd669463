"""Paths of pages about what has a name out of logs, and numbers in paths."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from starlette.convertors import Convertor, register_url_convertor

_STEPS = {".", ".."}
"""Names that a browser takes for steps in a path, percent-encoded or not (URL standard, 4.4): these go into the query."""


class Number(Convertor[int]):
    """A number in a path, `{number:number}`: Starlette's `int` takes more digits than Python reads."""

    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_string(self, value: int) -> str:
        """Its digits."""
        return str(value)


register_url_convertor("number", Number())


def client_path(lens: str, name: str, **query: object) -> str:
    """The page of a client.

    >>> client_path("account", "a/b", offset=25)
    '/clients/account/a%2Fb?offset=25'
    >>> client_path("account", "..")
    '/client?lens=account&name=..'
    """
    if name in _STEPS:
        return f"/client?{urlencode({'lens': lens, 'name': name, **query})}"
    return f"/clients/{quote(lens, safe='')}/{quote(name, safe='')}{'?' if query else ''}{urlencode(query)}"
