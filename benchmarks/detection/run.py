"""The page of the detection benchmark, one command: `headcount lab benchmark`, its tables written to the docs.

    python -m benchmarks.detection.run             (ten worlds of 8,000 accounts and 60 days, and every harvester: half an hour)
    python -m benchmarks.detection.run --quick     (two small worlds without campaigns, for trying it out)

Writes `docs/benchmark-detection.md` and `benchmarks/detection/results.json`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.detection.page import page
from headcount.lab.benchmark import FIRST_SEED, QUICK, Size, compare

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run the benchmark and write its page."""
    usual = Size()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=usual.seeds, help="worlds")
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED, help="seeds below 1,001 are for tuning")
    parser.add_argument("--accounts", type=int, default=usual.accounts)
    parser.add_argument("--people", type=int, default=usual.people)
    parser.add_argument("--days", type=int, default=usual.days, help="half of them are for learning")
    parser.add_argument("--copies", type=int, default=1, help="of each harvester that is alone, in each world")
    parser.add_argument(
        "--looks", type=float, nargs="+", default=usual.looks, help="hours after learning at which headcount looks"
    )
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side; each needs some 2 GB")
    parser.add_argument("--no-campaigns", action="store_true", help="leave out harvesters of many clients")
    parser.add_argument("--quick", action="store_true", help="two worlds of 4,000 accounts, no campaigns")
    parser.add_argument("--page", type=Path, default=HERE.parents[1] / "docs" / "benchmark-detection.md")
    parser.add_argument("--json", type=Path, default=HERE / "results.json")
    asked = parser.parse_args()
    size = QUICK if asked.quick else Size(asked.seeds, asked.accounts, asked.people, asked.days, tuple(asked.looks))
    run = compare(
        size,
        first_seed=asked.first_seed,
        copies=asked.copies,
        campaigns=not (asked.quick or asked.no_campaigns),
        jobs=asked.jobs,
        say=lambda line: print(line, file=sys.stderr),
    )
    asked.page.write_text(page(run))
    asked.json.write_text(json.dumps(run.facts(), indent=1) + "\n")
    print(f"{asked.page}\n{asked.json}")


if __name__ == "__main__":
    main()
