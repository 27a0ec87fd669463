"""chinese_address: postal addresses and regions in Chinese.

Claim: a province or city followed by a district, a road and a number is an address (0.95); a road with a number alone is one
mostly (0.7). Divisions without road or number are a region (0.7), not an address.

Masked: `北京市海淀区****`.

Source: GB/T 2260 for the levels of divisions; names of provinces and cities and rules from general knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from headcount.model.kind import Form, Kind
from headcount.recognizers.chinese_places import place
from headcount.recognizers.interface import Span
from headcount.recognizers.masks import STARS

_EAST = r"\u3400-\u9fff"
_REACH = 80
"""Characters of an address after its first name of a place."""
_LINE = re.compile(rf"[{_EAST}A-Za-z0-9\uff10-\uff19#\uff03 \-\u2014\uff0d\u2013~\u3001/()\uff08\uff09·.号{STARS}]{{1,{_REACH}}}")
_DIVISION = re.compile(rf"^ ?(?:[{_EAST}]{{0,6}}?(?:特别行政区|自治区|自治州|自治县|自治旗|新区|地区|省|市|区|县|旗|盟|區|縣)) ?")
_TOWN = re.compile(rf"[{_EAST}]{{1,8}}?(?:街道|镇|乡|村|屯|社区|开发区|工业园|高新区|鎮|鄉)")
_ROAD = re.compile(rf"[{_EAST}A-Za-z0-9]{{1,10}}?(?:大道|大街|路|街|巷|弄|胡同|道|段|公路)")
_NUMBER = re.compile(
    r"(?:[0-9\uff10-\uff19]{1,5}(?:[-\uff0d][0-9]{1,5})?|[一二三四五六七八九十百]{1,4}|[A-Za-z]) ?"
    r"(?:号楼|号院|号|號|弄|栋|幢|单元|楼|層|层|室|座|门|户|组|队)"
)
_BUILDING = re.compile(
    rf"[{_EAST}A-Za-z0-9]{{2,12}}?(?:小区|花园|公寓|大厦|大楼|广场|家园|新村|苑|城|园|府|中心|宿舍|学校|大学|医院|工业区)"
)
_BARE_ROAD = re.compile(
    rf"(?<![{_EAST}])[{_EAST}]{{2,8}}?(?:大道|大街|路|街|巷|胡同)(?:[东西南北中]?(?:段|路"
    rf"|街))? ?[0-9\uff10-\uff19]{{1,5}}(?:[-\uff0d][0-9]{{1,4}})?(?:弄|号|號)[0-9\uff10-\uff19{_EAST}A-Za-z#\-]{{0,24}}"
)
_STOP = re.compile(r"[\uff0c,。\uff1b;\uff01!\uff1f?\n\0\t:\uff1a\uff08(]|可通过|联系电话|电话|手机|邮编|收件人|收货人|身份证|的")
_HIDDEN = re.compile(rf"[{STARS}]{{2,}}")


@dataclass(frozen=True, slots=True)
class _Levels:
    divisions: int
    town: bool
    road: bool
    number: bool
    building: bool
    end: int


def _levels(text: str) -> _Levels:
    """Which levels of an address stand in `text`, which begins with the name of a province or city."""
    at, divisions = 0, 0
    named = place().match(text)
    while named is not None and divisions < 5:
        at = named.end()
        divisions += 1
        suffix = re.match(r"特别行政区|(?:壮族|回族|维吾尔)?自治区|自治州|地区|省|市|盟", text[at : at + 6])
        at += suffix.end() if suffix else 0
        named = place().match(text, at) if suffix or divisions == 1 else None
    while divisions < 6 and (division := _DIVISION.match(text[at : at + 14])):
        if any(word in division.group() for word in ("小区", "街道", "社区", "开发区")) or division.end() < 2:
            break
        at += division.end()
        divisions += 1
    end, rest = at, at
    found = {}
    for level, pattern in (("town", _TOWN), ("road", _ROAD), ("building", _BUILDING), ("number", _NUMBER)):
        match = pattern.match(text, rest) if level == "town" else pattern.search(text, rest)
        found[level] = match is not None
        if match is not None:
            end = max(end, match.end())
            rest = match.end() if level == "town" else rest
    while (number := _NUMBER.match(text, end)) is not None:
        end = number.end()
    if found["number"] and (tail := re.match(r"[0-9A-Za-z\-]{1,8}", text[end:])):
        end += tail.end()
    return _Levels(divisions, found["town"], found["road"], found["number"], found["building"], end)


@dataclass(frozen=True, slots=True)
class ChineseAddress:
    """Postal addresses and regions in Chinese."""

    name: str = "chinese_address"
    kinds: tuple[Kind, ...] = (Kind.ADDRESS, Kind.REGION)
    gates: tuple[str, ...] = (
        r"[省市区县州旗盟區縣]",
        r"[路街道巷弄胡村镇乡] ?[0-9\x{ff10}-\x{ff19}]",
        r"北京|上海|天津|重庆|香港|澳门|台湾|臺灣",
    )

    def find(self, text: str) -> Iterator[Span]:
        """The places that are an address or a region, left to right."""
        last = 0
        for match in place().finditer(text):
            if match.start() < last:
                continue
            span = self._from(text, match.start())
            if span is not None:
                yield from self._roads(text, last, span.start)
                last = span.end
                yield span
        yield from self._roads(text, last, len(text))

    def _from(self, text: str, start: int) -> Span | None:
        """The address or region that begins at a name of a place."""
        line = _LINE.match(text, start)
        stretch = line.group() if line else ""
        stop = _STOP.search(stretch)
        stretch = stretch[: stop.start()] if stop else stretch
        levels = _levels(stretch)
        hidden = _HIDDEN.search(stretch)
        if hidden and hidden.start() >= levels.end - 1 and levels.divisions >= 1:
            return Span(start, start + hidden.end(), Kind.ADDRESS, Form.MASKED, None, 0.75 if levels.divisions > 1 else 0.5)
        detailed = (levels.road or levels.building or levels.town or levels.divisions > 2) and levels.number
        if detailed:
            return Span(start, start + levels.end, Kind.ADDRESS, Form.CLEAR, None, 0.95 if levels.divisions > 1 else 0.85)
        if levels.divisions > 1 and (levels.road or levels.town or levels.building) and levels.end > 6:
            return Span(start, start + levels.end, Kind.ADDRESS, Form.CLEAR, None, 0.7)
        if levels.divisions > 1 or (levels.divisions == 1 and levels.end <= 8):
            alone = (start == 0 or text[start - 1] in "\n\0") and text[start + levels.end : start + levels.end + 1] in {
                "",
                "\n",
                "\0",
            }
            return Span(
                start, start + levels.end, Kind.REGION, Form.CLEAR, None, 0.8 if levels.divisions > 1 else 0.7 if alone else 0.4
            )
        return None

    def _roads(self, text: str, start: int, end: int) -> Iterator[Span]:
        """Roads with numbers, without a place before them."""
        for match in _BARE_ROAD.finditer(text, start, end):
            yield Span(match.start(), match.end(), Kind.ADDRESS, Form.CLEAR, None, 0.7)
