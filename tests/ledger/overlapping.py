"""A made ledger in which it is known what accounts have in common, rolled up in the engine's tables and by number."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from headcount import config as composition
from headcount.catalog.agreements import Standing
from headcount.config import Config
from headcount.intake import count_files
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.handover import give, stand_in, take
from headcount.ledger.overlap import Shown
from headcount.ledger.rollup import roll_up, roll_up_showings
from headcount.ledger.showings import Showings
from headcount.model.incident import ClientName
from tests.made import line

ORDERS = {
    name: set(random.Random(name).sample(range(1000, 1400), 90))  # noqa: S311  # made traffic
    for name in ("ann", "bob", "carl", "dora")
}
USERS = {"ann": set(range(50)), "bob": set(range(25, 75))}
GROUPS = (("ann",), ("bob",), ("carl", "dora"), ("dora",))


def counted(folder: Path, shown: Mapping[str, Mapping[str, Sequence[int]]]) -> EmbeddedLedger:
    """A ledger in a file of accounts that were shown these records, by entity and account."""
    rows = [
        line("192.0.2.1", second, f"/{entity}/{record}", account=account)
        for entity, accounts in shown.items()
        for account, records in accounts.items()
        for second, record in enumerate(records)
    ]
    (folder / "access.log").write_text("".join(rows))
    tokens = composition.tokenizer(Config(), folder / "key", None)
    ledger = EmbeddedLedger(folder / "ledger", tokens.key_id)
    count_files([str(folder / "access.log")], ledger, composition.catalogue(Config(), tokens, []), None, None)
    ledger.name_clients()
    return ledger


def made(folder: Path) -> EmbeddedLedger:
    """The ledger of `ORDERS` and `USERS`."""
    shown = {"orders": ORDERS, "users": USERS}
    return counted(folder, {entity: {who: sorted(all_) for who, all_ in accounts.items()} for entity, accounts in shown.items()})


def in_tables(ledger: EmbeddedLedger) -> Shown:
    """What was shown, in the engine's tables."""
    shown = roll_up(ledger, Standing()).shown
    assert shown is not None
    return shown


@contextmanager
def by_number(ledger: EmbeddedLedger, folder: Path) -> Iterator[Shown]:
    """The same by number, with files below `folder`."""
    [(key,)] = ledger.connection.execute("SELECT key_id FROM about").fetchall()
    (folder / "handover").mkdir()
    showings = Showings(folder / "showings")
    take(give(ledger, showings.place, folder / "handover"), folder / "handover", showings)
    with EmbeddedLedger(None, key) as twin:
        stand_in(folder / "handover", showings, twin)
        shown = roll_up_showings(twin, showings, folder / "handover", Standing()).shown
        assert shown is not None
        yield shown


def numbers(ledger: EmbeddedLedger, *groups: Sequence[str]) -> list[list[int]]:
    """The ledger's numbers of accounts."""
    known = dict(ledger.connection.execute("SELECT name, client FROM client").fetchall())
    return [[known[name] for name in group] for group in groups]


def expected() -> list[list[int]]:
    """What each two of `GROUPS` have in common, by plain sets."""
    return [[len(_taken(*one) & _taken(*other)) for other in GROUPS] for one in GROUPS]


def _taken(*names: str) -> set[tuple[str, int]]:
    orders = {("orders", order) for name in names for order in ORDERS[name]}
    return orders | {("users", user) for name in names for user in USERS.get(name, ())}


def levels(entity: Mapping[str, set[int]]) -> dict[int, int]:
    """Of an entity, how many records have so many viewers."""
    viewers = [sum(record in all_ for all_ in entity.values()) for record in set().union(*entity.values())]
    return {number: viewers.count(number) for number in sorted(set(viewers))}


def named(*names: str) -> list[ClientName]:
    return [ClientName("account", name) for name in names]
