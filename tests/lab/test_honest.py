from __future__ import annotations

from headcount.lab.honest import KINDS
from tests.house.tree import PACKAGE, imports

ROOM = PACKAGE / "lab" / "honest"
MECHANISMS = {"work", "surprises", "address_books"}


def test_one_word_names_a_kind_everywhere() -> None:
    stems = {path.stem for path in ROOM.glob("*.py")} - {"__init__", "interface"} - MECHANISMS
    assert sorted(kind.name for kind in KINDS) == sorted(stems)


def test_kinds_do_not_know_each_other() -> None:
    names = {f"headcount.lab.honest.{kind.name}" for kind in KINDS}
    assert [(kind.name, found) for kind in KINDS if (found := imports(ROOM / f"{kind.name}.py") & names)] == []
