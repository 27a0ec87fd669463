"""A made ledger from which something was taken: 300 addresses look at some of 4,000 orders, and one more takes 400."""

from __future__ import annotations

import random
from pathlib import Path

from headcount.catalog.tokens import Tokenizer, load_key
from headcount.cli import main
from headcount.ledger.embedded import EmbeddedLedger
from tests.made import line

ENTITY = "orders"
VISITORS = 300
THIEF = "203.0.113.77"
TAKEN = tuple(str(number) for number in random.Random(5).sample(range(10_000, 14_000), 400))  # noqa: S311 - made traffic
"""The orders that the thief was shown, in this order, one every 30 seconds from the 100,000th second on."""
TAKEN_FROM, TAKEN_EVERY = 100_000, 30


def leaky_shop() -> list[str]:
    """Two days of the shop's log, by time."""
    draw = random.Random(2026)  # noqa: S311 - made traffic
    rows = [(TAKEN_FROM + TAKEN_EVERY * n, THIEF, order) for n, order in enumerate(TAKEN)]
    for visitor in range(VISITORS):
        address = f"198.51.{100 + visitor // 250}.{visitor % 250 + 1}"
        for _ in range(draw.randrange(10, 60)):
            number = draw.randrange(4000) if draw.random() < 0.7 else int(draw.paretovariate(0.6)) % 4000
            rows.append((draw.randrange(2 * 86_400), address, str(10_000 + number)))
    return [line(address, second, f"/orders/{order}") for second, address, order in sorted(rows)]


def scanned(folder: Path, rows: list[str]) -> Path:
    """The ledger of a log, in this folder."""
    log, ledger = folder / "leaky.log", folder / "leaky.ledger"
    log.write_text("".join(rows))
    assert main(["scan", str(log), "--ledger", str(ledger), "--no-detect", "--quiet"]) == 0
    return ledger


def opened(ledger: Path) -> tuple[EmbeddedLedger, Tokenizer]:
    """The ledger to ask, and its tokenizer."""
    tokens = Tokenizer(load_key(ledger.with_name(ledger.name + ".key")))
    return EmbeddedLedger(ledger, tokens.key_id, read_only=True), tokens


def shown(ledger: EmbeddedLedger, tokens: Tokenizer) -> dict[str, list[str]]:
    """The orders that each client was shown."""
    orders = [str(10_000 + n) for n in range(4000)]
    names = dict(zip(tokens.tokens_of(ENTITY, [order.encode() for order in orders]), orders, strict=True))
    told: dict[str, list[str]] = {}
    rows = ledger.connection.execute(
        "SELECT DISTINCT name, record FROM client_disclosure JOIN client USING (client) ORDER BY ALL"
    )
    for name, record in rows.fetchall():
        told.setdefault(name, []).append(names[record])
    return told
