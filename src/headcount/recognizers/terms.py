"""terms: values that are a word of a closed set: sexes, marital status, ethnic groups, religions, diseases, degrees.

Claim: a line that is nothing but such a word is of its kind with the certainty of its set: ethnic groups of China 0.75,
diseases 0.7 to 0.75, sexes 0.7, degrees 0.6, single letters 0.2. A list of such words (`cough, fever`) counts like one. In a
sentence only an age (`34岁`, `65-year-old`) and what follows a word of medicine (`诊断为`, `diagnosed with`) is reported.

Masked: none; these words are shown or left out.

Source: `tables/terms.toml`, from general knowledge.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources

from headcount.model.kind import Form, Kind
from headcount.recognizers.interface import Span
from headcount.recognizers.words import fold

_LONGEST = 40
_LINES = re.compile(r"[\0\n]")
_SPLIT = re.compile(r"[,\uff0c\u3001;\uff1b/]| and | und | y ")
_AGE = re.compile(
    r"(?<![\d.])(?:1[01]\d|\d{1,2})(?: ?(?:周?岁|歲)|[ -]years?[ -]old|-year-old| (?:tuổi|años|Jahre alt|ans|anni|سنة))(?![\w])",
    re.IGNORECASE,
)
_DIAGNOSED = re.compile(
    r"(?:(?:诊断为|确诊为|确诊|被确诊为|患有|罹患|病史[:\uff1a]"
    r"|过敏史[:\uff1a])([\u3400-\u9fffA-Za-z0-9]{2,16}?)(?=[\uff0c,。\uff1b;\u3001等的后 \n\0]|$|症状|并))"
    r"|(?:(?:diagnosed with|diagnosis of|diagnosis:|suffers? from|suffering from|treated for|allergic to"
    r"|history of) ((?:[A-Za-z0-9'-]+ ?){1,4}?)(?=[,.;:\n\0]| and | after | in | for | with | since |$))",
    re.IGNORECASE,
)
_SAYS_AGE = ("岁", "歲", "old", "tuổi", "años", "jahre", "ans", "anni", "سنة")
_SAYS_ILL = ("diagnos", "suffer", "treated", "allergic", "history", "诊断", "确诊", "患有", "罹患", "病史", "过敏史")
"""What every age and diagnosis in a sentence holds, in small letters: looked for first, for that is quick."""


@functools.cache
def _terms() -> dict[str, tuple[Kind, float]]:
    table = tomllib.loads(resources.files("headcount.recognizers").joinpath("tables", "terms.toml").read_text("utf-8"))
    found: dict[str, tuple[Kind, float]] = {}
    for row in table["sets"]:
        for word in row["words"]:
            found.setdefault(_spelling(word), (Kind(row["kind"]), float(row["certainty"])))
    return found


def _spelling(word: str) -> str:
    return " ".join(fold(part) for part in re.split(r"[\s_-]+", word.strip()))


def term(value: str) -> tuple[Kind, float] | None:
    """The kind and certainty of a value that is one word of a set, or a list of words of one kind.

    >>> term("Female"), term("咳嗽,发热"), term("blue")
    ((<Kind.DEMOGRAPHIC: 'demographic'>, 0.7), (<Kind.HEALTH: 'health'>, 0.75), None)
    """
    terms = _terms()
    if len(value) <= _LONGEST and (found := terms.get(_spelling(value))):
        return found
    parts = [part for part in _SPLIT.split(value) if part.strip()]
    if not 2 <= len(parts) <= 8:
        return None
    hits = [terms.get(_spelling(part)) for part in parts]
    known = [hit for hit in hits if hit is not None]
    if len(known) * 2 < len(parts) or len({kind for kind, _ in known}) != 1 or known[0][0] is not Kind.HEALTH:
        return None
    return known[0][0], min(certainty for _, certainty in known)


@dataclass(frozen=True, slots=True)
class Terms:
    """Values of closed sets."""

    name: str = "terms"
    kinds: tuple[Kind, ...] = (Kind.DEMOGRAPHIC, Kind.SPECIAL_CATEGORY, Kind.HEALTH, Kind.WORK_EDUCATION, Kind.CRIMINAL_RECORD)
    gates: tuple[str, ...] = (r"[A-Za-z\x{c0}-\x{9fff}]",)

    def find(self, text: str) -> Iterator[Span]:
        """Lines that are such a word; in longer lines ages and diagnoses."""
        offset, lowered = 0, text.lower()
        patterns = [
            pattern for pattern, words in ((_AGE, _SAYS_AGE), (_DIAGNOSED, _SAYS_ILL)) if any(map(lowered.__contains__, words))
        ]
        for line in _LINES.split(text):
            if stripped := line.strip():
                start = offset + len(line) - len(line.lstrip())
                found = term(stripped) if len(stripped) <= 4 * _LONGEST else None
                if found is not None:
                    yield Span(start, start + len(stripped), found[0], Form.CLEAR, None, found[1])
                elif len(stripped) > 2 and patterns:
                    yield from self._within(line, offset, patterns)
            offset += len(line) + 1

    def _within(self, line: str, offset: int, patterns: Iterable[re.Pattern[str]]) -> Iterator[Span]:
        places = [
            (*match.span(match.lastindex or 0), Kind.HEALTH if match.lastindex else Kind.DEMOGRAPHIC, 0.7)
            for pattern in patterns
            for match in pattern.finditer(line)
        ]
        last = 0
        for start, end, kind, certainty in sorted(places):
            if start >= last:
                last = end
                yield Span(offset + start, offset + end, kind, Form.CLEAR, None, certainty)
