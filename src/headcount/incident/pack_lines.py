"""The lines of logs that prove an exposure: by file, number and SHA-256; their text only where it is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.incident.pack_tables import write_tables
from headcount.ledger import exposure_rows
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure_rows import LoggedFile
from headcount.model.exposure import Exposure

_ROWS = 100_000
_FIELDS = [("file", pa.uint32()), ("path", pa.string()), ("line", pa.int64()), ("sha256", pa.string())]
SAME = "same"
"""The only standing in which a log's lines prove something."""


class Logs(Protocol):
    """Where logs are looked up again: the rooms that may read them do that."""

    def find(self, file: LoggedFile) -> str:
        """`same`, `changed`, `gone`, `not by line`: how it was found again."""

    def read(self, file: LoggedFile, numbers: NDArray[np.int64]) -> Iterator[tuple[int, bytes]]:
        """(number, bytes without the line feed) of these lines (ascending), as far as the file has them."""


@dataclass(slots=True)
class Proof:
    """What came of one log."""

    file: LoggedFile
    standing: str
    wanted: int
    """Lines that prove a showing."""
    found: int
    """Lines among them whose digest is in the pack."""


def prove(ledger: EmbeddedLedger, found: Exposure, logs: Logs, folder: Path, *, with_text: bool) -> list[Proof]:
    """Write `lines.parquet` and `lines.csv` below `folder`, with text also `NUMBER.log` for each file; says what came of each.

    A line is what the log has between two line feeds, decompressed. A log that is gone or has changed has rows without digest.
    The ledger has just counted `found`.
    """
    proofs = [Proof(file, logs.find(file), 0, 0) for file in exposure_rows.files(ledger, found)]
    write_tables(_batches(ledger, found, logs, folder if with_text else None, proofs), folder / "lines")
    return proofs


def _batches(
    ledger: EmbeddedLedger, found: Exposure, logs: Logs, texts: Path | None, proofs: list[Proof]
) -> Iterator[pa.RecordBatch]:
    for proof in proofs:
        numbers = exposure_rows.lines(ledger, found, proof.file.file)
        proof.wanted = len(numbers)
        text = (texts / f"{proof.file.file}.log").open("wb") if texts and proof.standing == SAME else None
        lines = logs.read(proof.file, numbers) if proof.standing == SAME else iter(())
        try:
            for start in range(0, len(numbers), _ROWS):
                part = numbers[start : start + _ROWS]
                digests = _digests(lines, part, text)
                proof.found += sum(one is not None for one in digests)
                yield _batch(proof.file, part, digests)
        finally:
            if text:
                text.close()
    if not any(proof.wanted for proof in proofs):
        yield pa.RecordBatch.from_pylist([], pa.schema(_FIELDS))


def _digests(lines: Iterator[tuple[int, bytes]], numbers: NDArray[np.int64], text: BinaryIO | None) -> list[str | None]:
    """A digest for each number. Lines come in the order of the numbers; a file that ends early has none for the rest."""
    digests: list[str | None] = []
    for _ in range(len(numbers)):
        line = next(lines, None)
        if line is None:
            break
        digests.append(hashlib.sha256(line[1]).hexdigest())
        if text:
            text.write(line[1] + b"\n")
    return digests + [None] * (len(numbers) - len(digests))


def _batch(file: LoggedFile, numbers: NDArray[np.int64], digests: list[str | None]) -> pa.RecordBatch:
    count = len(numbers)
    columns = [pa.repeat(pa.scalar(file.file, pa.uint32()), count), pa.repeat(pa.scalar(file.path, pa.string()), count)]
    return pa.record_batch([*columns, pa.array(numbers), pa.array(digests, pa.string())], schema=pa.schema(_FIELDS))
