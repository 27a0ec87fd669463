"""HTML pages: text under the names that the page itself gives it (headings of tables, labels, ids and classes)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from headcount.sources.documents import json_text
from headcount.sources.documents.answers import one_answer
from headcount.sources.documents.charset import of_markup, to_text
from headcount.sources.documents.content import Content
from headcount.sources.documents.html_names import Names
from headcount.sources.documents.html_tokens import VOID, End, Start, Words, tokens
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits, Part
from headcount.sources.documents.walk import safe, walk

_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|table|div|ul|p|form|section|main|span|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_ASSIGNED = re.compile(r"(?<![\w$.])([\w$.]{1,100})[\"']?\]?\s{0,9}=\s{0,9}(?=[{\[])")
_MOST_ASSIGNED = 50
_ADDRESSED = ("mailto:", "tel:", "sms:")
_SHOWN = ("title", "alt", "aria-label", "datetime", "content")
_CHOICES = frozenset({"option", "button"})


@dataclass(frozen=True, slots=True)
class Html:
    """A page or a fragment of one."""

    name: str = "html"
    media: tuple[str, ...] = ("text/html", "application/xhtml+xml")

    def recognise(self, head: bytes) -> bool:
        """Whether it begins like a page or a fragment."""
        return bool(_START.match(head)) or b"<html" in head[:1024].lower()

    def leaves(self, text: bytes, media: str) -> Iterator[tuple[str, str]]:
        """Text, form values, telling attributes, addresses of links, and data that scripts carry."""
        names = Names()
        for token in tokens(to_text(text, of_markup(text, media))):
            if isinstance(token, Words):
                if token.comment:
                    yield "comment", token.text
                else:
                    names.words(token.text)
                    yield names.path(), token.text
            elif isinstance(token, End):
                names.close(token.tag)
            else:
                names.enter(token.tag, token.attributes)
                yield from _script(token) if token.tag == "script" else _element(token, names)
                if token.tag in VOID or token.raw is not None:
                    names.leave()

    def read(self, content: Content, limits: Limits) -> Iterator[Part]:
        """One answer."""
        return one_answer(content, self, limits)


def _element(element: Start, names: Names) -> Iterator[tuple[str, str]]:
    here, attributes = names.path(), element.attributes
    if element.tag == "meta":
        if key := attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or "":
            yield f"meta.{safe(key)}", attributes.get("content", "").strip()
        return
    if element.raw is not None and element.tag in {"textarea", "title"}:
        yield here, " ".join(element.raw.split())
    if element.tag not in _CHOICES and (value := attributes.get("value", "").strip()):
        yield here, value
    target = attributes.get("href", "")
    for scheme in _ADDRESSED:
        if target.lower().startswith(scheme):
            yield f"{here}.@{scheme[:-1]}", target[len(scheme) :].partition("?")[0].strip()
    for name, text in attributes.items():
        if name in _SHOWN or name.startswith("data-"):
            yield f"{here}.@{name}", text.strip()


def _script(script: Start) -> Iterator[tuple[str, str]]:
    """JSON that a script is, or that it assigns to a variable."""
    text = script.raw or ""
    if "json" in script.attributes.get("type", ""):
        try:
            yield from walk(json_text.decode(text.encode("utf-8", "replace")), f"script.{script.attributes.get('id') or 'json'}")
        except Unreadable:
            return
        return
    for number, found in enumerate(_ASSIGNED.finditer(text)):
        if number == _MOST_ASSIGNED:
            break
        value = json_text.value_at(text, found.end())
        if value is not None:
            yield from walk(value, f"script.{found[1].removeprefix('window.')}")


HTML = Html()
