from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from headcount.catalog.renaming import identifiers, renamed, unnamed
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.errors import ConfigError

OLD, FRESH = (Tokenizer(key_of_passphrase(words)) for words in ("an old key", "a fresh key"))


def test_an_identifier_has_its_token_under_each_key(tmp_path: Path) -> None:
    file = tmp_path / "users.csv"
    file.write_text("name,person\nx,7\ny,\nz,A%40Example.org\n")
    table = identifiers(file, "users", OLD)
    rows = [tuple(row.values()) for batch in renamed(table, FRESH) for row in batch.to_pylist()]
    wanted = [b"7", b"a@example.org"]
    assert rows == list(zip(OLD.tokens_of("users", wanted), FRESH.tokens_of("users", wanted), strict=True))
    assert table.note() == "2 identifiers, 1 row left out (line 3: it names no record)"


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("id\n7\n")
    with pytest.raises(ConfigError, match=r"needs the column record \(or person\)"):
        list(renamed(identifiers(tmp_path / "x.csv", "users", OLD), FRESH))


def test_records_that_nobody_named_get_tokens_of_the_fresh_key() -> None:
    old = np.array([1, 2, 2**64 - 1], np.uint64)
    fresh = unnamed(FRESH)(old)
    assert (len(set(fresh.tolist())), fresh.dtype) == (3, np.dtype(np.uint64))
    assert set(fresh.tolist()).isdisjoint(unnamed(OLD)(old).tolist())
    assert unnamed(FRESH)(old[:0]).tolist() == []
