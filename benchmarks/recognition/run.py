"""The page of the recognition benchmark, one command.

    sh benchmarks/recognition/peers.sh DIRECTORY                         (once: the peers, in an environment of their own)
    python -m benchmarks.recognition.run --peers DIRECTORY/bin/python    (20,000 answers: about half an hour)
    python -m benchmarks.recognition.run --ours                          (headcount alone again; peers and speed stay)
    python -m benchmarks.recognition.run --speed                         (our speed alone again, put into the page: two minutes)
    python -m benchmarks.recognition.run --quick --tuning                (while working on a recogniser: a minute)

Needs `../shared/data` for the parts that others made. Writes `docs/benchmark-recognition.md` and
`benchmarks/recognition/results.json`; with `--tuning` nothing, but prints the page.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from pathlib import Path
from typing import Any

from benchmarks.recognition import speed
from benchmarks.recognition.answers import judge_adversarial, judge_made
from benchmarks.recognition.field_names import FIRST_HELD_OUT_SEED
from benchmarks.recognition.fields import judge_documents, judge_numbers, judge_people, judge_table
from benchmarks.recognition.lookalikes import LOOKALIKES
from benchmarks.recognition.report import page
from benchmarks.recognition.texts import judge_texts

HERE = Path(__file__).resolve().parent


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _write(facts: dict[str, object], to_page: Path, to_json: Path) -> None:
    to_page.write_text(page(facts))
    to_json.write_text(json.dumps(facts, indent=1) + "\n")
    print(f"{to_page}\n{to_json}")


def _with_kept(facts: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    """The facts with what the peers did, and how fast all were, in the last run with them: on the same answers and sentences."""
    rows = {name: row for name, row in kept["adversarial"]["rows"].items() if not name.startswith("headcount")}
    texts = kept["texts"]["rows"]["presidio"]
    return facts | {
        "adversarial": facts["adversarial"]
        | {"rows": facts["adversarial"]["rows"] | rows, "peers": kept["adversarial"]["peers"]},
        "texts": facts["texts"] | {"rows": facts["texts"]["rows"] | {"presidio": texts}, "presidio": kept["texts"]["presidio"]},
        "speed": kept["speed"],
    }


def main() -> None:
    """Run the benchmark and write its page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=20_000, help="made answers; half as many misleading ones")
    parser.add_argument("--peers", type=Path, help="the Python of the peers' environment; without it headcount is alone")
    parser.add_argument("--tuning", action="store_true", help="the parts that may be looked at while recognisers are built")
    parser.add_argument("--ours", action="store_true", help="measure headcount again, and keep what the peers did and the speed")
    parser.add_argument("--speed", action="store_true", help="measure our speed again, and leave the rest of the page as it is")
    parser.add_argument("--quick", action="store_true", help="a tenth of the answers")
    parser.add_argument("--page", type=Path, default=HERE.parents[1] / "docs" / "benchmark-recognition.md")
    parser.add_argument("--json", type=Path, default=HERE / "results.json")
    asked = parser.parse_args()
    held_out = not asked.tuning
    seed = FIRST_HELD_OUT_SEED if held_out else 1
    count = asked.answers // 10 if asked.quick else asked.answers
    if asked.speed:
        kept = json.loads(asked.json.read_text())
        _write(kept | {"speed": speed.measure(seed, count // 2)}, asked.page, asked.json)
        return
    facts: dict[str, Any] = {"python": platform.python_version(), "tuning": asked.tuning, "lookalikes": len(LOOKALIKES)}
    for name, judge in (
        ("numbers", judge_numbers),
        ("documents", lambda: judge_documents(held_out=held_out)),
        ("texts", lambda: judge_texts(asked.peers, held_out=held_out)),
        ("people", lambda: {language: judge_people(language) for language in ("zh", "en")}),
        ("table", judge_table),
        ("speed", lambda: {} if asked.ours else speed.measure(seed, count // 2)),
        ("adversarial", lambda: judge_adversarial(seed, count // 2, asked.peers)),
        ("made", lambda: judge_made(seed, count)),
    ):
        _say(name)
        facts[name] = judge()
    if asked.tuning:
        print(page(facts))
        return
    _write(_with_kept(facts, json.loads(asked.json.read_text())) if asked.ours else facts, asked.page, asked.json)


if __name__ == "__main__":
    main()
