"""Made answers, judged: route by route as headcount learns them, and each answer alone; the adversarial ones beside peers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from benchmarks.recognition import adversarial, made, peers
from benchmarks.recognition.made import Answer
from benchmarks.recognition.ours import fields, fields_alone
from benchmarks.recognition.score import SURE, Places, Score, said
from headcount.model.field import Field

GROUPED = ("phone", "national_id", "bank_card", "email", "person_name", "address")
"""What the adversarial answers hold."""

ALONE = 5
"""So many answers of each route are judged also by themselves."""

TOGETHER = 25
"""So many of the answers made to mislead are one route: few enough that headcount counts every value instead of a sample."""


def truth(answers: Iterable[Answer]) -> Places:
    """The values of each kind at each path."""
    total: Places = Counter()
    for answer in answers:
        for (path, kind, _), count in answer.truth.items():
            total[path, kind] += count
    return total


def group(kind: str) -> str:
    """National ids are one group, whatever the country."""
    return "national_id" if kind.startswith("national_id.") else kind


def _grouped(places: Places) -> Places:
    total: Places = Counter()
    for (path, kind), count in places.items():
        if group(kind) in GROUPED:
            total[path, group(kind)] += count
    return total


def _forms(answers: list[Answer], told: list[Field]) -> Iterator[bool]:
    """For each field that was found: whether its form is the one that most of its values have."""
    forms: dict[tuple[str, str], Counter[str]] = {}
    for answer in answers:
        for (path, kind, form), count in answer.truth.items():
            forms.setdefault((path, kind), Counter())[form] += count
    for one in told:
        if one.confidence >= SURE and (one.path, one.kind) in forms:
            yield one.form == forms[one.path, one.kind].most_common(1)[0][0]


def judge_made(seed: int, count: int) -> dict[str, object]:
    """`count` made answers: all, and by language."""
    learned, alone = Score(), Score()
    by_language: dict[str, Score] = {}
    forms: list[bool] = []
    routes = 0
    for route, group_of in groupby(made.answers(seed, count), key=lambda answer: answer.route):
        answers, routes = list(group_of), routes + 1
        told = fields(route, [answer.body for answer in answers])
        for score in (learned, by_language.setdefault(answers[0].language, Score())):
            score.add(truth(answers), said(told))
        forms += _forms(answers, told)
        some = answers[:ALONE]
        for answer, one in zip(some, fields_alone(route, [answer.body for answer in some]), strict=True):
            alone.add(truth([answer]), said(one))
    return {
        "seed": seed,
        "answers": count,
        "routes": routes,
        "alone of a route": ALONE,
        "by route": learned.facts(),
        "alone": alone.facts(),
        "languages": {language: score.facts() for language, score in by_language.items()},
        "form right": sum(forms) / len(forms),
    }


def judge_adversarial(seed: int, count: int, python: Path | None) -> dict[str, object]:
    """The adversarial answers: headcount by route and alone, both languages apart, and the peers on the first answers."""
    answers = list(adversarial.answers(seed, count))
    rows: dict[str, object] = {}
    for language in ("en", "zh"):
        some = [answer for answer in answers if answer.language == language]
        learned, alone = Score(), Score()
        bodies = [answer.body for answer in some]
        for first in range(0, len(some), TOGETHER):
            told = fields(adversarial.ROUTE, bodies[first : first + TOGETHER])
            learned.add(_grouped(truth(some[first : first + TOGETHER])), _grouped(said(told)))
        for answer, one in zip(some, fields_alone(adversarial.ROUTE, bodies), strict=True):
            alone.add(_grouped(truth([answer])), _grouped(said(one)))
        rows[f"headcount, by route, {language}"] = learned.facts()
        rows[f"headcount, alone, {language}"] = alone.facts()
    speeds: dict[str, object] = {}
    for tool, most in peers.OVER_BODIES.items():
        some = answers[:most]
        answered = peers.ask(python, tool, {"bodies": [answer.body for answer in some]})
        if answered is None:
            continue
        speeds[tool] = {"version": answered.version, "answers": len(some), "a second": answered.a_second}
        for language in ("en", "zh"):
            score = Score()
            for answer, found in zip(some, answered.found, strict=True):
                if answer.language == language:
                    score.add(_grouped(truth([answer])), _grouped(peers.values(found)))
            rows[f"{tool}, {language}"] = score.facts()
    return {"seed": seed, "answers": count, "together": TOGETHER, "rows": rows, "peers": speeds}
