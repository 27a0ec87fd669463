from __future__ import annotations

import gzip
from pathlib import Path

from headcount.lab.backgrounds import READERS, reader_of
from tests.lab.tables import HEAD, mail_table, staff_table
from tests.made import harvested_shop


def test_a_table_is_known_by_its_first_line_whatever_packs_it(tmp_path: Path) -> None:
    (tmp_path / "cases.csv.gz").write_bytes(gzip.compress(staff_table(tmp_path / "cases.csv").read_bytes()))
    known = {"cases.csv": "staff_cases", "cases.csv.gz": "staff_cases", "mails": "contacts"}
    mail_table(tmp_path / "mails")
    assert {name: getattr(reader_of(tmp_path / name), "name", None) for name in known} == known


def test_other_files_are_none(tmp_path: Path) -> None:
    others = {
        "a.log": "".join(harvested_shop()[:5]),
        "b.csv": "time,case\n",
        "c.csv": HEAD.replace("case", "person"),
        "d": "1 2\n",
    }
    for name, text in others.items():
        (tmp_path / name).write_text(text)
    assert {reader_of(tmp_path / name) for name in [*others, "gone"]} == {None}


def test_names_are_unique() -> None:
    names = [reader.name for reader in READERS]
    assert sorted(names) == sorted(set(names))
