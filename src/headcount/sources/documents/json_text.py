"""JSON as it is found: with a byte order mark, a guard against inclusion, a callback around it, broken bytes, huge numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import NoReturn

import msgspec

from headcount.sources.documents.charset import declared, to_text
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.walk import Tree, Trees, members, walk

LAZILY = 4 << 20
"""Bytes of a value from which on it is decoded member by member, so that only a part of it is in memory as objects."""
_DEEPEST_LAZY = 8
_GUARD = re.compile(rb"\s*(?:\)\]\}'?,?|for\s*\(\s*;\s*;\s*\)\s*;|while\s*\(\s*1\s*\)\s*;|throw\s+[^;]{0,40};)\s*")
_CALLBACK = re.compile(rb"\s*(?:/\*\*/\s*)?[A-Za-z_$][\w$.]{0,80}\s*\(\s*([\[{].*[\]}])\s*\)\s*;?\s*", re.DOTALL)
_UTF8 = re.compile(r"utf-?8", re.IGNORECASE)

_decoder = msgspec.json.Decoder(float_hook=str)
_list_decoder = msgspec.json.Decoder(list[msgspec.Raw])
_object_decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])


def decode(text: bytes) -> object:
    """One JSON text (RFC 8259) in UTF-8 as objects. Numbers keep their digits: those with a fraction or exponent come as str.

    Raises:
        Unreadable: it is no JSON, or nested more deeply than Python's recursion goes (about a thousand levels).
    """
    try:
        return _decoder.decode(text)
    except RecursionError:
        _too_deep()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _patiently(text)


def leaves(text: bytes, media: str = "") -> Iterable[tuple[str, str]]:
    """(path, value) of every leaf of one JSON text, in bounded memory beside the text itself.

    Raises:
        Unreadable: as for `decode`, here or when the leaves of a large text are asked for; those before may have been given.
    """
    text = clean(text, media)
    if "protobuf" in media:
        return walk(decode(text), positional=True)
    return Tree(decode(text), size=len(text)) if len(text) < LAZILY else Trees(_trees(text, "", 0))


def clean(text: bytes, media: str = "") -> bytes:
    """The JSON of a text in UTF-8, without byte order mark, guard and callback."""
    charset = declared(media)
    if (charset and not _UTF8.fullmatch(charset)) or text.startswith(
        (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\0\0\xfe\xff")
    ):
        text = to_text(text, charset).encode("utf-8", "replace")
    if guard := _GUARD.match(text):
        text = text[guard.end() :]
    if text[:1] not in (b"{", b"[") and (call := _CALLBACK.fullmatch(text)):
        text = call[1]
    return text


def _trees(text: bytes | memoryview, path: str, depth: int) -> Iterator[Tree]:
    parts = _parts(text, path) if len(text) >= LAZILY and depth < _DEEPEST_LAZY else None
    if parts is None:
        yield Tree(decode(bytes(text)), path)
        return
    for below, part in parts:
        if isinstance(part, str):
            yield Tree(part, below)
        else:
            yield from _trees(memoryview(part), below, depth + 1)


def _parts(text: bytes | memoryview, path: str) -> Iterator[tuple[str, msgspec.Raw | str]] | None:
    """The members of a list or object, not decoded; None when it is neither, or has something that only patience reads."""
    try:
        if bytes(text[:64]).lstrip()[:1] == b"[":
            return ((f"{path}[]", raw) for raw in _list_decoder.decode(text))
        return members(path, _object_decoder.decode(text))
    except RecursionError:
        _too_deep()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _patiently(text: bytes) -> object:
    """What the strict decoder refuses and browsers take: broken bytes, lone surrogates, NaN, numbers of any length."""
    try:
        return _sound(json.loads(to_text(text), parse_int=str, parse_float=str, parse_constant=str))
    except RecursionError:
        _too_deep()
    except ValueError:
        raise Unreadable("broken JSON") from None


def _sound(value: object) -> object:
    """`value` without lone surrogates, which no encoder takes."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_sound(entry) for entry in value]
    if isinstance(value, dict):
        return {str(_sound(key)): _sound(entry) for key, entry in value.items()}
    return value


def _too_deep() -> NoReturn:
    raise Unreadable("nested too deeply") from None


def value_at(text: str, start: int) -> object | None:
    """The JSON value that begins at `start` of a longer text; None when there is none."""
    try:
        return _sound(_scanner.raw_decode(text, start)[0])
    except (ValueError, RecursionError):
        return None


_scanner = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
