"""Bytes to text: by byte order mark, by the declared charset, by UTF-8, and by what the bytes look like."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META = re.compile(rb"<(?:meta|\?xml)\b[^>]{0,200}?\b(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META_WITHIN = 2048
_GB2312 = re.compile(rb"(?:[\xa1-\xa9\xb0-\xf7][\xa1-\xfe])+")
_HIGH = re.compile(rb"[\x80-\xff]+")


def declared(media: str) -> str:
    """The charset parameter of a media type; empty without one."""
    found = _CHARSET.search(media)
    return found[1] if found else ""


def to_text(data: bytes, charset: str = "") -> str:
    """`data` as text; never raises.

    Without a mark and a (right) charset it is UTF-8; what is not is GB 18030 where every high byte is half of a pair of the
    GB/T 2312 planes, as in Chinese text, and Windows-1252 else, when it has no controls; the rest is UTF-8 with the broken
    bytes replaced by U+FFFD.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    for name in (charset, "utf-8", _guessed(data)):
        if name and (text := _strictly(data, name)) is not None:
            return text
    return data.decode("utf-8", "replace")


def of_markup(data: bytes, media: str) -> str:
    """The charset of an HTML or XML text: of the header, or of its own first 2 KiB."""
    found = _META.search(data, 0, _META_WITHIN)
    return declared(media) or (found[1].decode("ascii", "replace") if found else "")


def _strictly(data: bytes, name: str) -> str | None:
    try:
        kind = codecs.lookup("gb18030" if name.lower() in {"gb2312", "gbk"} else name)
        return data.decode(kind.name) if kind._is_text_encoding else None  # noqa: SLF001 - the only way to tell zlib_codec and its like
    except (LookupError, ValueError):
        return None


def _guessed(data: bytes) -> str:
    high = _HIGH.findall(data, 0, 1 << 20)
    if not high:
        return ""
    if all(_GB2312.fullmatch(run) for run in high[:10_000]):
        return "gb18030"
    damaged = b"\0" in data[:4096] or max(map(len, high)) > 8
    return "" if damaged else "cp1252"
