"""Loops over bytes and rows, compiled to machine code on first use (Numba) and kept on disk.

Numba takes a second or more to start even when there is nothing to compile. So the machine code of a loop is kept as an
object file, which LLVM loads alone (llvmlite, a tenth of that), and Numba is imported only when a loop meets arguments of a
form that it has not met before. Kept is what needs nothing of Numba or the interpreter at run time; a loop that takes other
things than arrays of plain numbers, numbers and tuples of these runs under Numba. No loop may allocate: give it the arrays
that it works in (and assign slices element by element, since Numba copies them first).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Hashable, Sequence
from functools import cache, cached_property, update_wrapper
from importlib import import_module
from pathlib import Path
from threading import RLock
from typing import Any, Generic, ParamSpec, TypeVar, cast

import numpy as np

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

    @property
    def _numba_type_(self) -> object:
        """Numba asks an object for this when compiled code uses it."""
        return cast("Any", self.plain)._numba_type_

    def _code(self, form: tuple[Hashable, ...], arguments: Sequence[Any]) -> Code:
        """What runs this form of arguments: machine code, kept before or made and kept now, or else Numba."""
        types = c_types(form)
        if types is not None and fits():
            stamp = hashlib.blake2b(f"{environment()}\n{form}".encode(), digest_size=12).hexdigest()
            function = cast("Any", self.py_func)
            file = self._store / f"{function.__module__}.{function.__qualname__}-{stamp}.o"
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


@cache
def _store() -> str:
    """A directory for machine code of exactly these sources.

    What a function calls is compiled into it, so machine code is kept apart for each state of the package.
    """
    package = Path(__file__).parent
    stamp = hashlib.blake2b(digest_size=8)
    for source in sorted(package.rglob("*.py")):
        status = source.stat()
        stamp.update(f"{source.relative_to(package)} {status.st_size} {status.st_mtime_ns}\n".encode())
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
