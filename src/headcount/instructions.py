"""What a compiled loop can ask of the processor and Python has no words for: many bytes compared at once, bits counted.

Numba turns a call of one of these into LLVM's instruction for it; outside of compiled code they are plain Python.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import import_module
from inspect import Parameter, Signature, signature
from typing import Any, cast

WIDTH = 64
"""Bytes that `equal` compares: as many as a 64-bit word has bits."""

Argument = Any
"""A number or an array; inside of a compiled loop Numba tells which."""
Part = Any
"""Something of Numba's or llvmlite's, which are imported only where there is something to compile."""
Emit = Callable[[Part, Part, Sequence[Part], Sequence[Part]], Part]
"""Code generator's context, IR builder, Numba's types of the arguments and their values, to the value of the answer."""


class Instruction:
    """A function of numbers and arrays that compiled code may call; its answer is an unsigned 64-bit number."""

    def __init__(self, plain: Callable[..., int], emit: Emit) -> None:
        """`plain` says in Python what `emit` asks of LLVM."""
        self.plain = plain
        self._emit = emit

    def __call__(self, *arguments: Argument) -> int:
        """The answer, by the interpreter."""
        return self.plain(*arguments)

    @cached_property
    def _numba_type_(self) -> object:
        """Numba asks an object for this when compiled code uses it."""
        types, extending = import_module("numba.core.types"), import_module("numba.core.extending")
        context, emit = import_module("numba.core.registry").cpu_target.typing_context, self._emit

        def typed(_: object, *arguments: object) -> object:
            return types.uint64(*arguments), lambda context, builder, kinds, values: emit(context, builder, kinds.args, values)

        names = ["context", *signature(self.plain).parameters]
        cast("Any", typed).__signature__ = Signature([Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in names])
        known = extending.intrinsic(typed)
        context.refresh()
        return context.resolve_value_type(known)


def _equal(data: Argument, at: int, one: int, other: int) -> int:
    return sum(1 << place for place in range(WIDTH) if data[at + place] in (one, other))


def _emit_equal(context: Part, builder: Part, kinds: Sequence[Part], values: Sequence[Part]) -> Part:
    ir = import_module("llvmlite.ir")
    array = context.make_array(kinds[0])(context, builder, values[0])
    many = ir.VectorType(ir.IntType(8), WIDTH)
    begin = builder.gep(array.data, [values[1]])
    found = builder.load(builder.bitcast(begin, many.as_pointer()))
    found.align = 1
    nothing, everywhere = ir.Constant(many, ir.Undefined), ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)

    def same(byte: Part) -> Part:
        single = builder.insert_element(nothing, builder.trunc(byte, ir.IntType(8)), ir.Constant(ir.IntType(32), 0))
        return builder.icmp_unsigned("==", found, builder.shuffle_vector(single, nothing, everywhere))

    return builder.bitcast(builder.or_(same(values[2]), same(values[3])), ir.IntType(WIDTH))


def _lowest(word: Argument) -> int:
    return (int(word) & -int(word)).bit_length() - 1


def _emit_lowest(_: Part, builder: Part, __: Sequence[Part], values: Sequence[Part]) -> Part:
    ir = import_module("llvmlite.ir")
    return builder.cttz(values[0], ir.Constant(ir.IntType(1), 1))


def _ones(word: Argument) -> int:
    return int(word).bit_count()


def _emit_ones(_: Part, builder: Part, __: Sequence[Part], values: Sequence[Part]) -> Part:
    return builder.ctpop(values[0])


equal = Instruction(_equal, _emit_equal)
"""`equal(data, at, one, other)`: which of the 64 bytes from `at` are `one` or `other`, the first in the lowest bit.

`data` is a contiguous array of bytes and holds them all; the other arguments are 64-bit integers."""
lowest = Instruction(_lowest, _emit_lowest)
"""`lowest(word)`: the place of the lowest bit that is set in an unsigned 64-bit word, which has one."""
ones = Instruction(_ones, _emit_ones)
"""`ones(word)`: how many bits are set in an unsigned 64-bit word."""
