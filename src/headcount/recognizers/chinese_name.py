"""chinese_name: names of people in Chinese characters.

Claim: two or three characters that begin with a surname and go on with characters that given names are made of are a name in
about half of all short texts (0.55), words of everyday speech left out; a column full of them is one of names. In a sentence
a name is only reported beside a word that announces it (`联系人`, `我叫`) or that follows it (`先生`, `医生`, `34岁`).

Masked: `张*`, `张**`, `*三`, `欧阳**`, `张*丰`.

Source: surnames and characters of given names from general knowledge; rules of this project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from headcount.model.kind import Form, Kind
from headcount.recognizers.chinese_names import chinese_names, surname
from headcount.recognizers.interface import Span
from headcount.recognizers.masks import STARS

_EAST = r"\u3400-\u9fff"
_ALONE = re.compile(rf"(?<![{_EAST}\w·])[{_EAST}]{{2,4}}(?![{_EAST}\w·*])")
_ETHNIC = re.compile(rf"(?<![{_EAST}\w])[{_EAST}]{{2,8}}[·•][{_EAST}]{{2,10}}(?![{_EAST}\w])")
_MASKED = re.compile(
    rf"(?<![{_EAST}\w{STARS}])(?:[{_EAST}]{{1,2}}[{STARS}]{{1,3}}[{_EAST}]?|[{STARS}]{{1,2}}[{_EAST}]{{1,2}}"
    rf"|[{_EAST}][某xX]{{1,2}})(?![{_EAST}\w{STARS}])"
)
_ANNOUNCED = re.compile(
    rf"(?:姓名|名字|联系人|聯絡人|收货人|收貨人|收件人|寄件人|发件人|持卡人|申请人|患者|病人|客户|用户|会员|医生|医师|主治医师|老师"
    r"|司机|快递员|业务员|户主|户名|法人|经办人|负责人|投保人|乘客|旅客|买家|卖家"
    rf"|联系(?!人|方)|通知|送给|交给|我叫|我是|本人|名叫|叫做|致电|转交|转给|请找|找|由|在|请)"
    rf"(?:为|是|叫)?[:\uff1a]? ?(?=([{_EAST}]{{2,4}}))"
)
_FOLLOWED = re.compile(
    rf"([{_EAST}]{{1,4}}?)(?=先生|女士|小姐|太太|医生|大夫|老师|师傅|经理|主任|教授|同学|阿姨|叔叔|律师|护士|是一[位名]"
    rf"|[\uff0c,](?:男|女|\d{{1,3}}岁|一[位名])"
    rf"|[\uff08(](?:男|女|\d{{1,3}}岁|先生|女士)|今年|(?:的)?(?:电话|手机|身份证|信用评分|年收入|主治))"
)
_TITLE = frozenset(["先生", "女士", "小姐", "太太", "医生", "大夫", "老师", "师傅", "经理", "主任", "教授", "同学"])


def certainty_of(name: str) -> float:
    """How sure two to four characters are a name by themselves; 0 where they are none."""
    names, length = chinese_names(), surname(name)
    given = name[length:]
    if not length or not 1 <= len(given) <= 2 or name in names.words or name[:2] in names.words:
        return 0.0
    usual = sum(char in names.given for char in given)
    if length == 2:
        return 0.7 if usual else 0.5
    common = name[0] in names.common
    if usual < len(given):
        return 0.3 if usual and common else 0.15
    return (0.55 if common else 0.4) if len(given) == 2 else (0.4 if common else 0.25)


def _longest(name: str) -> tuple[int, float]:
    """(characters, certainty) of the likeliest name at the start of `name`: three characters before two."""
    ranked = [(certainty_of(name[:length]), length) for length in range(2, min(len(name), 4) + 1)]
    best = max(ranked, key=lambda item: (item[0] > 0.35, item[1] if item[0] > 0.35 else 0, item[0]), default=(0.0, 0))
    return best[1], best[0]


@dataclass(frozen=True, slots=True)
class ChineseName:
    """Names of people in Chinese characters."""

    name: str = "chinese_name"
    kinds: tuple[Kind, ...] = (Kind.PERSON_NAME,)
    gates: tuple[str, ...] = (r"[\x{3400}-\x{9fff}][\x{3400}-\x{9fff}*\x{ff0a}·•某xX]|[*\x{ff0a}][\x{3400}-\x{9fff}]",)

    def find(self, text: str) -> Iterator[Span]:
        """The places that may be a person's name, left to right."""
        found: dict[tuple[int, int], Span] = {}
        for span in self._places(text):
            key = (span.start, span.end)
            if key not in found or found[key].certainty < span.certainty:
                found[key] = span
        last = 0
        for span in sorted(found.values(), key=lambda span: (span.start, -span.certainty, -span.end)):
            if span.start >= last:
                last = span.end
                yield span

    def _places(self, text: str) -> Iterator[Span]:
        for match in _ALONE.finditer(text):
            if certainty := certainty_of(match.group()):
                yield Span(*match.span(), Kind.PERSON_NAME, Form.CLEAR, None, certainty)
        for match in _ETHNIC.finditer(text):
            yield Span(*match.span(), Kind.PERSON_NAME, Form.CLEAR, None, 0.55)
        for match in _MASKED.finditer(text):
            known = surname(match.group()) > 0 or match.group()[0] in STARS
            yield Span(*match.span(), Kind.PERSON_NAME, Form.MASKED, None, 0.6 if known else 0.3)
        for match in _ANNOUNCED.finditer(text):
            length, certainty = _longest(match.group(1))
            if certainty >= 0.2:
                start = match.start(1)
                yield Span(start, start + length, Kind.PERSON_NAME, Form.CLEAR, None, round(min(0.85, certainty + 0.3), 2))
        for match in _FOLLOWED.finditer(text):
            yield from self._before(match, text)

    def _before(self, match: re.Match[str], text: str) -> Iterator[Span]:
        """The name that ends where a word begins which follows names."""
        end = match.end(1)
        for length in (3, 2, 4):
            start = end - length
            if start >= match.start(1) and (certainty := certainty_of(text[start:end])) >= 0.35:
                yield Span(start, end, Kind.PERSON_NAME, Form.CLEAR, None, min(0.85, certainty + 0.25))
                return
        if text[end : end + 2] in _TITLE and surname(text[end - 1 : end]) and end - match.start(1) == 1:
            yield Span(end - 1, end + 2, Kind.PERSON_NAME, Form.CLEAR, None, 0.6)
