"""A form as browsers send it: `application/x-www-form-urlencoded` (WHATWG URL standard, section 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus

from headcount.sources.documents.answers import one_answer
from headcount.sources.documents.content import Content
from headcount.sources.documents.interface import Limits, Part
from headcount.sources.documents.walk import safe

_PAIRS = re.compile(rb"[\w.%~+\-\[\]]{1,200}=[^&=\s<>{}\"]*(?:&[\w.%~+\-\[\]]{1,200}=[^&=\s<>{}\"]*)+\s*")
_INDEX = re.compile(r"\[(\d*)\]")
_MEMBER = re.compile(r"\[([^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Form:
    """Pairs of names and values."""

    name: str = "form"
    media: tuple[str, ...] = ("application/x-www-form-urlencoded",)

    def recognise(self, head: bytes) -> bool:
        """Whether it is nothing but two or more pairs."""
        return bool(_PAIRS.fullmatch(head))

    def leaves(self, text: bytes, media: str) -> Iterator[tuple[str, str]]:  # noqa: ARG002 - always UTF-8 by the standard
        """Each pair; `item[0][name]` becomes `item[].name`."""
        for pair in text.decode("utf-8", "replace").split("&"):
            name, _, value = pair.partition("=")
            yield member_path(unquote_plus(name)), unquote_plus(value).strip()

    def read(self, content: Content, limits: Limits) -> Iterator[Part]:
        """One answer."""
        return one_answer(content, self, limits)


def member_path(name: str) -> str:
    """The path that a form's name with brackets stands for."""
    return ".".join(safe(part) for part in _MEMBER.sub(r".\1", _INDEX.sub("[]", name)).split("."))


FORM = Form()
