"""What clients ask from most, and when they first came."""

from __future__ import annotations

from pathlib import Path

from headcount import config as composition
from headcount.config import Config
from headcount.intake import count_files
from headcount.ledger.common_traits import traits_of
from tests.made import line

DAY = 86_400


def test_every_client_has_what_it_asks_from_most(tmp_path: Path) -> None:
    rows = [line("192.0.2.1", n, "/orders/1", account="ann", agent="A/1") for n in range(3)]
    rows += [line("198.51.100.7", 10 * DAY + n, "/orders/2", account="ann", agent="B/1") for n in range(5)]
    rows += [line("2001:db8:0:7::9", 10 * DAY, "/orders/3", agent="A/1")]
    (tmp_path / "access.log").write_text("".join(rows))
    tokens = composition.tokenizer(Config(), tmp_path / "key", None)
    with composition.ledger(None, tokens) as ledger:
        assert traits_of(ledger).to_pylist() == []
        count_files([str(tmp_path / "access.log")], ledger, composition.catalogue(Config(), tokens, []), None, None)
        ledger.name_clients()
        assert traits_of(ledger).to_pylist() == [
            {"lens": "account", "name": "ann", "agent": "B/1", "prefix": "198.51.100.0/24", "day": 0},
            {"lens": "address", "name": "2001:db8:0:7::9", "agent": "A/1", "prefix": "2001:db8:0:7::/64", "day": 10},
        ]
