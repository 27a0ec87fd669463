"""HTML cut into tags, texts and comments in one pass (WHATWG HTML, section 13.2.5, simplified).

Time is linear in the page, whatever it holds: parsers that build the tree as the standard says take quadratic time for nested or
unclosed elements, of which a hostile page has many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

_TAG = re.compile(r"(/?)([a-zA-Z][^\s/>]{0,60})")
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]{1,100})(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
_RAW = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "textarea", "title", "noscript")}
_MOST_ATTRIBUTES = 200
_MENDED = 8
"""So many `>` inside of quoted attributes of one tag are passed over."""
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
"""Elements that have no end."""


@dataclass(frozen=True, slots=True)
class Start:
    """An element begins."""

    tag: str
    attributes: dict[str, str]
    raw: str | None = None
    """Of elements whose content is no markup (scripts, for one) that content; they have ended then."""


@dataclass(frozen=True, slots=True)
class End:
    """An element ends."""

    tag: str


@dataclass(frozen=True, slots=True)
class Words:
    """Text with its white space drawn together."""

    text: str
    comment: bool = field(default=False)


def tokens(page: str) -> Iterator[Start | End | Words]:
    """The tokens of a page in order."""
    at = 0
    while (mark := page.find("<", at)) >= 0:
        if mark > at and (words := _words(page[at:mark])):
            yield Words(words)
        found = _TAG.match(page, mark + 1)
        if found is None:
            if page[mark + 1 : mark + 2] not in ("!", "?"):
                following = page.find("<", mark + 1)
                at = len(page) if following < 0 else following
                yield from (Words(words) for words in [_words(page[mark:at])] if words)
                continue
            is_comment = page.startswith("<!--", mark)
            stop = page.find("-->" if is_comment else ">", mark + 2)
            stop = len(page) if stop < 0 else stop
            if is_comment and (words := _words(page[mark + 4 : stop])):
                yield Words(words, comment=True)
            at = stop + (3 if is_comment else 1)
            continue
        stop = _end_of_tag(page, found.end())
        tag = found[2].lower()
        at = stop + 1
        if found[1]:
            yield End(tag)
        elif tag in _RAW and page[stop - 1 : stop] != "/":
            closing = _RAW[tag].search(page, at)
            end = closing.start() if closing else len(page)
            yield Start(tag, _attributes(page[found.end() : stop]), page[at:end])
            at = min(page.find(">", end) + 1 or len(page), len(page)) if closing else len(page)
        else:
            yield Start(tag, _attributes(page[found.end() : stop]))
    if words := _words(page[at:]):
        yield Words(words)


def _end_of_tag(page: str, start: int) -> int:
    """Where the `>` of a tag is that is not inside of quotes; the end of the page without one."""
    stop = page.find(">", start)
    for _ in range(_MENDED):
        if stop < 0:
            break
        quoted = page.count('"', start, stop) % 2 or ("='" in page[start:stop] and page.count("'", start, stop) % 2)
        if not quoted:
            return stop
        following = page.find(">", stop + 1)
        if following < 0:
            return stop
        stop = following
    return len(page) if stop < 0 else stop


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for attribute in _ATTRIBUTE.finditer(text):
        if len(found) == _MOST_ATTRIBUTES:
            break
        found.setdefault(attribute[1].lower(), unescape(attribute[2] or attribute[3] or attribute[4] or ""))
    return found


def _words(text: str) -> str:
    return " ".join(unescape(text).split())
