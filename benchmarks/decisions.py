"""What one decision costs, and what a judge holds: medians, memory and the longest pause, for a million clients.

    python benchmarks/decisions.py [--clients 1000000] [--people 5] [--verdicts 10000]

Prints one line a figure. Every client asks for `people` different people of a route with a daily and an hourly budget; then a
day passes slot by slot while a tenth of them go on, so that what runs out is let go of under way.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import sys
import time
from statistics import median, quantiles

from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers
from headcount.catalog.inline import InlineDoor
from headcount.catalog.routes import Declaration
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.model.verdict import Action, Verdict
from headcount.policy.book import BudgetBook
from headcount.policy.budget import Budget
from headcount.policy.judge import MemoryJudge

DAY, HOUR = 86_400_000_000, 3_600_000_000
NOW = 1_800_000_000_000_000
SAMPLE = 20_000


def memory() -> float:
    """Megabytes that this process holds now."""
    with open("/proc/self/statm") as file:  # noqa: PTH123  # read in the middle of a measurement
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6


def figures(name: str, nanoseconds: list[int]) -> None:
    """Print median, 99th percentile and the longest, in microseconds."""
    p99 = quantiles(nanoseconds, n=100)[98]
    longest = max(nanoseconds)
    print(f"{name:44} median {median(nanoseconds) / 1e3:8.1f} us   p99 {p99 / 1e3:8.1f} us   longest {longest / 1e3:10.1f} us")


def main() -> None:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--clients", type=int, default=1_000_000)
    options.add_argument("--people", type=int, default=5)
    options.add_argument("--verdicts", type=int, default=10_000)
    told = options.parse_args()
    tokens = Tokenizer(key_of_passphrase("benchmark"))
    declared = [Declaration("/users/{id}", "id", "GET", "", ("phone",), people=True)]
    door = InlineDoor(Catalogue(tokens, Callers(tokens), declared))
    budgets = [Budget("daily", 300, new=200, observe=False), Budget("hourly", 100, period=HOUR, observe=False)]
    book = BudgetBook(budgets)
    judge = MemoryJudge(book)
    chance = random.Random(7)  # noqa: S311  # made data
    clock = time.perf_counter_ns

    def ask(client: int, now: int) -> tuple[int, int]:
        """Nanoseconds of the door and of the judge for one request."""
        start = clock()
        seen = door.see("GET", f"/users/{chance.randrange(50_000_000)}", address="192.0.2.7", account=f"account-{client}")
        between = clock()
        judge.decide(seen, now)
        return between - start, clock() - between

    gc.collect()
    before = memory()
    took: list[tuple[int, int]] = []
    for turn in range(told.people):
        for client in range(told.clients):
            pair = ask(client, NOW + turn)
            if client % 50 == 0:
                took.append(pair)
    for number in range(told.verdicts):
        name = f"account-{number * 7 % told.clients}"
        judge.put(Verdict(0, "account", name, Action.MASK, NOW, NOW + 30 * DAY, f"finding:slow_crawl:{number}", (), "crawl"))
    print(f"python {sys.version.split()[0]}, {told.clients:,} clients, {told.people} people each, {told.verdicts:,} verdicts")
    held, most = memory() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    each = held * 1e6 / told.clients
    print(f"memory of the judge {held:,.0f} MB ({each:,.0f} bytes a client); most of the whole process {most:,.0f} MB")
    figures("door, one request that names a person", [pair[0] for pair in took])
    figures("decision, while a million clients fill up", [pair[1] for pair in took])
    figures("decision, two budgets, full", [ask(chance.randrange(told.clients), NOW + 9)[1] for _ in range(SAMPLE)])
    listed = door.see("GET", "/users/" + ",".join(str(n) for n in range(50)), address="192.0.2.7", account="account-1")
    known = []
    for _ in range(SAMPLE // 10):
        start = clock()
        judge.decide(listed, NOW + 10)
        known.append(clock() - start)
    figures("decision, a list of 50 known people", known)
    under = [ask(number * 7 % told.clients, NOW + 11)[1] for number in range(min(SAMPLE, told.verdicts))]
    figures("decision, a client under a verdict", under)
    going = []
    for slot in range(1, 60):
        going += [ask(client, NOW + slot * HOUR // 2)[1] for client in chance.sample(range(told.clients // 10), SAMPLE // 40)]
    figures("decision, a day goes by and people run out", going)
    clients = sum(page.sightings.clients for page in book.pages)
    print(f"clients that the two budgets hold after a day and five hours: {clients:,}")
    print(f"memory of the judge {memory() - before:,.0f} MB")


if __name__ == "__main__":
    main()
