"""Arrays and texts of a board as files: written once, read where they lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike, NDArray


def write_arrays(folder: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write each under its name, as plain numbers.

    Raises:
        OSError: there is no room.
    """
    for name, values in arrays.items():
        with (folder / name).open("wb") as file:
            file.write(np.ascontiguousarray(values).data)


def array(path: Path, kind: DTypeLike, rows: int = -1) -> NDArray[Any]:
    """The first `rows` numbers of a file (-1: all) as they lie on disk, to be read only.

    Raises:
        OSError: there are not so many.
    """
    size = np.dtype(kind).itemsize
    there = path.stat().st_size // size
    if rows > there:
        raise OSError(f"{path.name} is too short")
    count = there if rows < 0 else rows
    return np.asarray(np.memmap(path, kind, "r", shape=(count,))) if count else np.zeros(0, kind)


def write_texts(path: Path, texts: Mapping[str, pa.Array | pa.ChunkedArray]) -> None:
    """Write columns of text into one file.

    Raises:
        OSError: there is no room.
    """
    table = pa.table(dict(texts)).combine_chunks()
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as stream:
        stream.write_table(table)


def texts(path: Path, names: Sequence[str]) -> list[pa.Array]:
    """Columns of text as they lie on disk."""
    with pa.memory_map(str(path)) as file:
        table = pa.ipc.open_file(file).read_all()
    return [table.column(name).combine_chunks() if table.num_rows else pa.array([], pa.string()) for name in names]


def ranges(starts: NDArray[Any], counts: NDArray[Any]) -> NDArray[np.int64]:
    """The numbers `start`, `start + 1` ... of each range, `count` of them, one range after the other."""
    counts = counts.astype(np.int64)
    total = int(counts.sum())
    if not total:
        return np.zeros(0, np.int64)
    shift = starts.astype(np.int64) - (np.cumsum(counts) - counts)
    return np.repeat(shift, counts) + np.arange(total)


def distinct(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The different numbers (none negative), ascending, and how often each is there."""
    ordered = np.sort(keys)
    first = np.flatnonzero(np.diff(ordered, prepend=-1))
    return ordered[first], np.diff(first, append=len(ordered))
