"""Sentences with labelled places (`pii-text-presidio`), beside presidio-analyzer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks.recognition import peers
from benchmarks.recognition.ours import places
from benchmarks.recognition.score import SURE, Marks, spans
from benchmarks.recognition.sets import Sentence, sentences

LABELS = {
    "PERSON": "person_name",
    "STREET_ADDRESS": "address",
    "GPE": "address",
    "ZIP_CODE": "address",
    "CREDIT_CARD": "bank_card",
    "PHONE_NUMBER": "phone",
    "EMAIL_ADDRESS": "email",
    "IBAN_CODE": "bank_account",
    "US_SSN": "national_id",
    "IP_ADDRESS": "ip_address",
    "US_DRIVER_LICENSE": "driver_license",
    "NRP": "nrp",
}
"""The labels that both sides can tell, as groups. Places, postal codes and streets are one group, since presidio has one type."""
OURS = {"region": "address", "special_category": "nrp", "demographic": "nrp"}
"""headcount's kinds of these groups, where the name differs."""

APART = frozenset({"AGE"})
"""Labels of what one side tells and the other does not: what is said there is not scored."""

Found = list[tuple[str, int, int]]


def _group(kind: str) -> str:
    return "national_id" if kind.startswith("national_id.") else OURS.get(kind, kind)


def _touches(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and first < span[1] for first, end in others)


def ours(text: str, threshold: float) -> Found:
    """The places that headcount sees in a text, as groups."""
    return [(_group(one.kind), one.start, one.end) for one in places(text) if one.certainty >= threshold]


def judge(told: Iterable[tuple[Sentence, Found]]) -> dict[str, Marks]:
    """Each group's marks over all sentences."""
    marks = {group: Marks() for group in sorted(set(LABELS.values()))}
    for sentence, found in told:
        for group, total in marks.items():
            apart = [(first, end) for label, first, end in sentence.spans if label in APART]
            one = spans(
                [(first, end) for label, first, end in sentence.spans if LABELS.get(label) == group],
                [(first, end) for kind, first, end in found if kind == group and not _touches((first, end), apart)],
            )
            total.true += one.true
            total.said += one.said
            total.right += one.right
    return marks


def judge_texts(python: Path | None, *, held_out: bool) -> dict[str, object]:
    """Every group's precision, recall and F1, by contestant."""
    some = [sentence for sentence in sentences() if sentence.held_out is held_out]
    rows = {"headcount": judge((one, ours(one.text, SURE)) for one in some)}
    version = ""
    told = peers.ask(python, "presidio", {"texts": [one.text for one in some]})
    if told is not None:
        version = told.version
        found = [[(peers.GROUPS[sort], first, end) for sort, first, end in each if sort in peers.GROUPS] for each in told.found]
        rows["presidio"] = judge(zip(some, found, strict=True))
    return {
        "sentences": len(some),
        "presidio": version,
        "rows": {who: {group: one.facts() for group, one in marks.items()} for who, marks in rows.items()},
    }
