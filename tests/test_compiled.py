from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest
from numpy.typing import NDArray

from headcount import compiled as module
from headcount.compiled import compiled

Store = Callable[[], str]
NOBODYS = "a file stands where the folder would be"


def total(numbers: NDArray[np.int64], into: NDArray[np.int64]) -> int:
    """The sum, and in `into` the running sums."""
    count = 0
    for place in range(len(numbers)):
        count += numbers[place]
        into[place] = count
    return count


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """`_store`, asked anew each time, for a package of one file and a home of its own."""
    package = tmp_path / "package"
    package.mkdir()
    (package / "loops.py").write_text("one")
    monkeypatch.setattr(module, "__file__", str(package / "compiled.py"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return module._store.__wrapped__


def test_a_compiled_loop_does_what_the_plain_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_store", lambda: str(tmp_path / "code"))
    settings: Any = numba.config
    before = settings.CACHE_DIR
    fast: Any = compiled(total)
    numbers, sums = np.array([3, -1, 40]), np.zeros(3, np.int64)
    assert (fast(numbers, sums), sums.tolist(), settings.CACHE_DIR) == (42, [3, 2, 42], before)
    assert fast.py_func is total
    assert Path(fast.stats.cache_path).is_relative_to(tmp_path / "code")
    assert {file.suffix for file in Path(fast.stats.cache_path).iterdir()} == {".nbi", ".nbc"}


def test_threads_share_a_compiled_loop() -> None:
    fast = compiled(total)
    numbers = [np.arange(number) for number in range(20)]
    with ThreadPoolExecutor(4) as pool:
        sums = list(pool.map(lambda part: int(fast(part, part.copy())), numbers))
    assert sums == [sum(range(number)) for number in range(20)]


def test_machine_code_lies_beside_the_package_and_is_kept(store: Store, tmp_path: Path) -> None:
    place = Path(store())
    assert place.parent == tmp_path / "package" / "__pycache__"
    assert place.name.startswith("machine-code-")
    (place / "kept").touch()
    assert (store(), (place / "kept").exists()) == (str(place), True)


def test_every_change_of_the_sources_has_machine_code_of_its_own(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "package" / "loops.py"
    seen = [store()]
    source.write_text("longer")
    seen.append(store())
    os.utime(source, ns=(1, 1))
    seen.append(store())
    source.rename(source.with_name("rows.py"))
    seen.append(store())
    (tmp_path / "package" / "room").mkdir()
    (tmp_path / "package" / "room" / "more.py").touch()
    seen.append(store())
    assert len(set(seen)) == 5
    assert [path.name for path in (tmp_path / "package" / "__pycache__").iterdir()] == [Path(seen[-1]).name]
    (tmp_path / "package" / "table.json").touch()
    assert store() == seen[-1]


def test_a_package_that_cannot_be_written_has_its_machine_code_at_home(store: Store, tmp_path: Path) -> None:
    (tmp_path / "package" / "__pycache__").write_text(NOBODYS)
    assert Path(store()).parent == tmp_path / "home" / ".cache" / "headcount"


def test_without_a_place_machine_code_is_for_this_process_only(store: Store, tmp_path: Path) -> None:
    (tmp_path / "package" / "__pycache__").write_text(NOBODYS)
    (tmp_path / "home").write_text(NOBODYS)
    place = Path(store())
    assert (place.parent, place.name.startswith("headcount-"), place.is_dir()) == (tmp_path, True, True)


def test_another_process_finds_the_machine_code(tmp_path: Path) -> None:
    """The second process compiles nothing: it loads what the first one left."""
    program = """
import sys, numpy as np
from pathlib import Path
from headcount import compiled as module
module._store = lambda: sys.argv[1]
from loops import double
assert double(np.arange(4)) == 12
print(sum(double.stats.cache_hits.values()), sum(double.stats.cache_misses.values()))
"""
    (tmp_path / "loops.py").write_text(
        "from headcount.compiled import compiled\n@compiled\ndef double(numbers):\n    return 2 * numbers.sum()\n"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "code")],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
        ).stdout.split()
        for _ in range(2)
    ]
    assert told == [["0", "1"], ["1", "0"]]
