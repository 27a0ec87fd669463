from __future__ import annotations

import dataclasses

from headcount.lab.harvesters import HARVESTERS
from tests.house.tree import PACKAGE, imports

ROOM = PACKAGE / "lab" / "harvesters"


def _stems() -> list[str]:
    return sorted(path.stem for path in ROOM.glob("*.py") if path.stem not in {"__init__", "interface"})


def test_one_word_names_a_pattern_everywhere() -> None:
    assert sorted(harvester.name for harvester in HARVESTERS) == _stems()
    assert [type(harvester).__module__.rpartition(".")[2] for harvester in HARVESTERS] == [h.name for h in HARVESTERS]


def test_patterns_do_not_know_each_other() -> None:
    known = {
        stem: imports(ROOM / f"{stem}.py") & {f"headcount.lab.harvesters.{other}" for other in _stems()} for stem in _stems()
    }
    assert {stem: found for stem, found in known.items() if found} == {}


def test_parameters_are_plain_values_for_the_truth() -> None:
    values = {type(getattr(h, field.name)) for h in HARVESTERS for field in dataclasses.fields(type(h))}  # type: ignore[arg-type]  # the Protocol does not say that each is a dataclass
    assert values == {str, int, float, bool}
