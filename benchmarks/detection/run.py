"""Detection, measured: headcount and the rules that people deploy today over made worlds with known truth, one command.

    python -m benchmarks.detection.run             (ten worlds of 20,000 accounts and 60 days, each with every harvester)
    python -m benchmarks.detection.run --quick     (two small worlds without campaigns, for trying it out)

Writes `docs/benchmark-detection.md` and `benchmarks/detection/results.json`. Rules are tuned on each world's own learning
period; nothing is tuned on what is scored.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from benchmarks.detection.contestants import OURS, SHIPPED, TUNED, headcount_alarms, rivals
from benchmarks.detection.lineup import scenes
from benchmarks.detection.page import Run, page
from headcount.lab.crowd import honest_world
from headcount.lab.planting import plant
from headcount.lab.score import judge
from headcount.lab.scoreboard import facts, plain, table
from headcount.lab.setting import Setting

HERE = Path(__file__).resolve().parent


def measure(setting: Setting, copies: int, every: int, run: Run, *, campaigns: bool) -> None:
    """Make the worlds of one seed and add everybody's verdicts to `run`."""
    crowd = honest_world(setting)
    for number, (scene, harvesters) in enumerate(scenes(copies, campaigns=campaigns).items()):
        world = plant(crowd, harvesters)
        began = time.perf_counter()
        run.add(TUNED, OURS, judge(world, headcount_alarms(world, every)), alone=not number)
        ours = time.perf_counter() - began
        for rule, how, alarms in rivals(world):
            run.add(how, rule, judge(world, alarms), alone=not number)
        theirs = time.perf_counter() - began - ours
        events = len(world.events)
        print(f"seed {setting.seed}, {scene}: {events:,} events, ours {ours:.1f} s, rivals {theirs:.1f} s", file=sys.stderr)


def main() -> None:
    """Run the benchmark and write its page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10, help="worlds")
    parser.add_argument("--first-seed", type=int, default=1_001, help="seeds below 1,001 are for tuning")
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=60, help="half of them are for learning")
    parser.add_argument("--copies", type=int, default=1, help="of each harvester that is alone, in each world")
    parser.add_argument("--every", type=int, default=5, help="days from one look of headcount to the next")
    parser.add_argument("--no-campaigns", action="store_true", help="leave out harvesters of many clients")
    parser.add_argument("--quick", action="store_true", help="two worlds of 4,000 accounts, a look every 5 days, no campaigns")
    parser.add_argument("--page", type=Path, default=HERE.parents[1] / "docs" / "benchmark-detection.md")
    parser.add_argument("--json", type=Path, default=HERE / "results.json")
    asked = parser.parse_args()
    if asked.quick:
        asked.seeds, asked.accounts, asked.people, asked.every, asked.no_campaigns = 2, 4_000, 20_000, 5, True
    run = Run()
    for seed in range(asked.first_seed, asked.first_seed + asked.seeds):
        setting = Setting(people=asked.people, clients=asked.accounts, days=asked.days, learning_days=asked.days // 2, seed=seed)
        measure(setting, asked.copies, asked.every, run, campaigns=not asked.no_campaigns)
    told = {"seeds": asked.seeds, "accounts": asked.accounts, "people": asked.people, "days": asked.days, "every": asked.every}
    asked.page.write_text(page(run, told))
    plain_facts = {how: facts(run.verdicts[how], run.alone[how]) for how in (TUNED, SHIPPED)}
    asked.json.write_text(json.dumps({"setting": told, **plain_facts}, indent=1) + "\n")
    for how in (TUNED, SHIPPED):
        print(f"{how}\n{plain(table(run.verdicts[how], run.alone[how]))}")


if __name__ == "__main__":
    main()
