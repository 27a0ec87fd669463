"""Loops over bytes and rows, compiled to machine code on first use (Numba) and kept on disk.

Numba takes a second or more to start even when there is nothing to compile. So the machine code of a loop is kept as an
object file, which LLVM loads alone (llvmlite, a tenth of that), and Numba is imported only when a loop meets arguments of a
form that it has not met before. Kept is what needs nothing of Numba or the interpreter at run time; a loop that takes other
things than arrays of plain numbers, numbers and tuples of these runs under Numba. No loop may allocate: give it the arrays
that it works in (and assign slices element by element, since Numba copies them first).
"""

from __future__ import annotations

import builtins
import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cache, cached_property, update_wrapper
from importlib import import_module
from pathlib import Path
from threading import RLock
from types import CodeType, ModuleType
from typing import Any, Generic, ParamSpec, TypeVar, cast

import numpy as np

from headcount.instructions import Instruction
from headcount.machine_code import SETTINGS, Code, c_types, environment, fits, loaded, made

Scalar = Any
"""A number inside of a compiled loop: Numba tells its type from the arrays."""
P = ParamSpec("P")
R = TypeVar("R")

_FLAGS = 0x0001 | 0x0002 | 0x0100 | 0x0400
"""The flags of an array that machine code depends on: contiguous by rows, contiguous by columns, aligned, writeable."""
_DIGEST = 16
"""Bytes of the digest that a kept file begins with."""

_lock = RLock()


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function over NumPy arrays and numbers. It runs without the interpreter's lock, so that threads overlap.

    Compiled functions may call each other. Arguments are given by position. No exception is expected inside; what one is can
    be seen by calling `py_func`.
    """
    return Loop(function, Path(_store()))


class Loop(Generic[P, R]):
    """A compiled function, with machine code for each form of arguments met so far."""

    def __init__(self, function: Callable[P, R], store: Path) -> None:
        """`store` is the directory where machine code is kept."""
        self.py_func = function
        """The function as it was written."""
        self._store = store
        self._codes: dict[Hashable, Code] = {}
        update_wrapper(self, function)

    def __call__(self, *arguments: P.args, **_: P.kwargs) -> R:
        """Run it."""
        form = tuple(
            [
                (a.dtype, a.ndim, a.flags.num & _FLAGS) if type(a) is np.ndarray else _form(a) for a in arguments
            ]  # the common case, at once
        )
        code = self._codes.get(form)
        if code is None:
            with _lock:
                code = self._codes[form] = self._codes.get(form) or self._code(form, arguments)
        return cast("R", code(arguments))

    @cached_property
    def plain(self) -> Callable[..., Any]:
        """The function under Numba: it runs what machine code alone cannot, and is what other compiled functions call."""
        numba = import_module("numba")
        dispatcher: Callable[..., Any] = numba.njit(**SETTINGS)(self.py_func)  # kept by `_keep`, which a full disk cannot stop
        return dispatcher

    @cached_property
    def stamp(self) -> str:
        """Changes with everything in the sources that machine code of this loop depends on, as far as it is no argument."""
        stamp = hashlib.blake2b(digest_size=8)
        for part in _parts(self.py_func, set()):
            stamp.update(f"{part}\n".encode())
        return stamp.hexdigest()

    @property
    def _numba_type_(self) -> object:
        """Numba asks an object for this when compiled code uses it."""
        return cast("Any", self.plain)._numba_type_

    def _code(self, form: tuple[Hashable, ...], arguments: Sequence[Any]) -> Code:
        """What runs this form of arguments: machine code, kept before or made and kept now, or else Numba."""
        types = c_types(form)
        if types is not None and fits():
            function = cast("Any", self.py_func)
            stamp = hashlib.blake2b(f"{environment()}\n{form}".encode(), digest_size=12).hexdigest()
            file = self._store / f"{function.__module__}.{function.__qualname__}-{self.stamp}-{stamp}.o"
            image = _kept(file)
            if image is None:
                image = made(function, arguments, types)
                _keep(file, image)
            code = loaded(function.__qualname__, image, types) if image else None
            if code:
                return code
        return lambda given: self.plain(*given)


def _form(argument: object) -> Hashable:
    """All that machine code depends on in an argument; None when only Numba can tell."""
    kind = type(argument)
    if kind is np.ndarray:
        array = cast("np.ndarray[Any, Any]", argument)
        return array.dtype, array.ndim, array.flags.num & _FLAGS
    if kind is int:
        return "int64" if -(1 << 63) <= cast("int", argument) < 1 << 63 else None
    if isinstance(argument, np.generic):
        return kind.__name__  # that of its dtype, which takes NumPy much longer to tell
    if kind is tuple:
        return tuple(map(_form, cast("tuple[Any, ...]", argument)))
    return "float64" if kind is float else "bool" if kind is bool else None


def _parts(function: Callable[..., Any], seen: set[Callable[..., Any]]) -> Iterator[str]:
    """What a function is made of, itself and by what it names: other compiled functions, and constants, with their values.

    What a function calls is compiled into it, and so are the values that names of its module have at that time.

    Raises:
        TypeError: it names something of which cannot be told whether it has changed.
    """
    seen.add(function)
    code = function.__code__
    yield f"{function.__module__}.{function.__qualname__} {function.__defaults__}"
    for block in _blocks(code):
        yield f"{block.co_code.hex()} {[part for part in block.co_consts if not isinstance(part, CodeType)]} {block.co_names}"
    names = {name for block in _blocks(code) for name in block.co_names}
    cells = zip(code.co_freevars, (cell.cell_contents for cell in function.__closure__ or ()), strict=True)
    named = {**{name: function.__globals__[name] for name in names if name in function.__globals__}, **dict(cells)}
    for name, value in sorted(named.items()):
        if isinstance(value, ModuleType) and value.__name__.partition(".")[0] == __package__:
            parts = {f"{name}.{part}": vars(value)[part] for part in sorted(names) if part in vars(value)}
        else:
            parts = {name: value}
        for place, part in parts.items():
            if isinstance(part, Loop):
                yield f"{place} = {part.py_func.__qualname__}"
                if part.py_func not in seen:
                    yield from _parts(part.py_func, seen)
            else:
                yield f"{place} = {_value(part)}"


def _blocks(code: CodeType) -> Iterator[CodeType]:
    """The code of a function, and of the functions in it."""
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _blocks(part)


def _value(part: object) -> str:
    """A constant in words, with its type; of a module or an instruction its name: their sources are told apart elsewhere."""
    if isinstance(part, np.ndarray):
        return f"{part.dtype} {part.shape} {part.tobytes().hex()}"
    if isinstance(part, (bool, int, float, str, bytes, np.generic)) or part is None:
        return f"{type(part).__name__} {part!r}"
    if isinstance(part, tuple):
        return str([_value(one) for one in part])
    if isinstance(part, ModuleType):
        return f"{part.__name__} {getattr(part, '__version__', '')}"
    if isinstance(part, Instruction):
        return part.plain.__qualname__
    if part is getattr(builtins, getattr(part, "__name__", ""), builtins):
        return f"builtin {cast('Any', part).__name__}"
    raise TypeError(f"{type(part).__name__} in a compiled loop: of this cannot be told whether it has changed")


def _kept(file: Path) -> bytes | None:
    """What `_keep` wrote; None when it is not there, or is not whole."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    image = data[_DIGEST:]
    return image if hashlib.blake2b(image, digest_size=_DIGEST).digest() == data[:_DIGEST] else None


def _keep(file: Path, image: bytes) -> None:
    """Write the file whole or not at all: another process may be reading or writing it."""
    draft = file.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):  # a full disk, for one: the next process compiles again
        draft.write_bytes(hashlib.blake2b(image, digest_size=_DIGEST).digest() + image)
        draft.replace(file)
        loop, state, _ = file.name.rsplit("-", 2)
        for old in file.parent.glob(f"{loop}-*.o"):  # of sources as they were
            if not old.name.startswith(f"{loop}-{state}-"):
                old.unlink(missing_ok=True)


@cache
def _store() -> str:
    """A directory for machine code that these sources made: of this module, and of those by which it makes machine code."""
    package = Path(__file__).parent
    stamp = hashlib.blake2b(digest_size=8)
    for source in ("compiled.py", "instructions.py", "machine_code.py"):
        status = (package / source).stat()
        stamp.update(f"{source} {status.st_size} {status.st_mtime_ns}\n".encode())
    for below in ("package", "home"):
        try:
            parent = package / "__pycache__" if below == "package" else Path.home() / ".cache" / "headcount"
            store = parent / f"machine-code-{stamp.hexdigest()}"
            store.mkdir(parents=True, exist_ok=True)
            for old in parent.glob("machine-code-*"):
                if old != store:
                    shutil.rmtree(old, ignore_errors=True)
        except (OSError, RuntimeError):  # not ours to write to, or nobody has a home here
            continue
        return str(store)
    return tempfile.mkdtemp(prefix="headcount-")
