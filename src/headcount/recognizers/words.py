"""Names of fields as words: split at case, signs and scripts, folded so that spelling does not matter."""

from __future__ import annotations

import functools
import re
import unicodedata

_PARTS = re.compile(
    r"(?P<east>[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+)"
    r"|(?P<number>\d+)"
    r"|(?P<word>[^\W\d_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+)"
)
_CASES = re.compile(r"(?<=[a-z\u00df-\u00f6\u00f8-\u00ff])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PLAIN = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "\u0131": "i", "ة": "\u0647", "ى": "ي", "ـ": None})
_ARTICLE = "ال"

Words = tuple[str, ...]
"""A name of a field, word by word, folded."""


def fold(text: str) -> str:
    """Small letters without accents; Arabic without article and vowel marks.

    >>> fold("Teléfono"), fold("Straße"), fold("Họ"), fold("الهاتف")
    ('telefono', 'strasse', 'ho', 'هاتف')
    """
    if text.isascii():
        return text.lower()
    letters = (
        char for char in unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN)) if not unicodedata.combining(char)
    )
    plain = unicodedata.normalize("NFC", "".join(letters)).translate(_PLAIN)
    return plain.removeprefix(_ARTICLE) if len(plain) > 4 else plain


@functools.lru_cache(maxsize=8192)
def split(name: str) -> Words:
    """The words of one field's name.

    >>> split("buyerPhoneNumber"), split("IPAddress"), split("收货人phone2"), split("số-điện_thoại")
    (('buyer', 'phone', 'number'), ('ip', 'address'), ('收货人', 'phone', '2'), ('so', 'dien', 'thoai'))
    """
    name = unicodedata.normalize("NFC", name[:200])
    return tuple(
        fold(word)
        for part in _PARTS.finditer(name)
        for word in (_CASES.split(part.group()) if part.lastgroup == "word" else (part.group(),))
    )


def join(name: str) -> str:
    """A name from a table in the spelling that tables are looked up by: its words without what stands between them.

    >>> join("phone number"), join("الهاتف المحمول")
    ('phonenumber', 'هاتفمحمول')
    """
    return "".join(split(name))


def eastern(word: str) -> bool:
    """Whether a word is written in Chinese characters or kana, without blanks between words."""
    return "\u3040" <= word[:1] <= "\u9fff"


def segments(path: str) -> list[str]:
    """The names along a dotted path, outermost first, without marks of lists and numbers of elements.

    >>> segments("data.buyers[].0.phone")
    ['data', 'buyers', 'phone']
    """
    return [part for piece in path.replace("[]", "").split(".") if (part := piece.strip()) and not part.isdigit()]
