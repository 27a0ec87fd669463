from __future__ import annotations

from pathlib import Path

import pytest

from headcount.config.engines import engine
from headcount.errors import UsageError
from headcount.intake import count_files


def test_the_embedded_engine_reads_files_in_order() -> None:
    with engine("embedded", None, None) as chosen:
        assert (chosen.read, chosen.count, chosen.in_order) == (count_files, None, None)


@pytest.mark.parametrize(
    ("name", "master", "storage", "why"),
    [
        ("embedded", "local[2]", None, "belong to --engine spark"),
        ("spark", None, None, "needs --master"),
        ("spark", "spark://127.0.0.1:7077", None, "needs --storage"),
        ("spark", "local[2]", Path("/nowhere/at/all"), "/nowhere/at/all cannot be written"),
    ],
)
def test_what_does_not_go_together(name: str, master: str | None, storage: Path | None, why: str) -> None:
    with pytest.raises(UsageError, match=why), engine(name, master, storage):
        pass
