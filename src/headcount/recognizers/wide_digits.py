"""Digits of other scripts as ASCII digits, place by place: full-width ones of Chinese and Japanese forms, and Arabic ones.

A number typed with a Chinese or Arabic keyboard is the same number. Each character stands for one character, so that places
found in the plain text are places of the text as it was.

Source: Unicode, Halfwidth and Fullwidth Forms (U+FF01 to U+FF5E are ASCII plus 0xFEE0), Arabic-Indic digits (U+0660, U+06F0).
"""

from __future__ import annotations

import re

_WIDE = re.compile("[\uff10-\uff19\uff20-\uff3a\uff41-\uff5a\u0660-\u0669\u06f0-\u06f9]")
"""Full-width punctuation alone is everyday Chinese writing and changes nothing."""
_PLAIN = {code + 0xFEE0: chr(code) for code in (*range(0x30, 0x3A), *range(0x40, 0x5B), *range(0x61, 0x7B), *map(ord, "+-().*"))}
_PLAIN |= {first + digit: str(digit) for first in (0x660, 0x6F0) for digit in range(10)}


def plain(text: str) -> str:
    """The text with ASCII digits, letters and the signs of numbers; the same text where there is nothing to change.

    >>> plain("\uff11\uff13\uff18\uff0d\uff11"), plain("\u0665\u0660"), plain("a\uff0cb")
    ('138-1', '50', 'a\uff0cb')
    """
    return text if text.isascii() or not _WIDE.search(text) else text.translate(_PLAIN)
