"""Files to ledger: each read from where it was counted to, taken through the door, and committed with its new position."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from headcount.catalog.catalog import Catalogue
from headcount.intake.known import append, recall, recall_shapes, route_rows, shape_rows
from headcount.intake.reading import ahead, datable
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import Position
from headcount.model.access import AccessBatch
from headcount.model.skipped import Skipped
from headcount.model.summary import FileCoverage
from headcount.sources import recognise
from headcount.sources.capture import read_capture
from headcount.sources.interface import Block, Source
from headcount.sources.taps.file import FINGERPRINT, TAIL, FileTap, digest, tail_digest
from headcount.sources.taps.inputs import expand
from headcount.sources.taps.opening import STDIN

COMMIT_BYTES = 256 << 20
"""So many bytes of log are counted between two commits."""
MOST_EXAMPLES = 20
"""So many skipped lines are shown."""
_SAMPLES, _SAMPLE_BYTES = 16, 128 << 10

Progress = Callable[[int, int], None]
"""Called with the bytes and lines read so far."""


@dataclass(slots=True)
class Tally:
    """What was read in one run."""

    files: list[FileCoverage] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    """Why lines were skipped, to how many."""
    examples: list[tuple[str, int, str]] = field(default_factory=list)
    """Some skipped lines: path, line, reason."""
    bytes: int = 0
    lines: int = 0
    first: int | None = None
    """Earliest access, microseconds since 1970 UTC."""
    last: int | None = None
    readable: int = 0
    """How many files could be read and were understood, or held nothing new."""


@dataclass(slots=True)
class _File:
    """One file on its way into the ledger."""

    tap: FileTap
    source: Source
    start: Position
    """Where the ledger stood before this run."""
    lines: int = 0
    """Read in this run, as the two below."""
    accesses: int = 0
    bytes: int = 0
    uncommitted: int = 0
    skipped: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Since the last commit: reason to (lines, first line)."""

    held: int = 0
    """1 when the last line is left for later (see `hold`)."""

    def after(self, block: Block) -> Position:
        """The position once everything up to the end of `block` is counted."""
        whole = block.end - block.offset == block.size >= TAIL
        tail = digest(block.data[block.size - TAIL : block.size].tobytes()) if whole else self.tail(block.end)
        return self.at(block.end, tail)

    def tail(self, end: int) -> str:
        """Digest of the bytes before `end`, read again; empty for a pipe, which cannot be read twice."""
        return "" if is_pipe(self.tap.path) else tail_digest(self.tap.path, end)

    def hold(self, block: Block | None, skipped: Skipped) -> int:
        """Bytes at the end of the file's last block that are a line still being written: no line feed yet, and no access.

        This run shows it as skipped; the position stays before it, so that the whole line is read when it is there.
        """
        if block is None or _ends_whole(block) or block.end - block.offset != block.size or is_pipe(self.tap.path):
            return 0
        text = block.data[: block.size].tobytes()
        last = block.first_line + text.count(b"\n")
        for reason, numbers in skipped.by_reason.items():
            if int(numbers[-1]) == last:
                lines, first = self.skipped[reason]
                self.skipped[reason], self.held = (lines - 1, first), 1
                return block.size - text.rfind(b"\n") - 1
        return 0

    def at(self, end: int, tail: str) -> Position:
        """The position at byte `end`."""
        old, lines, accesses = self.start, self.start.lines + self.lines - self.held, self.start.accesses + self.accesses
        return Position(
            old.file,
            shown_path(self.tap.path),
            self.source.name,
            old.head_size,
            old.head_digest,
            end,
            tail,
            lines,
            accesses,
            lines - accesses,
        )


def count_files(
    paths: Sequence[str],
    ledger: EmbeddedLedger,
    catalogue: Catalogue,
    source: Source | None = None,
    progress: Progress | None = None,
) -> Tally:
    """Count every file of `paths` (files, directories, globs, `-`), oldest first, from where the ledger has them counted to."""
    tally = Tally()
    recall(ledger, catalogue)
    chosen = choose(paths, catalogue, source, tally)
    for number, (tap, kind) in enumerate(chosen, 1):
        opened, last = FileTap(tap) if isinstance(tap, str) else tap, number == len(chosen)
        _count_file(opened, kind, ledger=ledger, catalogue=catalogue, tally=tally, progress=progress, last=last)
    ledger.commit(None, {})
    return tally


def choose(paths: Sequence[str], catalogue: Catalogue, source: Source | None, tally: Tally) -> list[tuple[FileTap | str, Source]]:
    """The files of `paths` that can be read, each with its format, by the time of their first access; routes are learned ahead.

    A pipe is told as its open tap, a file as its path. What cannot be read is noted in the tally.
    """
    inputs, problems = expand(paths)
    tally.files += [FileCoverage(shown_path(problem.source), "", 0, 0, 0, 0, problem.reason) for problem in problems]
    chosen: list[tuple[int, int, FileTap | str, Source]] = []
    for path in inputs:
        tap = FileTap(path)
        kind = (source or recognise(tap.head)[0]) if tap.head else None
        if kind is None:
            tally.readable += not tap.head and not tap.problem
            tally.files.append(FileCoverage(shown_path(path), "", 0, 0, 0, 0, tap.problem or _unknown(tap)))
        else:
            chosen.append((_look_ahead(tap, kind, catalogue), len(chosen), tap if is_pipe(path) else path, kind))
    tally.readable += len(chosen)
    return [(opened, kind) for _, _, opened, kind in sorted(chosen, key=lambda entry: entry[:2])]


def _unknown(tap: FileTap) -> str:
    return "no format fits its lines; name one with --format or --log-format" if tap.head else "empty"


def _look_ahead(tap: FileTap, source: Source, catalogue: Catalogue) -> int:
    """The time of a file's first access. Routes are learned from its beginning and, where that is cheap, from all over it."""
    read = datable(source.open(tap.head).read)
    batch, _ = read(Block.of(tap.head))
    catalogue.learn(batch)
    for text in tap.samples(_SAMPLES, _SAMPLE_BYTES) if not is_pipe(tap.path) else ():
        catalogue.learn(read(Block.of(text))[0])
    return int(batch.time[0]) if len(batch) else 0


def _count_file(
    tap: FileTap,
    source: Source,
    *,
    ledger: EmbeddedLedger,
    catalogue: Catalogue,
    tally: Tally,
    progress: Progress | None,
    last: bool,
) -> None:
    """Count one file; with the `last` one the routes are settled, in the transaction of its end."""
    start = _resume(tap, source, ledger)
    if start.position:
        tap = FileTap(tap.path, start.position, start.lines + 1)
    file = _File(tap, source, start)
    block: Block | None = None
    skipped = Skipped()
    for block, (batch, skipped) in ahead(iter(tap), datable(source.open(tap.head).read)):
        counted = catalogue.disclose(batch, start.file)
        append(ledger, catalogue, counted)
        _note(tally, file, block, batch, skipped)
        if file.uncommitted >= COMMIT_BYTES and _ends_whole(block):
            ledger.commit(file.after(block), file.skipped)
            file.skipped, file.uncommitted = {}, 0
        if progress:
            progress(tally.bytes, tally.lines)
    held = file.hold(block, skipped)
    if last:
        ledger.know_routes(route_rows(catalogue.settle()))
        ledger.know_shapes(shape_rows(catalogue))
    ledger.commit(file.at(tap.offset - held, file.tail(tap.offset - held) if held else tap.tail_digest), file.skipped)
    resumed = f"continued after line {start.lines:,}, counted before" if start.lines else ""
    note = "; ".join(filter(None, (resumed, tap.problem)))
    tally.files.append(
        FileCoverage(shown_path(tap.path), source.name, file.bytes, file.lines, file.accesses, file.lines - file.accesses, note)
    )


def _resume(tap: FileTap, source: Source, ledger: EmbeddedLedger) -> Position:
    """Where this file was counted to: found by its content, whatever it is called now. A pipe always begins anew."""
    for known in ledger.positions() if not is_pipe(tap.path) else ():
        head = tap.head[: known.head_size]
        same_head = known.head_size and len(head) == known.head_size and digest(head) == known.head_digest
        if same_head and known.tail_digest and tail_digest(tap.path, known.position) == known.tail_digest:
            return known
    head = tap.head[:FINGERPRINT]
    return Position(ledger.next_file(), shown_path(tap.path), source.name, len(head), digest(head), 0, "", 0, 0, 0)


def shown_path(path: str) -> str:
    """How an input is named in reports; bytes of a file name that are no UTF-8 are escaped."""
    return "<stdin>" if path == STDIN else path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def is_pipe(path: str) -> bool:
    """Whether it can be read only once: standard input, a named pipe, a shell's `<(command)`."""
    return path == STDIN or not Path(path).is_file()


def _ends_whole(block: Block) -> bool:
    """Whether the block's last line has its line feed (only a file's last line may lack it)."""
    return bool(block.data[block.size - 1] == 10)


def _note(tally: Tally, file: _File, block: Block, batch: AccessBatch, skipped: Skipped) -> None:
    """Add one block to the counts of the file and of the run."""
    lines = len(batch) + len(skipped)
    file.lines, file.accesses = file.lines + lines, file.accesses + len(batch)
    file.bytes, file.uncommitted = file.bytes + block.size, file.uncommitted + block.size
    tally.lines, tally.bytes = tally.lines + lines, tally.bytes + block.size
    if len(batch):
        first, last = int(batch.time.min()), int(batch.time.max())
        tally.first = first if tally.first is None else min(tally.first, first)
        tally.last = last if tally.last is None else max(tally.last, last)
    for reason, numbers in skipped.by_reason.items():
        tally.reasons[reason] = tally.reasons.get(reason, 0) + len(numbers)
        before, first_line = file.skipped.get(reason, (0, int(numbers[0])))
        file.skipped[reason] = before + len(numbers), first_line
        room = MOST_EXAMPLES - len(tally.examples)
        tally.examples += [(shown_path(file.tap.path), int(number), reason) for number in numbers[: min(3, max(room, 0))]]


def count_captures(paths: Sequence[str], ledger: EmbeddedLedger, catalogue: Catalogue) -> Tally:
    """Count captures (HAR), each as a whole and once: one that the ledger knows by its content is not counted again."""
    tally = Tally()
    recall_shapes(ledger, catalogue)
    for path in paths:
        tap = FileTap(path)
        head = tap.head[:FINGERPRINT]
        size = Path(path).stat().st_size
        if any(known.head_digest == digest(head) and known.position == size for known in ledger.positions()):
            tally.readable += 1
            tally.files.append(FileCoverage(shown_path(path), "har", 0, 0, 0, 0, "counted before"))
            continue
        batch, skipped = read_capture(path)
        catalogue.learn(batch)
        file = ledger.next_file()
        append(ledger, catalogue, catalogue.disclose(batch, file))
        ledger.know_routes(route_rows(catalogue.settle()))
        ledger.know_shapes(shape_rows(catalogue))
        lines = len(batch) + len(skipped)
        ledger.commit(
            Position(file, shown_path(path), "har", len(head), digest(head), size, "", lines, len(batch), len(skipped)),
            {reason: (len(numbers), int(numbers[0])) for reason, numbers in skipped.by_reason.items()},
        )
        tally.readable, tally.lines = tally.readable + 1, tally.lines + lines
        tally.files.append(FileCoverage(shown_path(path), "har", size, lines, len(batch), len(skipped), ""))
    return tally
