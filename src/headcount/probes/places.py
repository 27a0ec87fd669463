"""Names of indices, tables and files as they may be told: without what looks like somebody's value."""

from __future__ import annotations

import re

from headcount.recognizers.chinese_name import certainty_of
from headcount.sources.documents.walk import safe

_LONG = re.compile(r"\d{5,}")
_MAIL = re.compile(r"[^\s/@]+@[^\s/@]+")
_NUMBER = re.compile(r"\d{1,4}")
_END = re.compile(r"(?:\.[A-Za-z][A-Za-z0-9]{0,7}){0,2}\Z")
"""What says of which kind a file is, such as `.csv.gz`."""


_LIKELY = 0.4
"""From so sure on, a few Chinese characters count as somebody's name, such as a file may be called after."""
_LONGEST = 1_024
"""Characters of a name: longer ones are nobody's, and take long to look at."""


def place(name: str) -> str:
    """A name, part by part, with `{}` in place of an address, a long number, a person's name or a long text."""
    if len(name) > _LONGEST:
        return "{}"
    return "/".join(_part(part) for part in name.split("/"))


def _part(part: str) -> str:
    if _NUMBER.fullmatch(part):  # a year, a month, a number of a part
        return part
    end = _END.search(part)
    stem, rest = (part[: end.start()], end[0]) if end and "@" not in part else (part, "")
    if certainty_of(stem) >= _LIKELY:
        return "{}" + rest
    return safe(_LONG.sub("{}", _MAIL.sub("{}", stem))) + rest
