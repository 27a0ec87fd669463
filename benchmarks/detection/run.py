"""The pages of the detection benchmark: `headcount lab benchmark`, its tables written to the docs.

    python -m benchmarks.detection.run                 (ten worlds of 8,000 accounts and 60 days, harvesters that are alone)
    python -m benchmarks.detection.run --campaigns     (those of many clients, each in a world of its own)
    python -m benchmarks.detection.run --quick         (two small worlds, for trying it out)

Writes `docs/benchmark-detection.md` and `benchmarks/detection/results.json`, or `docs/benchmark-campaigns.md` and
`results-campaigns.json`, anew after each world. Each look of headcount at a world takes some twelve seconds of CPU; there are 22
in each world, and 4 in one of a campaign.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.detection.page import campaigns_page, page
from headcount.lab.benchmark import FIRST_SEED, QUICK, Run, Size, compare

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
    parser.add_argument("--campaigns", action="store_true", help="harvesters of many clients, and no others")
    parser.add_argument("--quick", action="store_true", help="two worlds of 4,000 accounts")
    parser.add_argument("--page", type=Path, help="where the page goes, if not to the docs")
    parser.add_argument("--json", type=Path, help="where the figures go, if not beside this file")
    asked = parser.parse_args()
    name = "campaigns" if asked.campaigns else "detection"
    told = asked.page or HERE.parents[1] / "docs" / f"benchmark-{name}.md"
    figures = asked.json or HERE / ("results-campaigns.json" if asked.campaigns else "results.json")
    size = QUICK if asked.quick else Size(asked.seeds, asked.accounts, asked.people, asked.days, tuple(asked.looks))

    def keep(run: Run) -> None:
        told.write_text(campaigns_page(run) if asked.campaigns else page(run))
        figures.write_text(json.dumps(run.facts(), indent=1) + "\n")

    compare(
        size,
        first_seed=asked.first_seed,
        copies=asked.copies,
        campaigns=asked.campaigns,
        alone=not asked.campaigns,
        jobs=asked.jobs,
        say=lambda line: print(line, file=sys.stderr),
        keep=keep,
    )
    print(f"{told}\n{figures}")


if __name__ == "__main__":
    main()
