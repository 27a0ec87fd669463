"""What is made, kept and run is tested with `compiled`; here is how arguments are seen."""

from __future__ import annotations

import ctypes

import numpy as np

from headcount.machine_code import Kind, c_types, environment, fits


def test_arrays_are_handed_over_as_objects_and_numbers_as_themselves() -> None:
    form = (np.dtype(np.uint16), 2, 0x0501), "float64", ("int64", "bool")
    assert c_types(form) == [Kind(ctypes.c_void_p, 2, 2), Kind(ctypes.c_double), Kind(ctypes.c_int64), Kind(ctypes.c_bool)]
    assert [kind.llvm for kind in c_types(form) or ()] == ["ptr", "double", "i64", "i8"]


def test_what_c_has_no_type_for() -> None:
    assert c_types(("int64", None)) is None
    assert c_types(((np.dtype(">i4"), 1, 0x0501),)) is None
    assert c_types(((np.dtype("datetime64[s]"), 1, 0x0501),)) is None


def test_array_objects_lie_in_memory_as_numpy_says() -> None:
    assert fits()


def test_the_environment_names_what_machine_code_depends_on() -> None:
    assert "numba-" in environment()
