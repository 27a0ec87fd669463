from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from headcount.catalog.canary_plan import load_plan
from tests.cli.conftest import Headcount
from tests.leaky import TAKEN, THIEF, leaky_shop, scanned
from tests.made import line


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scanned(tmp_path_factory.mktemp("made"), leaky_shop())


@pytest.fixture
def shop(headcount: Headcount, made: Path) -> Headcount:
    for name in ("leaky.ledger", "leaky.ledger.key"):
        shutil.copy(made.with_name(name), name)
    return headcount


def _leak(orders: tuple[str, ...] = TAKEN[100:180], name: str = "leak.csv") -> str:
    Path(name).write_text("order,person\n" + "".join(f"{order},Made Person {n}\n" for n, order in enumerate(orders)))
    return name


def test_the_thief_is_named(shop: Headcount) -> None:
    answer = shop("attribute", _leak(), "--ledger", "leaky.ledger", "--json", "answer.json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(
        f"80 of the 80 different rows name somebody whom the ledger knows; address {THIEF} was shown 100% of them, which chance "
        "does not explain.\n"
    )
    assert "Read column order as orders, as it stands: 80 of 80 rows are known." in answer.out
    assert "taken after 2026-03-03 14:16 UTC and before 2026-03-03 14:22 UTC" in answer.out
    told = json.loads(Path("answer.json").read_text())
    assert told["verdict"] == "client"
    first = told["candidates"][0]
    assert (first["client"], first["lens"], first["coverage"], first["rows"], first["records"]) == (
        THIEF,
        "address",
        1.0,
        80,
        400,
    )
    assert first["window"]["after"] == "2026-03-03T14:16:10Z"
    assert first["strength"] > told["threshold"]
    assert told["sample"]["columns"] == [
        {"name": "order", "entity": "orders", "spelling": "as it stands", "rows": 80, "known": 80}
    ]


def test_no_value_of_the_sample_is_written(shop: Headcount) -> None:
    answer = shop("attribute", _leak(), "--ledger", "leaky.ledger", "--json", "-")
    assert "Made Person" not in answer.out
    assert not [order for order in TAKEN[100:180] if re.search(rf"(?<![\d.]){order}(?![\d.])", answer.out)]


def test_nothing_later_than_it_surfaced_counts(shop: Headcount) -> None:
    answer = shop("attribute", _leak(), "--ledger", "leaky.ledger", "--surfaced", "2026-03-03", "--json", "-")
    assert answer.json["verdict"] == "none"
    assert answer.json["until"] == "2026-03-03T00:00:00Z"
    assert shop("attribute", "leak.csv", "--ledger", "leaky.ledger", "--surfaced", "yesterday").code == 2


def test_nobody_explains_it(shop: Headcount) -> None:
    answer = shop("attribute", _leak(tuple(f"x{n}" for n in range(50))), "--ledger", "leaky.ledger")
    assert answer.code == 0
    assert answer.out.startswith("Nobody in the ledger explains this: none of the 50 different rows names anybody whom it knows.")


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"", "the sample is empty"), (b"\x00\x01\x02\xff" * 50, "is no list"), (None, "nothing could be read")],
    ids=["empty", "binary", "missing"],
)
def test_bad_input_is_said(shop: Headcount, data: bytes | None, told: str) -> None:
    if data is not None:
        Path("bad").write_bytes(data)
    answer = shop("attribute", "bad", "--ledger", "leaky.ledger")
    assert answer.code == 2
    assert told in answer.err


def test_a_wrong_key_is_said(shop: Headcount) -> None:
    Path("other.key").write_text("00" * 16 + "\n")
    Path("other.key").chmod(0o600)
    answer = shop("attribute", _leak(), "--ledger", "leaky.ledger", "--key", "other.key")
    assert answer.code == 1
    assert "was written under another key" in answer.err


@pytest.mark.parametrize("bounds", [("--rows", "0"), ("--seconds", "0")])
def test_bounds_are_looked_at(shop: Headcount, bounds: tuple[str, str]) -> None:
    assert shop("attribute", _leak(), "--ledger", "leaky.ledger", *bounds).code == 2


def test_only_the_first_rows_are_read_and_it_is_said(shop: Headcount) -> None:
    answer = shop("attribute", _leak(), "--ledger", "leaky.ledger", "--rows", "40")
    assert "Not read: rows after the first 40 were not read" in answer.out
    assert answer.out.startswith("40 of the 40 different rows")


def test_a_canary_decides(shop: Headcount) -> None:
    shop("canary", "make", "--plan", "plan.json", "--for", "partner-a", "--for", "partner-b")
    phone = load_plan(Path("plan.json")).people[4].fields["phone"]
    Path("leak.csv").write_text(
        "order,phone\n" + "".join(f"{order},1540000{n:04}\n" for n, order in enumerate(TAKEN[:40])) + f"x,{phone}\n"
    )
    Path("plan.json.key").rename("kept.key")
    asked = ("attribute", "leak.csv", "--ledger", "leaky.ledger", "--canaries", "plan.json", "--json", "-")
    assert shop(*asked).code == 2
    answer = shop(*asked, "--canary-key", "kept.key")
    assert answer.json["verdict"] == "client"
    assert [(one["client"], one["lens"]) for one in answer.json["candidates"][:2]] == [
        ("partner-b", "variant"),
        (THIEF, "address"),
    ]
    assert answer.json["canaries"] == [{"variant": "partner-b", "people": 1, "fields": ["phone"], "rows": [41], "certain": True}]


def test_a_ledger_that_holds_nothing(shop: Headcount) -> None:
    Path("empty.log").write_text(line("198.51.100.1", 1, "/about"))
    shop("scan", "empty.log", "--ledger", "empty.ledger", "--no-detect", "--quiet")
    answer = shop("attribute", _leak(), "--ledger", "empty.ledger", "--json", "-")
    assert (answer.code, answer.json["verdict"], answer.json["clients"]) == (0, "none", 0)
