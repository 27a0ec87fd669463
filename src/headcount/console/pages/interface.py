"""What a page is: views that show, acts that change, and the endpoints behind both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.datastructures import FormData, QueryParams
from starlette.responses import Response

from headcount.console.endpoint import Answer, Asks, Endpoint
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.words import Words


@dataclass(frozen=True, slots=True)
class Asking:
    """One request of a viewer, as views and acts get it."""

    parts: Parts
    viewer: Viewer
    say: Words
    path: Mapping[str, Any]
    query: QueryParams
    form: FormData | None = None
    """Of an act: what was sent."""

    def ask(self, endpoint: Endpoint[Asks, Answer], **asks: object) -> Answer:
        """Ask an endpoint as this viewer: the arguments are its fields.

        Raises:
            HeadcountError: as `Endpoint.ask`; `WrongError` for arguments that do not fit.
        """
        return endpoint.ask(self.parts, self.viewer, endpoint.told({}, asks))

    def asked(self, endpoint: Endpoint[Asks, Answer]) -> Answer:
        """Ask an endpoint with what path and query (of a view) or form (of an act) say to its fields; empty ones say nothing.

        Raises:
            HeadcountError: as `ask`.
        """
        given = self.query if self.form is None else self.form
        known = {field.name for field in msgspec.structs.fields(endpoint.asks)}
        told = FormData([(name, value) for name, value in given.multi_items() if name in known and value != ""])
        return endpoint.ask(self.parts, self.viewer, endpoint.told(self.path, told))


@dataclass(frozen=True, slots=True)
class View:
    """Something to look at, under a path of its own, so that every state has a link."""

    path: str
    template: str
    permission: Permission
    show: Callable[[Asking], Mapping[str, Any] | Response]
    """What the template is given; or a whole answer, such as a file. Runs in a thread."""


@dataclass(frozen=True, slots=True)
class Again:
    """What an act shows in place of going on: a form again with what is wrong in it, or what a change would do."""

    template: str
    given: Mapping[str, Any]
    """What the template is given."""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Act:
    """Something that changes, sent as a form (POST)."""

    path: str
    permission: Permission
    carry_out: Callable[[Asking], str | Response | Again]
    """Where to go on (a path of this site, answered as 303), a page to show, or a whole answer. Runs in a thread."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the shelf, with what belongs to it."""

    name: str
    title: str
    """English, marked with `N_`; in the menu."""
    letter: str
    """Keyboard: `g` and this letter go there; empty: not in the menu."""
    path: str
    permission: Permission
    """To see it in the menu."""
    views: tuple[View, ...]
    acts: tuple[Act, ...] = ()
    endpoints: tuple[Endpoint[Any, Any], ...] = ()
