"""What can go wrong, said so that the reader knows what happened, where, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass


class HeadcountError(Exception):
    """Base of everything headcount raises on purpose; the command line prints it without a traceback."""


class UsageError(HeadcountError):
    """The command cannot be carried out as it was given (exit code 2)."""


class ConfigError(UsageError):
    """`headcount.toml` says something that cannot be used; names file, key and remedy."""


class InputError(UsageError):
    """A file that was named cannot be read at all; names the file and the remedy."""


class LedgerError(HeadcountError):
    """The ledger file cannot be opened, is of another version, or belongs to another key."""


class OrderError(HeadcountError):
    """What lines say depends on all lines before (answers, counts of rows, a pipe): one process reads them, in order."""


@dataclass(frozen=True, slots=True)
class RecordError:
    """One input line that is not an access. A value, never raised: it is counted and shown.

    `reason` is a fixed phrase and never holds text of the line itself, which may be personal data.
    """

    source: str
    """Path of the file (or `<stdin>`)."""
    line: int
    """1-based number of the line in the file; 0 when the whole file is meant."""
    reason: str
    """What was wrong, from a small fixed vocabulary."""
