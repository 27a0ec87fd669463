from __future__ import annotations

import json

from headcount.lab.benchmark import FIRST_SEED, Run, Size, compare
from headcount.lab.contestants import OURS, SHIPPED, TUNED
from headcount.lab.lineup import SOLO
from headcount.lab.score import Verdict

SMALL = Size(seeds=1, accounts=200, people=4_000, days=8, looks=(48.0,))


def test_one_small_world_with_everybody_in_it() -> None:
    said: list[str] = []
    kept: list[int] = []
    run = compare(SMALL, campaigns=False, say=said.append, keep=lambda one: kept.append(one.size.seeds))
    assert kept == [1]
    [line] = said
    assert line.startswith(f"seed {FIRST_SEED}, alone: ")
    assert {*run.verdicts[TUNED]} >= {OURS, "requests/h", "isolation forest"}
    assert OURS not in run.verdicts[SHIPPED]
    assert [len(verdict.outcomes) for verdict in run.verdicts[TUNED][OURS]] == [len(SOLO)]
    told = json.loads(json.dumps(run.facts()))
    assert told["setting"] == {"seeds": 1, "accounts": 200, "people": 4_000, "days": 8, "looks": [48.0]}
    assert sum(row["runs"] for row in told["tuned"]["rows"] if row["contestant"] == OURS) == len(SOLO)


def test_false_incidents_are_counted_where_harvesters_are_few() -> None:
    run = Run(SMALL)
    run.add(TUNED, OURS, Verdict((), 1, 10.0), alone=True)
    run.add(TUNED, OURS, Verdict((), 5, 10.0), alone=False)
    assert [verdict.incidents for verdict in run.verdicts[TUNED][OURS]] == [1, 5]
    assert [verdict.incidents for verdict in run.alone[TUNED][OURS]] == [1]
