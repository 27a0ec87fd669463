"""Answers a second on one core: while learning, when every byte is read, and afterwards by learned path."""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec

from benchmarks.recognition import adversarial
from benchmarks.recognition.made import Answer
from headcount.catalog.answers import ENOUGH, Answers
from headcount.catalog.unfold import leaves_of
from headcount.recognizers.columns import Columns, classify

BATCH = 500
"""Answers that are read together."""
TIMES = 3
"""Each is measured so often; the fastest counts, since other work on the machine only slows."""


def _a_second(count: int, run: Callable[[], object]) -> float:
    """`count` over the processor seconds of the fastest of some runs."""
    seconds = []
    for _ in range(TIMES):
        begun = time.process_time()
        run()
        seconds.append(time.process_time() - begun)
    return count / min(seconds)


def _leaves(value: object) -> int:
    if isinstance(value, dict):
        return sum(map(_leaves, value.values()))
    return sum(map(_leaves, value)) if isinstance(value, list) else 1


def _learn(bodies: list[bytes]) -> None:
    columns = Columns()
    for first in range(0, len(bodies), BATCH):
        columns.add(leaves_of(adversarial.ROUTE, bodies[first : first + BATCH]))
    columns.fields()


def _measure(answers: list[Answer]) -> dict[str, float]:
    bodies = [msgspec.json.encode(answer.body) for answer in answers]
    known = Answers(classify)
    known.learn(0, lambda: answers[0].route, bodies[:ENOUGH], [0] * len(bodies[:ENOUGH]), named=False)
    decode = msgspec.json.Decoder().decode
    count = len(bodies)
    return {
        "answers": count,
        "bytes": sum(map(len, bodies)) / count,
        "leaves": sum(_leaves(answer.body) for answer in answers) / count,
        "by path": _a_second(count, lambda: known.read(0, bodies)),
        "learning": _a_second(count, lambda: _learn(bodies)),
        "decoding alone": _a_second(count, lambda: list(map(decode, bodies))),
        "people by path": sum(map(len, known.read(0, bodies)[0])) / count,
    }


def measure(seed: int, count: int) -> dict[str, dict[str, float]]:
    """On the adversarial answers, where every person has other fields, and on the first of them over and over in shape."""
    answers = list(adversarial.answers(seed, count))
    return {"every row different": _measure(answers), "one shape": _measure(list(adversarial.alike(seed, count)))}
