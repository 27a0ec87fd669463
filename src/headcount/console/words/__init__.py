"""The console's words: English stands in the code and the templates, other languages in gettext catalogues, `LANGUAGE/*.po`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Literal

from babel.messages.pofile import read_po

Language = Literal["en", "zh"]
LANGUAGES: dict[str, str] = {"en": "English", "zh": "简体中文"}


def N_(text: str) -> str:  # noqa: N802  # gettext's own name for it
    """Mark a text to be translated where it is shown."""
    return text


class Words:
    """One language. Texts may hold `%(name)s` fields, filled by what is handed in; numbers get thousands separators."""

    def __init__(self, language: Language, table: dict[str, str | tuple[str, ...]]) -> None:
        """`table` maps English texts to this language's, those with a plural form to a tuple."""
        self.language: Language = language
        self._table = table

    @property
    def tag(self) -> str:
        """BCP 47 tag for `lang`."""
        return "zh-Hans" if self.language == "zh" else "en"

    def __call__(self, text: str, **fields: object) -> str:
        """`text` in this language."""
        return self.gettext(text) % _shown(fields) if fields else self.gettext(text)

    def gettext(self, text: str) -> str:
        """Say `text` in this language, without fields."""
        found = self._table.get(text, text)
        return found if isinstance(found, str) else found[0]

    def ngettext(self, one: str, many: str, n: int) -> str:
        """`one` for 1, else `many`; Chinese has one form."""
        found = self._table.get(one)
        if isinstance(found, tuple):
            return found[0] if n == 1 or len(found) == 1 else found[1]
        return one if n == 1 else many

    def count(self, one: str, many: str, n: int, **fields: object) -> str:
        """A sentence with a count, which stands in it as `%(n)s`."""
        return self.ngettext(one, many, n) % _shown({"n": n, **fields})


def _shown(fields: dict[str, object]) -> dict[str, object]:
    return {
        name: f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value for name, value in fields.items()
    }


@cache
def words(language: Language) -> Words:
    """One language's words, read once."""
    table: dict[str, str | tuple[str, ...]] = {}
    if language != "en":
        folder = files(__name__).joinpath(language)
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if file.name.endswith(".po"):
                for message in read_po(BytesIO(file.read_bytes())):
                    if message.id and message.string and not message.fuzzy:
                        key = message.id if isinstance(message.id, str) else message.id[0]
                        table[key] = message.string if isinstance(message.string, str) else tuple(message.string)
    return Words(language, table)


def preferred(asked: str) -> Language:
    """The language that an `Accept-Language` header asks for first (RFC 9110, 12.5.4), among ours; English otherwise."""
    wanted: list[tuple[float, str]] = []
    for part in asked.split(","):
        tag, _, quality = part.partition(";q=")
        try:
            wanted.append((float(quality or 1), tag.strip().lower()))
        except ValueError:
            continue
    for _, tag in sorted(wanted, key=lambda one: -one[0]):
        if tag.startswith("zh"):
            return "zh"
        if tag.startswith("en"):
            return "en"
    return "en"
