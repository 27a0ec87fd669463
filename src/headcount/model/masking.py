"""The default masks of the taxonomy: what of a value may be shown in an example or a report."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from headcount.model.kind import Kind
from headcount.model.taxonomy import Mask, entry

STAR = "*"
_COMPOUND_SURNAMES = """
欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离
长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭
南门 羊舌 微生 梁丘 左丘 东门 西门 第五 歐陽 司馬 東方 諸葛 尉遲 鍾離 長孫 鮮于 軒轅
"""
COMPOUND_SURNAMES = frozenset(_COMPOUND_SURNAMES.split())
"""Chinese surnames of two characters, in both scripts. From general knowledge."""

_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"\S+")
_DIVISIONS = {
    "province": re.compile(r"^[^\s\d]{2,8}?(?:特别行政区|自治区|省|市)"),
    "city": re.compile(r"^(?:[^\s\d]{2,8}?(?:特别行政区|自治区|省))?[^\s\d]{2,8}?(?:自治州|地区|盟|市)"),
    "district": re.compile(
        r"^(?:[^\s\d]{2,8}?(?:特别行政区|自治区|省))?(?:[^\s\d]{2,8}?(?:自治州|地区|盟|市))?[^\s\d]{1,8}?(?:自治县|自治旗|区|县|旗|市)"
    ),
}


def _keep(value: str, mask: Mask) -> str:
    hidden = len(value) - mask.left - mask.right
    if hidden < max(mask.min_hidden, 1):
        return STAR * len(value)
    return value[: mask.left] + STAR * hidden + value[len(value) - mask.right :]


def _digits(value: str, mask: Mask) -> str:
    places = [at for at, letter in enumerate(value) if letter.isalnum()]
    hidden = places[mask.left : len(places) - mask.right]
    if len(hidden) < max(mask.min_hidden, 1):
        hidden = places
    covered = set(hidden)
    return "".join(STAR if at in covered else letter for at, letter in enumerate(value))


def _name(value: str, _: Mask) -> str:
    text = value.strip()
    if _CJK.match(text):
        shown = 2 if text[:2] in COMPOUND_SURNAMES and len(text) > 2 else 1
        return text[:shown] + STAR * max(len(text) - shown, 1)
    return _WORD.sub(lambda word: word.group()[0] + STAR * 3, text)


def _email(value: str, _: Mask) -> str:
    local, at, domain = value.strip().rpartition("@")
    return f"{local[0]}{STAR * 3}@{domain}" if at and local else STAR * len(value)


def _address(value: str, mask: Mask) -> str:
    found = _DIVISIONS[mask.level].match(value)
    return (found.group() if found and found.end() < len(value) else "") + STAR * 4


def _date(value: str, _: Mask) -> str:
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)|^(?:19|20)\d\d(?=\d{4}$)", value)
    kept = range(year.start(), year.end()) if year else range(0)
    return "".join(STAR if letter.isalnum() and at not in kept else letter for at, letter in enumerate(value))


def _ip(value: str, mask: Mask) -> str:
    try:
        address = ipaddress.ip_address(value.strip())
    except ValueError:
        return STAR * len(value)
    if address.version == 4:
        parts = str(address).split(".")
        kept = mask.v4 // 8
        return ".".join(parts[:kept] + [STAR] * (4 - kept))
    groups = address.exploded.split(":")
    return ":".join([group.lstrip("0") or "0" for group in groups[: mask.v6 // 16]] + [STAR])


def _geo(value: str, mask: Mask) -> str:
    return re.sub(r"-?\d+\.\d+", lambda number: f"{float(number.group()):.{mask.decimals}f}", value)


_OPS: dict[str, Callable[[str, Mask], str]] = {
    "keep": _keep,
    "digits": _digits,
    "name": _name,
    "email": _email,
    "address": _address,
    "date": _date,
    "ip": _ip,
    "geo": _geo,
    "none": lambda value, _: value,
}


def masked(kind: Kind, value: str, pseudonym: Callable[[str], str] | None = None) -> str:
    """`value` under the default mask of its kind.

    `pseudonym` is the keyed function for kinds that are replaced by one; without it they are replaced by the kind's name.

    >>> masked(Kind.PHONE, "+1 202 555 0143"), masked(Kind.EMAIL, "ada@example.com"), masked(Kind.HEALTH, "asthma")
    ('+1 20* *** 0143', 'a***@example.com', '[health]')
    """
    mask = entry(kind).mask
    if mask.op == "pseudonym" and pseudonym is not None:
        return pseudonym(value)
    return _OPS[mask.op](value, mask) if mask.op in _OPS else f"[{kind.value}]"
