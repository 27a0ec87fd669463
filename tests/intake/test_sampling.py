from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.catalog.samples import Sample, read_sample
from headcount.catalog.tokens import Tokenizer
from headcount.errors import UsageError
from headcount.intake.sampling import Chosen, choose
from headcount.ledger.embedded import EmbeddedLedger
from tests.leaky import TAKEN, leaky_shop, opened, scanned
from tests.made import line

Asked = tuple[EmbeddedLedger, Tokenizer]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    ledger, tokens = opened(scanned(Path(tmp_path_factory.mktemp("shop")), leaky_shop()))
    with ledger:
        yield ledger, tokens


def _sample(folder: Path, text: str) -> Sample:
    (folder / "leak").write_text(text)
    return read_sample(str(folder / "leak"))


def _used(chosen: Chosen) -> list[tuple[str, str, str, int, int]]:
    return [(column.name, column.entity, column.spelling, column.rows, column.known) for column in chosen.columns]


def test_the_column_that_the_ledger_knows_is_used(asked: Asked, tmp_path: Path) -> None:
    rows = "".join(f"{n},{order},{20 + n % 50},x{n}\n" for n, order in enumerate(TAKEN[:80], 1))
    chosen = choose(_sample(tmp_path, "no,order,age,other\n" + rows + "81,7,30,y\n"), *asked)
    assert _used(chosen) == [("order", "orders", "as it stands", 81, 80)]
    assert (chosen.different, len(chosen.token), chosen.row.tolist(), chosen.entities) == (81, 80, list(range(80)), ("orders",))


def test_a_column_that_numbers_the_rows_is_left_out(asked: Asked, tmp_path: Path) -> None:
    rows = "".join(f"{n},{order}\n" for n, order in enumerate(TAKEN[:80], 10_000))
    chosen = choose(_sample(tmp_path, "no,order\n" + rows), *asked)
    assert [column.name for column in chosen.columns] == ["order"]


def test_the_same_twice_is_one_row(asked: Asked, tmp_path: Path) -> None:
    chosen = choose(_sample(tmp_path, "order,x\n" + "".join(f"{order},1\n{order},2\n" for order in TAKEN[:30])), *asked)
    assert chosen.different == 30
    assert len(set(chosen.row.tolist())) == 30


def test_lines_are_found_in_their_pieces(asked: Asked, tmp_path: Path) -> None:
    chosen = choose(_sample(tmp_path, "".join(f"somebody----{order}----x\n" for order in TAKEN[:30])), *asked)
    assert _used(chosen) == [("part 2 of the line", "orders", "as it stands", 30, 30)]


def test_nothing_that_the_ledger_knows(asked: Asked, tmp_path: Path) -> None:
    chosen = choose(_sample(tmp_path, "a,b\n1,x\n2,y\n3,y\n"), *asked)
    assert (len(chosen.token), chosen.different) == (0, 3)
    assert _used(chosen) == [("column1", "", "", 3, 0), ("column2", "", "", 3, 0)]


def test_columns_and_entities_can_be_named(asked: Asked, tmp_path: Path) -> None:
    sample = _sample(tmp_path, "a,b\n" + "".join(f"{order},{TAKEN[n]}\n" for n, order in enumerate(TAKEN[100:140])))
    assert [column.name for column in choose(sample, *asked, ["b"], ["orders"]).columns] == ["b"]
    with pytest.raises(UsageError, match="there is no column 'c'; there are: 'a', 'b'"):
        choose(sample, *asked, ["c"])
    with pytest.raises(UsageError, match="there is no entity 'users'; there are: 'orders'"):
        choose(sample, *asked, (), ["users"])


def test_every_spelling_of_a_phone_is_one_row(tmp_path: Path) -> None:
    numbers = [f"1540000{n:04}" for n in range(20)]
    ledger, tokens = opened(scanned(tmp_path, [line("198.51.100.1", n, f"/u/+86{number}") for n, number in enumerate(numbers)]))
    rows = "".join(f"x,+86 {number[:3]}-{number[3:7]}-{number[7:]}\n" for number in numbers)
    with ledger:
        chosen = choose(_sample(tmp_path, "name,mobile\n" + rows), ledger, tokens)
    assert _used(chosen) == [("mobile", chosen.entities[0], "phone", 20, 20)]
    assert chosen.different == 20
