"""Streams: how far a live tap was counted in each, kept in the same transaction as what was counted."""

from __future__ import annotations

import duckdb

from headcount.ledger.entries import Position, StreamEnd, StreamRow


class Streams:
    """The tables `stream`, `source_file` and `skipped` of one ledger, as a live run writes them: rows change in their place."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Read what is there."""
        self._run = connection.execute
        rows = self._run(
            "SELECT tap, stream, file, stream.position, format, lines FROM stream JOIN source_file USING (file)"
        ).fetchall()
        self.rows = [StreamRow(*row) for row in rows]
        """Every stream, as the ledger had it when it was opened."""
        self._files = {row.file for row in self.rows} | {file for (file,) in self._run("SELECT file FROM source_file").fetchall()}
        self._named = {row.file for row in self.rows}
        self._reasons = set(self._run("SELECT file, reason FROM skipped").fetchall())

    def keep(self, end: StreamEnd) -> None:
        """Write down how far a stream is counted; the caller commits."""
        at = end.at
        told = [getattr(at, name) for name in Position.__slots__]
        if at.file in self._files:
            self._run(
                """UPDATE source_file SET path = ?, format = ?, head_size = ?, head_digest = ?, position = ?, tail_digest = ?,
                          lines = ?, accesses = ?, skipped = ? WHERE file = ?""",
                [*told[1:], at.file],
            )
        else:
            self._run("INSERT INTO source_file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", told)
        if at.file in self._named:
            self._run("UPDATE stream SET tap = ?, stream = ?, position = ? WHERE file = ?", [*end.named, end.position, at.file])
        else:
            self._run("INSERT INTO stream VALUES (?, ?, ?, ?)", [at.file, *end.named, end.position])
        for reason, (lines, first) in end.skipped.items():
            if (at.file, reason) in self._reasons:
                self._run("UPDATE skipped SET lines = lines + ? WHERE file = ? AND reason = ?", [lines, at.file, reason])
            elif lines:
                self._run("INSERT INTO skipped VALUES (?, ?, ?, ?)", [at.file, reason, lines, first])
        self._files.add(at.file)
        self._named.add(at.file)
        self._reasons |= {(at.file, reason) for reason in end.skipped}
