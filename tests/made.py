"""Made access logs, and a ledger's content in a form that two ledgers can be compared by. Addresses are of RFC 5737."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
GIVEN_NAMES = tuple(
    first + last
    for first in ("an", "bo", "ce", "du", "el", "fi", "gu", "ha", "io")
    for last in ("ra", "mi", "ko", "ten", "lu", "vad", "nis", "sel")
)


def line(
    address: str,
    second: int,
    target: str,
    *,
    status: int = 200,
    agent: str = BROWSER,
    account: str = "-",
    forwarded: str | None = None,
) -> str:
    """One line of an nginx or Apache combined log, `second` seconds after `START`; with `forwarded`, one field more."""
    time = (START + dt.timedelta(seconds=second)).strftime("%d/%b/%Y:%H:%M:%S %z")
    more = f' "{forwarded}"' if forwarded is not None else ""
    return f'{address} - {account} [{time}] "GET {target} HTTP/1.1" {status} 512 "-" "{agent}"{more}\n'


def shop(lines: int, seed: int, *, begin: int = 0) -> list[str]:
    """A small shop's traffic: numbered orders, profiles by name, buyers in queries, pages, assets, misses and some noise."""
    draw = random.Random(seed)  # noqa: S311  # made traffic
    rows = []
    for number in range(lines):
        address, second = f"198.51.100.{draw.randrange(1, 40)}", begin + 7 * number
        agent = (
            f"{BROWSER} {draw.randrange(3) if address.endswith('9') else 0}.{draw.randrange(5) if address.endswith('7') else 0}"
        )
        kind = draw.randrange(10)
        target, status = (
            (f"/orders/{draw.randrange(1000, 1400)}", 200 if draw.random() < 0.8 else 404),
            (f"/orders/{draw.randrange(1000, 1400)}/rating", 200),
            (f"/u/{draw.choice(GIVEN_NAMES)}", 200),
            (f"/order/evaluate?buyer={draw.randrange(100, 900)}&tab=2", 200),
            (f"/parcels?ids={draw.randrange(1000)},{draw.randrange(1000)}", 200),
            ("/static/site.css", 200),
            ("/", 200),
            (f"/mail/{draw.choice(GIVEN_NAMES)}%40example.org", 200),
            ("/about", 200),
            ("/login", 403),
        )[kind]
        rows.append(line(address, second, target, status=status, agent=agent, account="erin" if address.endswith("5") else "-"))
    rows.insert(lines // 2, "this is no access\n")
    return rows


def content(ledger: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What a ledger says, without its internal numbers: each showing and miss with the identities that asked."""
    identities = "address, account, credential, user_agent"
    joined = "JOIN caller USING (caller) JOIN agent USING (agent)"
    through = "JOIN (FROM route WHERE subject IS NOT NULL AND NOT tentative) USING (route)"
    columns = {
        "shown": f"record, template, {identities}, shown_at, line FROM disclosure {joined} {through}",
        "missed": f"record, template, {identities}, asked_at, line FROM attempt {joined} {through}",
        "traffic": f"{identities}, sum(requests), sum(errors), min(first), max(last) FROM traffic {joined} GROUP BY ALL",
        "files": "lines, accesses, skipped, position FROM source_file",
        "skipped": "reason, sum(lines) FROM skipped GROUP BY reason",
        "clients": "lens, name, count(DISTINCT record) FROM shown JOIN client USING (client) GROUP BY ALL",
    }
    with duckdb.connect(str(ledger), read_only=True) as connection:
        return {name: connection.execute(f"SELECT {text} ORDER BY ALL").fetchall() for name, text in columns.items()}


HARVESTER = "203.0.113.77"


def harvested_shop(agent: str = BROWSER, *, proxy: str | None = None) -> list[str]:
    """Two days of 150 honest visitors, who look at what is popular, and one who walks along all order numbers in three hours.

    With `proxy`, every line comes from there and names the client in X-Forwarded-For.
    """
    return list(_harvested_shop(agent, proxy))


@cache
def _harvested_shop(agent: str, proxy: str | None) -> tuple[str, ...]:
    draw = random.Random(2026)  # noqa: S311  # made traffic
    rows = []
    for visitor in range(150):
        own = f"198.51.100.{visitor}"
        for _ in range(draw.randrange(1, 4)):
            second = draw.randrange(2 * 86_400)
            for _ in range(draw.randrange(1, 9)):
                second += draw.randrange(5, 90)
                rows.append((second, own, f"/orders/{10_000 + int(draw.paretovariate(0.7)) % 3000}"))
    rows += [(30_000 + 9 * n, HARVESTER, f"/orders/{10_000 + 2 * n}") for n in range(1200)]
    return tuple(
        line(proxy or who, second, target, agent=agent if who == HARVESTER else BROWSER, forwarded=who if proxy else None)
        for second, who, target in sorted(rows)
    )
