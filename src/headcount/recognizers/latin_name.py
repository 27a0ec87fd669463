"""latin_name: names of people in Latin script.

Claim: two to four words with capital letters, of which the first is a known given name and the last a known surname, are a
person nearly always (0.85); one of the two known, a title before it (`Mrs.`, `Herr`) or a phrase around it (`my name is`,
`said`) makes it likely; a single given name is reported below one half unless a title or a phrase stands beside it. Ordinary
words that are names too (`Mark`, `Summer`) need company. Names of streets, firms and places are known by their words.

Masked: `J*** D***`, `M. S*****`.

Source: `tables/latin_names.tsv`; rules of this project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from headcount.model.kind import Form, Kind
from headcount.recognizers.interface import Span
from headcount.recognizers.latin_names import Known, known, latin_words, plain
from headcount.recognizers.masks import STARS

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸĽ"
_LETTER = r"[^\W\d_]"
_WORD = re.compile(rf"{_LETTER}(?:{_LETTER}|['\u2019\-](?={_LETTER})){{0,30}}\.?|[{STARS}]+|\S")
_CAPITAL = re.compile(rf"[{_UPPER}](?:[^\W\d_]|[.'{STARS}\u2019])")
_MASKED = re.compile(
    rf"(?<![^\W_])[{_UPPER}](?:\.|[{STARS}]{{2,12}}"
    rf"|[^\W\d_]?[{STARS}]{{1,12}})(?: [{_UPPER}][^\W\d_]{{0,2}}[{STARS}]{{1,12}}){{1,3}}(?![^\W_])"
)

_BEFORE = re.compile(
    r"(?:\b(?:my name is|i am|i'm|name is|this is|call|contact|gặp|llamar a|llame a|appeler|call me|called|named|meet|dear"
    r"|mr\.|mrs\.|ms\.|dr\.|prof\.|hi|hello|hey"
    r"|signed|regards,?|sincerely,?|contact|attn:?|contact person:?|ask for|speak to|speaking to"
    r"|spoke with|speak with|talk to|mr\. and mrs\.|by|starring|wife|husband|brother|sister|son|daughter|friend|mother|father"
    r"|boss|colleague|actor|actress|singer|author"
    r"|me llamo|mi nombre es|soy|estimado|estimada|hola|ich bin|ich heiße|mein name ist|liebe|lieber|hallo|je m'appelle"
    r"|bonjour|cher|chère|tôi là|tên tôi là|xin chào)"
    r"|(?:name|customer|patient|contact|recipient|sender|buyer|attn|to|from|cliente|nombre|paciente|name des kunden|họ tên"
    r"|họ và tên)\s?:)\s*$",
    re.IGNORECASE,
)
_TO_CALL = re.compile(r" (?:anrufen|kontaktieren|benachrichtigen)\b")
_AFTER = re.compile(
    r"[,.]?[\"”]? ?(?:said|says|told|asked|wrote|replied|added|explained|shouted|began|spent|flew|lives"
    r"|lived|had|has|have|is"
    r"|was|were|works|worked|went|came|likes|loves|wants"
    r"|needs|called|calls|arrived|left|joined|gave|speaking|shows|directed|created|starred|became|made|knows|thinks|moved"
    r"|grew)\b|: ?[\"“A-Z]|, (?:\d{2}\b|who\b|can\b|please\b|aged?\b)"
    r"|'s\b|\u2019s\b",
)
_SPOKE = re.compile(
    r"(?:\b(?:says|said|asked|replied|by|with|and|than|early|from|ms\.|ex-\w+|for|to|leave me|named?)|[\"”,] says)\s$"
)
_PERSONAL_VERB = re.compile(
    r" (?:lives|lived|said|says|spent|began|shouted|told|asked|was born|replied|grew|is very|is my|had given)\b|: ?[\"“]"
)
_LISTED_BEFORE = re.compile(r"(?:[^\W\d_]+, |[^\W\d_]+ and )$")
_LISTED_AFTER = re.compile(r"(?:, [^\W\d_]+ and |[,]? and [A-Z])")
_BESIDE = re.compile(r"([^\W\d_]+)\.? $")
_NEXT = re.compile(r" ([^\W\d_]+)")
_NUMBER_BEFORE = re.compile(r"\d[\w/-]* $")
_NUMBER_AFTER = re.compile(r"(?: u\.| út| utca)?,? \d+")
_LINES = re.compile(r"[\0\n]")
_SENTENCE = re.compile(r"(?:^|[.!?:>\"“”(\]-]\s*|\d\s+)$")

_UNKNOWN = Known(given=False, surname=False, word=False)


class _Word(NamedTuple):
    """One word that may be part of a name."""

    start: int
    end: int
    text: str
    known: Known
    initial: bool

    @property
    def plain_word(self) -> bool:
        return plain(self.text).partition("'")[0] in latin_words().no_name


def _words(line: str) -> Iterator[_Word | None]:
    """The words of a line that can be part of a name; None where a name has to end."""
    end = -1
    for match in _WORD.finditer(line):
        text = match.group()
        bare = text.rstrip(".")
        if end >= 0 and line[end : match.start()] not in {" ", ""}:
            yield None
        end = match.end()
        initial = len(bare) == 1 and text.endswith(".") and bare.isupper()
        small = bare in latin_words().particles
        if not (bare[:1].isupper() or small) or not bare[:1].isalpha() or (len(bare) == 1 and not bare.isupper()):
            yield None
            continue
        if text.endswith(".") and not initial and plain(bare) not in latin_words().titles and len(bare) > 2:
            yield _Word(match.start(), match.end() - 1, bare, known(bare), initial=False)
            yield None
            continue
        yield _Word(
            match.start(),
            match.end(),
            bare,
            known(bare) if len(bare) > 1 else _UNKNOWN,
            initial or len(bare) == 1,
        )


def _runs(line: str) -> Iterator[list[_Word]]:
    """Words with capital letters beside each other, with small particles between them."""
    run: list[_Word] = []
    for word in [*_words(line), None]:
        if word is None or (
            word.plain_word and not (word.text == "An" and run and plain(run[0].text) in latin_words().family_first)
        ):
            if run:
                yield run
            run = []
        elif word.text.endswith(("'s", "\u2019s")):
            yield [*run, _Word(word.start, word.end - 2, word.text[:-2], word.known, word.initial)]
            run = []
        elif word.text not in latin_words().particles or run:
            run.append(word)


def _trim(run: list[_Word]) -> tuple[list[_Word], bool]:
    """Without titles before and particles or initials after; and whether there was a title."""
    titled = False
    while run and plain(run[0].text) in latin_words().titles and len(run) > 1:
        run, titled = run[1:], True
    while run and run[-1].text in latin_words().particles:
        run = run[:-1]
    return run, titled


def _elsewhere(before: str, after: str) -> bool:
    """Whether a word or number directly beside the run says that it is a street, a place or a firm."""
    beside, following = _BESIDE.search(before), _NEXT.match(after)
    return (
        _NUMBER_BEFORE.search(before) is not None
        or _NUMBER_AFTER.match(after) is not None
        or (beside is not None and beside[1][0].isupper() and plain(beside[1]) in latin_words().places_and_firms)
        or (following is not None and following[1][0].isupper() and plain(following[1]) in latin_words().places_and_firms)
    )


def _certainty(run: list[_Word], line: str, titled: bool) -> float:  # noqa: FBT001 - one of the three facts that are judged
    """How sure a run of words is a person, from the words and what stands beside them."""
    before, after = line[max(0, run[0].start - 40) : run[0].start], line[run[-1].end : run[-1].end + 24]
    spoken = titled or _BEFORE.search(before) is not None or _TO_CALL.match(after) is not None
    if not spoken and _elsewhere(before, after):
        return 0.25 if len(run) > 1 or len(run[0].text) > 2 else 0.0
    if len(run) == 1:
        return _single(run[0], before, after, spoken=spoken, titled=titled)
    certainty = _several(run)
    if spoken:
        return max(certainty, 0.75)
    return min(0.9, certainty + 0.15) if _AFTER.match(after) else certainty


def _several(run: list[_Word]) -> float:
    """How sure two or more words are a person, by themselves."""
    first, last = next((word for word in run if not word.initial), run[0]), run[-1]
    given = first.known.given and not (first.known.word and not last.known.surname)
    if given and (last.known.surname or last.initial):
        return 0.7 if first.known.word and last.known.word else 0.85
    if given or plain(first.text) in latin_words().family_first:
        return 0.65
    if (last.known.surname and not last.known.word) or (last.known.given and first.known.surname):
        return 0.55
    middle = any(word.initial for word in run[1:-1])
    return 0.55 if middle or any(word.known.given and not word.known.word for word in run) else 0.3


def _single(word: _Word, before: str, after: str, *, spoken: bool, titled: bool) -> float:
    """How sure one word is a person."""
    fills = not before.strip(" \"'>") and not after.strip(" .,\"'")
    if word.initial or len(word.text) < (2 if spoken else 3) or (word.text.isupper() and not fills and not spoken):
        return 0.0
    named, begins = word.known.given or word.known.surname, _SENTENCE.search(before) is not None
    if spoken:
        return 0.75 if titled or (named and not word.known.word) else 0.5 if named or not begins else 0.3
    if not named:
        return 0.5 if begins and _PERSONAL_VERB.match(after) else 0.3 if _SPOKE.search(before) and not begins else 0.0
    return _known_single(word, before, after, begins=begins, fills=fills)


def _known_single(word: _Word, before: str, after: str, *, begins: bool, fills: bool) -> float:
    """How sure one known name is a person, without a title or a phrase that says so."""
    followed = _AFTER.match(after) is not None
    if word.known.word:
        return (0.5 if begins and after[:1] == ":" else 0.3) if followed else 0.1
    if word.known.given:
        return 0.6 if followed else 0.45 if fills else 0.55
    if _LISTED_BEFORE.search(before) or _LISTED_AFTER.match(after):
        return 0.3
    return 0.6 if followed or _SPOKE.search(before) else 0.3 if begins or fills else 0.5


def _fills(line: str) -> float:
    """A line of two to four known names in any case: `ada lovelace`, `LOVELACE, Ada`."""
    words = line.replace(",", " ").split()
    if not 2 <= len(words) <= 4 or len(line) > 60:
        return 0.0
    facts = [known(word) for word in words]
    if any(plain(word) in latin_words().no_name for word in words) or not all(
        word.replace("-", "").replace("'", "").rstrip(".").isalpha() for word in words
    ):
        return 0.0
    if "," in line and facts[0].surname and facts[1].given:
        return 0.8
    ordinary = all(fact.word or not (fact.given or fact.surname) for fact in facts)
    return 0.0 if ordinary else 0.6 if facts[0].given and facts[-1].surname else 0.0


@dataclass(frozen=True, slots=True)
class LatinName:
    """Names of people in Latin script."""

    name: str = "latin_name"
    kinds: tuple[Kind, ...] = (Kind.PERSON_NAME,)
    gates: tuple[str, ...] = (r"[A-Za-z\x{c0}-\x{1ef9}][A-Za-z\x{c0}-\x{1ef9}\'.*\x{2022}]",)

    def find(self, text: str) -> Iterator[Span]:
        """The places that may be a person's name, line by line."""
        offset = 0
        for line in _LINES.split(text):
            if line:
                yield from self._line(line, offset)
            offset += len(line) + 1

    def _line(self, line: str, offset: int) -> Iterator[Span]:
        if len(line) <= 60 and (certainty := _fills(stripped := line.strip())) > 0.0:
            start = offset + line.index(stripped[0])
            proper = all(word[0].isupper() and (len(word) == 1 or not word.isupper()) for word in stripped.split())
            if not proper or "," in stripped:
                yield Span(start, start + len(stripped), Kind.PERSON_NAME, Form.CLEAR, None, certainty)
                return
        if not _CAPITAL.search(line):
            return
        if any(star in line for star in STARS):
            for match in _MASKED.finditer(line):
                yield Span(offset + match.start(), offset + match.end(), Kind.PERSON_NAME, Form.MASKED, None, 0.6)
            return
        for run in _runs(line):
            words, titled = _trim(run)
            if words and len(words) <= 5 and (certainty := _certainty(words, line, titled)) >= 0.15:
                yield Span(
                    offset + words[0].start, offset + words[-1].end, Kind.PERSON_NAME, Form.CLEAR, None, round(certainty, 2)
                )
