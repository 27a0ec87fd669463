"""The body of one HTTP answer: by its media type where that is true, else by what it looks like."""

from __future__ import annotations

from collections.abc import Iterable

from headcount.sources.documents.content import HEAD
from headcount.sources.documents.csv import CSV
from headcount.sources.documents.form import FORM
from headcount.sources.documents.html import HTML
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Body
from headcount.sources.documents.json import JSON
from headcount.sources.documents.multipart import MULTIPART
from headcount.sources.documents.ndjson import NDJSON
from headcount.sources.documents.text import TEXT
from headcount.sources.documents.xml import XML

BODIES: tuple[Body, ...] = (NDJSON, JSON, XML, HTML, MULTIPART, FORM, CSV, TEXT)
"""Every kind of body, in the order in which they are tried; the last takes every text."""

_BY_MEDIA_ONLY = (CSV, TEXT)
_BINARY = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/wasm", "model/")
_CODE = ("text/css", "application/javascript", "text/javascript", "application/x-javascript", "application/ecmascript")
BINARY, SCRIPT = "picture, sound, font or other binary body", "script or style sheet"


def body_leaves(text: bytes, media: str) -> Iterable[tuple[str, str]]:
    """(path, value) of every leaf of a body.

    Args:
        text: the body without content encoding.
        media: its `Content-Type`; may be empty or wrong.

    Raises:
        Unreadable: it has none, and why.
    """
    kind = media.partition(";")[0].strip().lower()
    if kind.startswith(_BINARY) and not kind.endswith("+xml"):
        raise Unreadable(BINARY)
    head = text[:HEAD]
    if kind in _CODE:
        if kind == "text/css" or not JSON.recognise(head):
            raise Unreadable(SCRIPT)
        return _script(text, media)
    return chosen(head, kind).leaves(text, media)


def chosen(head: bytes, kind: str) -> Body:
    """The reader for a body that begins with `head` and is said to be of the media type `kind`.

    Raises:
        Unreadable: none takes it.
    """
    named = next((body for body in BODIES if _is_of(kind, body.media)), None)
    if named in (CSV, MULTIPART, NDJSON) or (named is not None and named is not TEXT and named.recognise(head)):
        alike = NDJSON if named is JSON and NDJSON.recognise(head) else named
        if alike is not CSV or TEXT.recognise(head):
            return alike
    for body in BODIES:
        if body not in _BY_MEDIA_ONLY and body.recognise(head):
            return body
    if TEXT.recognise(head):
        return TEXT
    raise Unreadable(BINARY)


def _is_of(kind: str, media: tuple[str, ...]) -> bool:
    return any(kind == entry or (entry[0] == "+" and kind.endswith(entry)) for entry in media)


def _script(text: bytes, media: str) -> Iterable[tuple[str, str]]:
    """JSONP comes as a script; other scripts are not looked into."""
    try:
        return list(JSON.leaves(text, media))
    except Unreadable:
        raise Unreadable(SCRIPT) from None
