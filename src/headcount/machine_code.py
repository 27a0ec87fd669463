"""Machine code of compiled loops: made by Numba and LLVM as an object file, loaded by LLVM alone, called as a C function."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import chain, count
from pathlib import Path
from typing import Any, cast

import numpy as np

Code = Callable[[Sequence[Any]], Any]
"""What runs a loop on its arguments."""

SETTINGS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": {"reassoc", "contract", "nsz"}, "_nrt": False}
"""Sums of fractions may be taken in another order, so that the processor adds several at once. Without Numba's run-time, nothing
can be allocated, and nothing is spent on counting references to arrays: a loop over log lines is five times faster."""
_NUMBERS: dict[str, Any] = {
    "bool": ctypes.c_bool,
    **{f"{sign}int{bits}": getattr(ctypes, f"c_{sign}int{bits}") for sign in ("", "u") for bits in (8, 16, 32, 64)},
    "float32": ctypes.c_float,
    "float64": ctypes.c_double,
}
"""Numbers as C has them, by the name that both NumPy and Numba give them."""
_LLVM_TYPES = {ctypes.c_void_p: "ptr", ctypes.c_float: "float", ctypes.c_double: "double"}
"""What LLVM calls C types; the others are integers and named by their bits."""
_ENTRY, _LOOP = "entry", "loop"
"""The names in every object file: of the function that is called, and of the loop that it calls."""
_DATA, _SHAPE, _STRIDES = 16, 32, 40
"""Bytes from the beginning of an array object to the pointers to its items, its shape, its strides (see `fits`)."""
_MATHEMATICS = {"acos", "asin", "atan", "atan2", "cos", "erf", "exp", "lgamma", "log", "log1p", "pow", "sin", "sqrt", "tan"}
"""Functions of the C library (ISO C, math.h) that kept code may call."""
_numbers = count()
"""LLVM wants a new name for whatever it loads."""
_libraries: list[object] = []
"""What LLVM has loaded: code is in memory as long as its library is."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What one argument is for C."""

    c: Any
    """Its C type."""
    size: int = 0
    """Bytes of an item of an array; 0 for a number."""
    axes: int = 0

    @property
    def llvm(self) -> str:
        """Its name in LLVM."""
        return _LLVM_TYPES.get(self.c) or f"i{8 * ctypes.sizeof(self.c)}"

    @property
    def slot(self) -> str:
        """How `struct` writes it in eight bytes."""
        if self.size:
            return "Q"
        return {ctypes.c_bool: "?7x", ctypes.c_float: "d", ctypes.c_double: "d"}.get(self.c, "q" if self.c(-1).value < 0 else "Q")


def c_types(form: Hashable) -> list[Kind] | None:
    """The C types of arguments of this form, tuples taken apart; None when C has none for them.

    An array goes as the pointer to its object; the names are that of its items and how many axes it has.
    """
    match form:
        case str(name) if name in _NUMBERS:
            return [Kind(_NUMBERS[name])]
        case (np.dtype() as dtype, int(axes), int()):
            known = dtype.name in _NUMBERS and dtype.isnative
            return [Kind(ctypes.c_void_p, dtype.itemsize, axes)] if known else None
        case tuple(parts):
            types = [kinds for part in parts if (kinds := c_types(part)) is not None]
            return list(chain.from_iterable(types)) if len(types) == len(parts) else None
        case _:
            return None


def _values(arguments: Sequence[Any]) -> list[Any]:
    """What goes into the slots: the addresses of array objects, and numbers. The arguments are kept alive by whoever calls."""
    values: list[Any] = []
    for argument in arguments:
        if type(argument) is tuple:
            values += _values(argument)
        else:
            values.append(id(argument) if type(argument) is np.ndarray else argument)
    return values


def _bridge(kinds: Sequence[Kind]) -> str:
    """LLVM's text of a function that takes the arguments out of slots of eight bytes each and calls the loop.

    The first slot holds where the result goes; null when it does not matter. Arrays are read out of their objects. Numba passes
    an array as: the owner of its memory and a Python object (both null here), how many items, their size, where they are, and
    along each axis the shape, then the strides.
    """
    lines = ["%room = alloca [64 x i8]", "%exception = alloca ptr", "store ptr null, ptr %exception"]
    lines += ["%asked = load ptr, ptr %slots", "%nowhere = icmp eq ptr %asked, null"]
    lines.append("%result = select i1 %nowhere, ptr %room, ptr %asked")
    given = ["ptr %result", "ptr %exception"]
    for at, kind in enumerate(kinds):
        lines.append(f"%slot{at} = getelementptr i64, ptr %slots, i64 {at + 1}")
        if not kind.size:
            wide, narrower = ("double", "fptrunc") if kind.slot == "d" else ("i64", "trunc")
            lines.append(f"%wide{at} = load {wide}, ptr %slot{at}")
            if kind.llvm == wide:
                given.append(f"{wide} %wide{at}")
            else:
                lines.append(f"%a{at} = {narrower} {wide} %wide{at} to {kind.llvm}")
                given.append(f"{kind.llvm} %a{at}")
            continue
        lines.append(f"%a{at} = load ptr, ptr %slot{at}")
        for field, place in (("data", _DATA), ("shape", _SHAPE), ("strides", _STRIDES)):
            lines += [
                f"%{field}at{at} = getelementptr i8, ptr %a{at}, i64 {place}",
                f"%{field}{at} = load ptr, ptr %{field}at{at}",
            ]
        total = "1"
        for field in ("shape", "strides"):
            for axis in range(kind.axes):
                lines += [
                    f"%{field}at{at}.{axis} = getelementptr i64, ptr %{field}{at}, i64 {axis}",
                    f"%{field}{at}.{axis} = load i64, ptr %{field}at{at}.{axis}",
                ]
        for axis in range(kind.axes):
            lines.append(f"%items{at}.{axis} = mul i64 {total}, %shape{at}.{axis}")
            total = f"%items{at}.{axis}"
        axes = [f"i64 %{field}{at}.{axis}" for field in ("shape", "strides") for axis in range(kind.axes)]
        given += ["ptr null", "ptr null", f"i64 {total}", f"i64 {kind.size}", f"ptr %data{at}", *axes]
    declared = ", ".join(one.partition(" ")[0] for one in given)
    body = "\n".join([*lines, f"%code = call i32 @{_LOOP}({', '.join(given)})", "ret i32 %code"])
    return f"declare i32 @{_LOOP}({declared})\ndefine i32 @{_ENTRY}(ptr %slots) {{\n{body}\n}}"


def fits() -> bool:
    """Whether array objects lie in memory as NumPy's C interface says (`PyArrayObject_fields`), which `_bridge` relies on."""
    array = np.zeros((3, 5), np.int16)[:, 1:]

    def read(place: int) -> int:
        return int(ctypes.c_void_p.from_address(id(array) + place).value or 0)

    shape, strides = ((ctypes.c_int64 * 2).from_address(read(place)) for place in (_SHAPE, _STRIDES))
    return (read(_DATA), tuple(shape), tuple(strides)) == (array.ctypes.data, array.shape, array.strides)


def _c_result(words: str) -> type[ctypes.Structure] | None:
    """The C structure of what is returned, from its type in Numba's words (`none`, `int64`, `(int64, bool)`)."""
    names = words.strip("()").split(", ")
    if words != "none" and not all(name in _NUMBERS for name in names):
        return None
    fields = [(f"item{at}", _NUMBERS.get(name, ctypes.c_void_p)) for at, name in enumerate(names)]
    return type("Result", (ctypes.Structure,), {"_fields_": fields})


def made(function: Callable[..., Any], arguments: Sequence[Any], types: list[Kind]) -> bytes:
    """Compile for such arguments: what is returned in words, a line feed, an object file. Empty when Numba must run it.

    What the code needs is read in LLVM's text of it: functions from outside when it allocates or calls back, and the types of
    its arguments. LLVM's own functions become instructions or calls of the C library.
    """
    numba, llvm = import_module("numba"), _llvm()
    if numba.config.DISABLE_JIT:
        return b""
    forms = tuple(map(numba.typeof, arguments))
    bare = numba.njit(**SETTINGS, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    bare.compile(forms)
    returned = bare.overloads[forms].signature.return_type
    result = f"({', '.join(map(str, returned))})" if isinstance(returned, numba.types.BaseTuple) else str(returned)
    module = llvm.binding.parse_assembly(bare.inspect_llvm(forms))
    outside = {one.name for one in module.functions if one.is_declaration and not one.name.startswith("llvm.")} - _MATHEMATICS
    entries = [one for one in module.functions if not one.is_declaration and one.linkage == llvm.binding.Linkage.external]
    if outside or len(entries) != 1 or not _c_result(result):
        return b""
    passed = [str(one.type) for one in entries[0].arguments]
    array = ["ptr", "ptr", "i64", "i64", "ptr"]
    named = chain.from_iterable([*array, *["i64"] * 2 * kind.axes] if kind.size else [kind.llvm] for kind in types)
    if passed != ["ptr", "ptr", *named]:  # first, where the result goes, and where an exception would
        return b""
    entries[0].name = _LOOP
    module.link_in(llvm.binding.parse_assembly(_bridge(types)))
    code: bytes = llvm.machine.emit_object(module)
    return f"{result}\n".encode() + code


def loaded(name: str, image: bytes, types: list[Kind]) -> Code | None:
    """Load what `made` made; None when LLVM cannot."""
    llvm = _llvm()
    result, _, code = image.partition(b"\n")
    builder = llvm.binding.JITLibraryBuilder().add_object_img(code).add_current_process().export_symbol(_ENTRY)
    try:
        library = builder.link(llvm.linker, f"{name}-{next(_numbers)}")
    except RuntimeError:
        return None
    _libraries.append(library)
    return _runner(name, library[_ENTRY], result.decode(), types)


def _runner(name: str, address: int, result: str, types: list[Kind]) -> Code:
    """Machine code at an address as a Python function.

    It raises RuntimeError where the loop raised anything: what that was only Numba could tell.
    """
    function = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_char_p)(address)
    slots = struct.Struct(f"=Q{''.join(kind.slot for kind in types)}").pack
    structure = cast("type[ctypes.Structure]", _c_result(result))
    fields = [field for field, *_ in structure._fields_]

    def run(arguments: Sequence[Any]) -> None:
        if function(slots(0, *_values(arguments))):
            raise RuntimeError(f"{name} raised an exception; its py_func tells which")

    def answer(arguments: Sequence[Any]) -> object:
        returned = structure()
        if function(slots(ctypes.addressof(returned), *_values(arguments))):
            raise RuntimeError(f"{name} raised an exception; its py_func tells which")
        values = tuple(getattr(returned, field) for field in fields)
        return values if result.startswith("(") else values[0]

    return run if result == "none" else answer


class _LLVM:
    """LLVM for this processor."""

    def __init__(self) -> None:
        self.binding = import_module("llvmlite.binding")
        self.binding.initialize_native_target()
        self.binding.initialize_native_asmprinter()
        cpu, features = self.binding.get_host_cpu_name(), self.binding.get_host_cpu_features().flatten()
        target = self.binding.Target.from_default_triple()
        self.machine: Any = target.create_target_machine(cpu, features, 3, reloc="pic", codemodel="small", jit=True)
        """Makes object files, of code that may lie anywhere in memory."""
        self.linker: Any = self.binding.create_lljit_compiler(self.machine)
        """Loads object files."""
        numba = find_spec("numba")
        site = Path(numba.origin).parents[1] if numba and numba.origin else Path()
        releases = sorted(folder.name for folder in site.glob("numba-*.dist-info"))
        settings = sorted(f"{name}={value}" for name, value in os.environ.items() if name.startswith("NUMBA_"))
        llvm = [import_module("llvmlite").__version__, *map(str, self.binding.llvm_version_info), target.triple]
        self.environment = "\n".join([sys.version, *releases, *settings, *llvm, cpu, features])
        """See `environment`."""


@cache
def _llvm() -> _LLVM:
    return _LLVM()


def environment() -> str:
    """Everything but source and arguments that machine code depends on: Python, Numba, its settings, LLVM, the processor."""
    return str(_llvm().environment)
