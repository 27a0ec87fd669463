"""Keys of objects by themselves: which are names of fields, and which are names of people.

`billing` and `phone_number` name fields; `anna` and `zhangsan` name people, and a path must not hold them. Most other words
(`dragon87`, `wombat`) are neither: what they are is told by what stands beside them (`catalog.map_keys`).
"""

from __future__ import annotations

import functools
import re
from importlib import resources

from headcount.recognizers.chinese_name import certainty_of
from headcount.recognizers.field_names import plain
from headcount.recognizers.field_table import field_table
from headcount.recognizers.latin_names import known
from headcount.recognizers.words import eastern, split

_ENDINGS = """
id ids name names key keys code codes type types time times date at number no num count counts url uri urls request response set
list items item info data status state address size version policy policies settings setting config configuration group groups
token uuid arn hash index limit offset enabled disabled required allowed flag mode level context parameters params attributes
properties metadata details description text label title value values reason error errors result results document
"""
"""Words at the end of a name that make a field of whatever they end, as in `allocationId`."""
_SURNAMES = """
wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang deng han feng cao
peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu lv ding ren yao shen zhong cui tan fan fang shi jin jia xia
fu zou xiong bai meng qin qiu hou yin xue yan duan lei long tao shao mao hao gu gong wan qian dai mo kong xiang chang
"""
_TABLES = ("key_words.txt", "key_words_by_hand.txt")
_SYLLABLE = (
    r"(?:[bpmf]?(?:ang|an|ao|ai|a)|(?:zh|ch|sh|[bpmfdtnlgkhrzcsyw])?(?:eng|en|ei|e)"
    r"|(?:zh|ch|sh|[dtnlgkhjqxrzcsyw])(?:uang|uai|uan|un|ui|uo|ue|u|ong|ou|ang|an|ao|ai|a|i)"
    r"|[bpmdtnljqxy](?:iong|iang|ian|iao|ing|in|ie|iu|ia|i|u)|[bpmf](?:o|u|ou)|y(?:ong|ou|uan|un|ue))"
)
_PINYIN = re.compile(f"(?:{'|'.join(sorted(_SURNAMES.split(), key=len, reverse=True))}){_SYLLABLE}{{1,2}}")
_CODE = re.compile(r"[a-z]{1,2}(?:[-_][A-Za-z]{2,4})?|[A-Z]{1,3}|[_$@#:]*")
_SHORTEST_PINYIN = 5
_JOINING = """
in of to by id no up on out new all api web job tax pay fee bid
"""
"""Short words that others are written together with."""
_LONG_NUMBER = re.compile(r"\d{3}|\d[^\W\d_]+\d+[^\W\d_]|[^\W\d_]\d+[^\W\d_]+\d")
_STANDARDS = """
sha base md iso e h rsa aes utf http https rfc latin hs rs es p
"""
"""Words before long numbers that are names of fields."""
_SURE = 0.35
"""From this certainty on, Chinese characters alone are a name."""


@functools.cache
def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _lines(table: str) -> list[str]:
    text = resources.files("headcount.recognizers").joinpath("tables", table).read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


@functools.cache
def _vocabulary() -> frozenset[str]:
    """Words that names of fields are made of."""
    made = {word for name in _TABLES for line in _lines(name) for word in line.split()}
    fields = field_table()
    sets = (fields.aspect, fields.question, fields.filler, fields.same, fields.container, fields.nothing, fields.thing_beside)
    return frozenset(made | set(fields.names)).union(*sets, fields.person, fields.thing)


def _is_word(word: str) -> bool:
    """Whether a word is one that names of fields are made of."""
    words = _vocabulary()
    return (
        word in words
        or word.removesuffix("s") in words
        or word.removesuffix("es") in words
        or (word.endswith("ies") and f"{word[:-3]}y" in words)
    )


@functools.lru_cache(maxsize=1 << 15)
def is_field(key: str) -> bool:
    """Whether a key is a field's name by its words; codes of two or three letters (`en`, `USD`) are no people's, either.

    >>> [is_field(key) for key in ("billing", "phoneNumber", "xing_ming", "line2", "zh-CN", "anna", "wombat", "7")]
    [True, True, True, True, True, False, False, False]
    """
    if _CODE.fullmatch(key):
        return True
    words = [word for word in split(key) if not word.isdigit()]
    if len(words) > 1 and "".join(words) in field_table().names:  # `xing_ming`: its syllables are names, together they are none
        return True
    numbered = _LONG_NUMBER.search(key) is not None and _set(_STANDARDS).isdisjoint(words)
    if not words or numbered or any(_is_name(word) for word in words):
        return False
    if all(_is_word(word) if len(word) > 1 else len(words) == len(split(key)) for word in words):
        return True
    if (len(words) > 1 and words[-1] in _set(_ENDINGS)) or (len(words) > 2 and 3 * sum(map(_is_word, words)) >= 2 * len(words)):
        return True
    found = plain(key) if len(words) == len(split(key)) else None
    return found is not None and found[3] and all(_is_word(word) or eastern(word) for word in found[2])


@functools.lru_cache(maxsize=1 << 14)
def is_place(segment: str) -> bool:
    """Whether a segment of a path names things: as a field's name does, or by words written together.

    >>> [is_place(segment) for segment in ("orders", "waitinglistentries", "api.json", "anna", "annasmith")]
    [True, True, True, False, False]
    """
    words = [word for word in split(segment) if not word.isdigit()]
    return is_field(segment) or (not is_somebody(segment) and bool(words) and all(map(_is_made_of_words, words)))


def _is_made_of_words(word: str) -> bool:
    """Whether a word is one, or several written together, that names of fields are made of."""
    if _is_word(word):
        return True
    reached = {0}
    for end in range(2, len(word) + 1):
        if any(
            start in reached and (end - start > 3 or word[start:end] in _set(_JOINING)) and _is_word(word[start:end])
            for start in range(end)
        ):
            reached.add(end)
    return len(word) in reached


def _is_name(word: str) -> bool:
    """Whether a word is somebody's name, and no word of fields."""
    if _is_word(word):
        return False
    told = known(word)
    return (told.given or told.surname) and not told.word


@functools.lru_cache(maxsize=1 << 15)
def is_somebody(key: str) -> bool:
    """Whether a key is somebody's name by itself: a given name, a name in pinyin or in Chinese characters.

    >>> [is_somebody(key) for key in ("anna", "max_mustermann", "zhangsan", "wombat", "rose")]
    [True, True, True, False, False]
    """
    if is_field(key):
        return False
    if eastern(key):
        return 2 <= len(key) <= 4 and certainty_of(key) >= _SURE  # longer ones are words
    words = [word for word in split(key) if not word.isdigit()]
    joined = "".join(words)
    if len(joined) >= _SHORTEST_PINYIN and _PINYIN.fullmatch(joined):
        return True
    told = [known(word) for word in words]
    if words and all(one.given or one.surname for one in told) and not all(one.word for one in told):
        return True
    return any(one.given and not one.word and not _is_word(word) for one, word in zip(told, words, strict=True))
