from __future__ import annotations

import ctypes
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
from headcount import machine_code
from headcount.compiled import Loop, Scalar, compiled

Store = Callable[[], str]
NOBODYS = "a file stands where the folder would be"
BYTES = np.frombuffer(bytes(range(100)) * 2, np.uint8)


def total(numbers: NDArray[np.int64], into: NDArray[np.int64]) -> int:
    """The sum, and in `into` the running sums."""
    count = 0
    for place in range(len(numbers)):
        count += numbers[place]
        into[place] = count
    return count


def fill(into: NDArray[Any], value: Scalar) -> None:
    for place in range(len(into)):
        into[place] = value


def ends(table: NDArray[Any]) -> tuple[Scalar, Scalar, bool]:
    return table[0, 0], table[-1, -1], table.shape[0] == table.shape[1]


def joined(pair: tuple[NDArray[Any], NDArray[Any]], more: tuple[Scalar, Scalar]) -> Scalar:
    return pair[0].sum() + pair[1][-1] + more[0] * more[1]


def last(word: NDArray[Any]) -> Scalar:
    return word[-1] if len(word) else word.dtype.type(0)


def above(number: Scalar, bound: Scalar) -> bool:
    return bool(number > bound)


compares: Any = above
"""What the next one calls; a test puts a compiled one here."""


def how_many_above(numbers: NDArray[np.int64], bound: Scalar) -> int:
    found = 0
    for place in range(len(numbers)):
        found += compares(numbers[place], bound)
    return found


def root(number: Scalar) -> float:
    return float(np.sqrt(number) + np.exp(number))


def allocates(numbers: NDArray[np.int64]) -> int:
    again = np.empty_like(numbers)
    for place in range(len(numbers)):
        again[len(numbers) - 1 - place] = numbers[place]
    return int(again[0] - again[-1])


def gives_an_array(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return numbers[1:]


def raises(number: int) -> int:
    if number < 0:
        raise ValueError("negative")
    return number


def shift(number: Scalar, bits: Scalar) -> Scalar:
    return number >> bits


@pytest.fixture
def loop(tmp_path: Path) -> Callable[[Callable[..., Any]], Any]:
    """Compiles a function with a place of its own for its machine code."""
    return lambda function: Loop(function, tmp_path)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """`_store`, asked anew each time, for a package of one file and a home of its own."""
    package = tmp_path / "package"
    package.mkdir()
    for name in ("compiled", "instructions", "machine_code", "loops"):
        (package / f"{name}.py").write_text("one")
    monkeypatch.setattr(module, "__file__", str(package / "compiled.py"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return module._store.__wrapped__


def kept(place: Path) -> list[bytes]:
    """What is kept of each loop, without its digest: empty where Numba must run it."""
    return [file.read_bytes()[16:] for file in sorted(place.glob("*.o"))]


def test_a_compiled_loop_does_what_the_plain_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_store", lambda: str(tmp_path))
    fast: Any = compiled(total)
    numbers, sums = np.array([3, -1, 40]), np.zeros(3, np.int64)
    assert (fast(numbers, sums), sums.tolist()) == (42, [3, 2, 42])
    assert (fast.py_func, fast.__name__, fast.__doc__) == (total, "total", total.__doc__)
    assert [image.partition(b"\n")[0] for image in kept(tmp_path)] == [b"int64"]
    assert [file.name.rsplit("-", 2)[0] for file in tmp_path.glob("*.o")] == [f"{__name__}.total"]


@pytest.mark.parametrize(
    "kind", ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64"]
)
def test_numbers_of_every_kind(loop: Callable[..., Any], tmp_path: Path, kind: str) -> None:
    value, into = np.ones(1, kind)[0], np.zeros(3, kind)
    assert loop(fill)(into, value) is None
    assert into.tolist() == [1, 1, 1]
    largest = np.array([[0, 1], [0, 1]], kind) if kind == "bool" else np.array([[0, 1], [0, 100]], kind)
    assert loop(ends)(largest) == (0, largest[1, 1].item(), True)
    assert type(loop(ends)(largest)[1]) is type(largest[1, 1].item())
    assert len([image for image in kept(tmp_path) if image]) == 2


@pytest.mark.parametrize(
    "table",
    [
        np.arange(12).reshape(3, 4),
        np.arange(12).reshape(3, 4).T,
        np.arange(48).reshape(6, 8)[::-2, 1::3],
        np.ndarray((5, 2), "<u8", BYTES, 3, (1, 8)),
        np.asfortranarray(np.linspace(0, 1, 9).reshape(3, 3)),
    ],
)
def test_arrays_however_they_lie_in_memory(loop: Callable[..., Any], tmp_path: Path, table: NDArray[Any]) -> None:
    expected = (table[0, 0], table[-1, -1], table.shape[0] == table.shape[1])
    assert (loop(ends)(table), all(kept(tmp_path))) == (expected, True)


def test_each_form_of_arguments_has_machine_code_of_its_own(loop: Callable[..., Any], tmp_path: Path) -> None:
    fast, wide = loop(last), np.arange(10)
    words = np.ndarray((len(BYTES) - 7,), "<u8", BYTES, strides=(1,))
    assert [fast(wide), fast(wide[::3]), fast(wide[:0]), fast(words)] == [
        9,
        9,
        0,
        int.from_bytes(bytes(range(92, 100)), "little"),
    ]
    assert len(kept(tmp_path)) == 3


def test_arrays_that_may_not_be_written_stay_so(loop: Callable[..., Any]) -> None:
    with pytest.raises(numba.TypingError, match="readonly"):
        loop(fill)(BYTES, np.uint8(0))


def test_tuples_and_single_numbers(loop: Callable[..., Any], tmp_path: Path) -> None:
    pair = np.arange(4), np.array([[5]])[:, 0]
    assert loop(joined)(pair, (np.int64(-3), 7)) == 6 + 5 - 21
    bounds = ((1.5, 1), (np.uint64(2**64 - 1), np.uint64(1)), (-1, 0))
    assert [loop(above)(number, bound) for number, bound in bounds] == [True, True, False]
    assert type(loop(above)(2, 1)) is bool
    assert loop(root)(4.0) == pytest.approx(2 + np.exp(4), rel=1e-15)
    assert all(kept(tmp_path))


@pytest.mark.parametrize("function", [allocates, gives_an_array])
def test_a_loop_that_would_need_memory_is_refused(loop: Callable[..., Any], function: Callable[..., Any]) -> None:
    with pytest.raises(numba.TypingError):
        loop(function)(np.array([3, 1, 50]))


def test_arguments_that_c_does_not_know_run_under_numba(loop: Callable[..., Any], tmp_path: Path) -> None:
    assert (loop(shift)(2**64 - 1, np.uint64(60)), loop(above)(1, True)) == (15, False)
    assert loop(last)(np.array([1, 2j])) == 2j
    assert [image != b"" for image in kept(tmp_path)] == [True]


def test_threads_share_a_compiled_loop(loop: Callable[..., Any], tmp_path: Path) -> None:
    fast = loop(total)
    numbers = [np.arange(number) for number in range(20)]
    with ThreadPoolExecutor(4) as pool:
        sums = list(pool.map(lambda part: int(fast(part, part.copy())), numbers))
    assert (sums, len(kept(tmp_path))) == ([sum(range(number)) for number in range(20)], 1)


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:40] + b"\0" + data[41:], lambda _: b""])
def test_a_damaged_file_is_made_anew(loop: Callable[..., Any], tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    loop(above)(2, 1)
    file = next(tmp_path.glob("*.o"))
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert (loop(above)(2, 1), kept(tmp_path)[0][:9], module._kept(file)) == (True, b"bool\n\x7fELF", kept(tmp_path)[0])
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_machine_code_that_llvm_cannot_load_is_left_to_numba(loop: Callable[..., Any], tmp_path: Path) -> None:
    loop(above)(2, 1)
    module._keep(next(tmp_path.glob("*.o")), b"bool\nno object file")
    assert loop(above)(2, 1) is True


def test_nowhere_to_keep_machine_code(tmp_path: Path) -> None:
    fast: Any = Loop(above, tmp_path / "gone")
    assert (fast(2, 1), fast(1, 2), list(tmp_path.iterdir())) == (True, False, [])


def test_another_process_may_clear_the_store_at_any_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "store"
    place.mkdir()
    monkeypatch.setitem(globals(), "compares", Loop(above, place))
    fast: Any = Loop(how_many_above, place)
    place.rmdir()
    assert (fast(np.array([1, 2, 3]), 1), list(tmp_path.iterdir())) == (2, [])


def test_an_unknown_way_of_passing_arguments_is_left_to_numba(
    loop: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(machine_code._LLVM_TYPES, ctypes.c_int64, "i32")
    assert (loop(above)(2, 1), kept(tmp_path)) == (True, [b""])


def test_an_exception_inside_of_machine_code_is_one_outside(loop: Callable[..., Any], tmp_path: Path) -> None:
    fast = loop(raises)
    assert (fast(4), all(kept(tmp_path))) == (4, True)
    with pytest.raises(RuntimeError, match="raises raised an exception"):
        fast(-4)
    assert fast(5) == 5


def test_machine_code_is_of_one_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = machine_code._LLVM().environment.splitlines()
    assert {sys.version.splitlines()[0], f"numba-{numba.__version__}.dist-info"} <= set(lines)
    monkeypatch.setenv("NUMBA_OPT", "1")
    assert set(machine_code._LLVM().environment.splitlines()) - set(lines) == {"NUMBA_OPT=1"}


def test_machine_code_lies_beside_the_package_and_is_kept(store: Store, tmp_path: Path) -> None:
    place = Path(store())
    assert place.parent == tmp_path / "package" / "__pycache__"
    assert place.name.startswith("machine-code-")
    (place / "kept").touch()
    assert (store(), (place / "kept").exists()) == (str(place), True)


def test_every_change_of_what_makes_machine_code_has_a_store_of_its_own(store: Store, tmp_path: Path) -> None:
    seen = [store()]
    for name in ("compiled", "instructions", "machine_code"):
        (tmp_path / "package" / f"{name}.py").write_text("longer")
        seen.append(store())
    os.utime(tmp_path / "package" / "compiled.py", ns=(1, 1))
    seen.append(store())
    assert len(set(seen)) == 5
    assert [path.name for path in (tmp_path / "package" / "__pycache__").iterdir()] == [Path(seen[-1]).name]
    (tmp_path / "package" / "loops.py").write_text("longer")
    assert store() == seen[-1]


SOURCES = {
    "as it was": ("", ""),
    "a constant": ("BOUND = 3", "BOUND = 4"),
    "its type": ("BOUND = 3", "BOUND = 3.0"),
    "a table": ("np.arange(3)", "np.arange(3)[::-1].copy()"),
    "what it calls": ("return number + 1", "return number + 2"),
    "what that calls": ("return number * 5", "return number * 7"),
    "what it calls through a module": ("np.sqrt(number)", "np.exp(number)"),
    "its own text": ("total = 0", "total = 1"),
    "another operation": ("total += more", "total -= more"),
    "an instruction": ("lowest(number)", "ones(number)"),
}
MODULE = """
import numpy as np
from headcount.compiled import compiled
from headcount.instructions import lowest, ones
BOUND = 3
TABLE = np.arange(3)
@compiled
def five(number):
    return number * 5
@compiled
def more(number):
    return number + 1 + five(number) + lowest(number)
@compiled
def loop(numbers):
    total = 0
    for number in numbers:
        total += more(number) + BOUND + TABLE[0] + np.sqrt(number)
    return total
def elsewhere():
    return 1
"""


@pytest.mark.parametrize("change", SOURCES)
def test_machine_code_is_of_everything_that_the_loop_is_made_of(change: str) -> None:
    def stamp(source: str) -> str:
        space: dict[str, Any] = {"__name__": "loops"}
        exec(compile(source, "loops.py", "exec"), space)  # noqa: S102  # a module as it is now, and as it was
        return str(space["loop"].stamp)

    before, after = SOURCES[change]
    assert before in MODULE
    same = MODULE.replace("return 1\n", "return 2\n").replace("\n@compiled\ndef loop", "\n\n\n@compiled\ndef loop")
    changed = same.replace(before, after) if before else same
    assert (stamp(changed) == stamp(MODULE)) is (not before)


def test_machine_code_of_sources_as_they_were_goes_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Loop(above, tmp_path)(2, 1) is True
    assert Loop(above, tmp_path)(2.0, 1) is True
    assert Loop(root, tmp_path)(4.0) > 0
    before = {file.name for file in tmp_path.iterdir()}
    monkeypatch.setattr(above, "__code__", (lambda number, bound: bool(number >= bound)).__code__)
    assert Loop(above, tmp_path)(1, 1) is True
    after = {file.name for file in tmp_path.iterdir()}
    assert (len(before), len(after), len(before & after)) == (3, 2, 1)


def test_a_loop_names_nothing_of_which_a_change_cannot_be_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(globals(), "compares", object())
    with pytest.raises(TypeError, match="object in a compiled loop"):
        Loop(how_many_above, tmp_path)(np.array([1, 2, 3]), 1)


def test_a_package_that_cannot_be_written_has_its_machine_code_at_home(store: Store, tmp_path: Path) -> None:
    (tmp_path / "package" / "__pycache__").write_text(NOBODYS)
    assert Path(store()).parent == tmp_path / "home" / ".cache" / "headcount"


def test_without_a_place_machine_code_is_for_this_process_only(store: Store, tmp_path: Path) -> None:
    (tmp_path / "package" / "__pycache__").write_text(NOBODYS)
    (tmp_path / "home").write_text(NOBODYS)
    place = Path(store())
    assert (place.parent, place.name.startswith("headcount-"), place.is_dir()) == (tmp_path, True, True)


PROGRAM = """
import sys, numpy as np
from headcount import compiled as module, machine_code
module._store = lambda: sys.argv[1]
from loops import twice
print(twice(np.arange(4)), "numba" in sys.modules)
"""
LOOPS = """
from headcount.compiled import compiled
@compiled
def double(number):
    return 2 * number
@compiled
def twice(numbers):
    total = 0
    for place in range(len(numbers)):
        total += double(numbers[place])
    return total
"""


def told(tmp_path: Path, **settings: str) -> list[str]:
    """What a process of its own says: the answer of a loop that calls another, and whether Numba was imported."""
    (tmp_path / "loops.py").write_text(LOOPS)
    command = (sys.executable, "-c", PROGRAM, str(tmp_path))
    process = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(tmp_path), **settings}
    )
    return process.stdout.split()


def test_another_process_finds_the_machine_code_and_needs_no_numba(tmp_path: Path) -> None:
    assert [told(tmp_path), told(tmp_path)] == [["12", "True"], ["12", "False"]]
    assert told(tmp_path, NUMBA_OPT="1") == ["12", "True"]


def test_numba_switched_off_runs_the_functions_as_they_are_written(tmp_path: Path) -> None:
    assert [told(tmp_path, NUMBA_DISABLE_JIT="1") for _ in range(2)] == [["12", "True"]] * 2
    assert kept(tmp_path) == [b"", b""]
