"""Masking of JSON answers: the values at known paths, in the text as it is, so that every other byte stays what it was.

Number spelling, order of keys, keys that stand twice and white space are never touched, because nothing is parsed into objects
and written again: the text is passed over once (`masking_scan`), and what was found is replaced (`masking_values`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np

from headcount.model.kind import Kind
from headcount.model.taxonomy import Mask, entry
from headcount.policy.masking_paths import automaton
from headcount.policy.masking_scan import scan
from headcount.policy.masking_values import HIDE, in_json, row_of, write_all

_PADDING = bytes(8)
"""Follows the text, so that no look-ahead leaves the array."""
_MARK = b"\xef\xbb\xbf"
_GUARD = re.compile(rb"\s*(?:\)\]\}'?,?|for\s*\(\s*;\s*;\s*\)\s*;|while\s*\(\s*1\s*\)\s*;|throw\s+[^;]{0,40};)")
"""Written before JSON so that a page cannot include it as a script."""
_CALLBACK = re.compile(rb"\s*(?:/\*\*/\s*)?[A-Za-z_$][\w$.]{0,80}\s*\(")
"""Written before JSON so that a page can include it as a script (JSONP)."""
_CALLBACK_END = re.compile(rb"\)\s*;?\s*")


class Unmaskable(Exception):  # noqa: N818  # no failure of ours: the caller's rule for such answers decides
    """The text is no JSON in UTF-8, so that it cannot be told where the values are. Holds nothing of the text."""


class Masker:
    """Masks the answers of one route. A path that holds several kinds, whose masks differ, is hidden whole."""

    def __init__(self, paths: Iterable[tuple[str, Kind]], pseudonym: Callable[[str], str] | None = None) -> None:
        """`paths` as the catalogue spells them (`items[].phone`) with their kinds; kinds without a mask are left alone.

        `pseudonym` is the keyed function for the kinds that the taxonomy replaces by one; else their name stands there. A path
        that leads to a list or an object in one answer has all the plain values below it masked.
        """
        wanted = [(path, kind) for path, kind in paths if entry(kind).mask.op != "none"]
        by_path: dict[str, set[Kind]] = {}
        for path, kind in wanted:
            by_path.setdefault(path, set()).add(kind)
        rules = [(path, kinds.pop() if len(kinds) == 1 else None) for path, kinds in by_path.items()]
        self._pseudonym = pseudonym
        self._automaton, self._kinds = automaton(rules, None)
        fixed = bytearray()
        rows = [row_of(self._mask(kind), fixed, f"[{kind}]") for kind in (*self._kinds, None)]
        self._does = np.array(rows, np.int64)
        self._fixed = np.frombuffer(bytes(fixed) + _PADDING, np.uint8)
        self.empty = not rules
        """Whether there is nothing to mask."""

    def _mask(self, kind: Kind | None) -> Mask:
        mask = HIDE if kind is None else entry(kind).mask
        return Mask("redact") if mask.op == "pseudonym" and self._pseudonym is None else mask

    def mask(self, body: bytes) -> bytes:
        """The same text with its values masked; the same object when there is none.

        Raises:
            Unmaskable: it is no JSON text in UTF-8.
        """
        if self.empty or not body.strip():
            return body
        begin, end = _extent(body)
        data = np.frombuffer(body + _PADDING, np.uint8)
        found = scan(data, begin, end, self._automaton)
        if found is None:
            raise Unmaskable
        spans, count = found
        if not count:
            return body
        text, holes = write_all(data, begin, end, spans, count, self._does, self._fixed)
        parts, at = [body[:begin]], 0
        for row, place in holes.tolist():
            start, stop, rule, what, form = spans[row].tolist()
            parts += [text[at:place], in_json(body[start:stop], self._kinds[rule], form, what, self._pseudonym)]
            at = place
        return b"".join([*parts, text[at:], body[end:]])


def _extent(body: bytes) -> tuple[int, int]:
    """Where the JSON of a text begins and ends: after a byte order mark and a guard, inside a callback."""
    begin, end = 3 if body.startswith(_MARK) else 0, len(body)
    guard = _GUARD.match(body, begin)
    if guard:
        return guard.end(), end
    call = _CALLBACK.match(body, begin)
    if call:
        close = _CALLBACK_END.fullmatch(body, body.rfind(b")"))
        if close is None:
            raise Unmaskable
        return call.end(), close.start()
    return begin, end
