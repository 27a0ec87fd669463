"""The product on one page: records in, disclosures counted, findings out."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from headcount.catalog.catalog import Catalogue
from headcount.catalog.mentions import Mention, unheard_of
from headcount.catalog.places import UNPLACED, Places
from headcount.catalog.relations import Relations
from headcount.catalog.tables import Table
from headcount.detectors.interface import Detector
from headcount.detectors.notices import notices
from headcount.intake import Progress, Tally, count_files
from headcount.ledger.counting import Counting
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.news import news
from headcount.ledger.places import locate
from headcount.ledger.reasons import relate, relate_units
from headcount.ledger.rollup import Who, roll_up, roll_up_by_number, roll_up_showings
from headcount.ledger.scratch import Scratch
from headcount.ledger.showings import Showings
from headcount.ledger.summary import summarise
from headcount.ledger.unused import give_back
from headcount.ledger.window import Window
from headcount.model.finding import Finding
from headcount.model.summary import Coverage, FileCoverage, ScanSummary
from headcount.sources.interface import Source

Read = Callable[[Sequence[str], EmbeddedLedger, Catalogue, Source | None, Progress | None], Tally]
"""As `count_files`."""
STAGES = ("reading", "counting", "detecting")
"""What a scan's time goes into; reading is everything up to the disclosures in the ledger."""


@dataclass(frozen=True, slots=True)
class Scan:
    """The parts of one scan, as `config` joined them."""

    ledger: EmbeddedLedger
    """Where disclosures are kept."""
    catalogue: Catalogue
    """The door: which route shows what, and whose."""
    who: Who
    """Who is known: declared crawlers, agreements."""
    detectors: Sequence[Detector]
    """What is looked for, in this order."""
    source: Source | None = None
    """The format of every file; None recognises it file by file."""
    top: int = 20
    """So many clients stand in a table."""
    canaries: Collection[int] = ()
    """Tokens of records that nothing leads to."""
    relations: Sequence[Relations] = ()
    """Tables that say whom a client has a reason to look at."""
    places: Places = UNPLACED
    """Where people live and where clients belong."""
    roles: Sequence[Table] = ()
    """Tables of the accounts that have a role, already read."""
    mentions: Sequence[Mention] = ()
    """Where the configuration names records by their entity."""
    read: Read = count_files
    """Counts files into the ledger."""
    count: Callable[[EmbeddedLedger], Counting] | None = None
    """Counts what the ledger was told, where that is not done by number in this process."""

    def run(
        self, paths: Sequence[str], progress: Progress | None = None, stage: Callable[[str], None] = lambda _: None
    ) -> ScanSummary:
        """Read, count, detect and sum up."""
        marks = [time.monotonic()]
        stage("reading")
        tally = self.read(paths, self.ledger, self.catalogue, self.source, progress)
        self.catalogue.rest()
        give_back()
        marks.append(time.monotonic())
        stage("counting")
        with Scratch() as folder:
            window = self._window(folder)
            read = [_read("relations", table) for relations in self.relations for table in relations.tables]
            read += [_read("places", table) for table in self.places.tables]
            read += [_read("roles", table) for table in self.roles]
            marks.append(time.monotonic())
            stage("detecting")
            findings = self.detect(window)
            give_back()
            marks.append(time.monotonic())
            stage("summing up")
            stages = {name: end - start for name, start, end in zip(STAGES, marks, marks[1:], strict=False)}
            coverage = _coverage(tally, stages, read)
            summary = summarise(self.ledger, window, findings, coverage, top=self.top, verified=self.who.verified)
            return replace(summary, notices=(*self._unheard_of(summary), *news(self.ledger), *notices(self.detectors, window)))

    def look(self, showings: Showings, folder: Path) -> tuple[Window, list[Finding]]:
        """Count and detect on what a ledger and the showings beside it have: the window, and every finding.

        `folder` is for files, as long as the window is used. One detector after the other: it takes less memory, and leaves the
        other cores to those that count.
        """
        self._take_in()
        window = roll_up_showings(self.ledger, showings, folder, self.who, self.canaries, self.places.homes)
        return window, self.detect(window, at_once=1)

    def _window(self, folder: Path) -> Window:
        self._take_in()
        if self.count is not None:
            return roll_up(self.ledger, self.who, self.canaries, self.places.homes, self.count)
        return roll_up_by_number(self.ledger, folder, self.who, self.canaries, self.places.homes)

    def _unheard_of(self, summary: ScanSummary) -> Iterator[tuple[str, str]]:
        """What the configuration says of records that no route shows, of this log or of one that the ledger had before."""
        known = self.catalogue.entities
        before = {route.entity for route in summary.routes if route.entity} - set(known.values())
        return unheard_of(self.mentions, known | {entity: entity for entity in before})

    def _take_in(self) -> None:
        """Take the site's own tables into the ledger, for this run."""
        take_in(self.ledger, self.relations, self.places)

    def detect(self, window: Window, *, at_once: int = 2) -> list[Finding]:
        """Every detector's findings, strongest first. Detectors are pure functions of the window, so they run side by side."""
        with ThreadPoolExecutor(at_once, thread_name_prefix="detector") as threads:
            found = list(threads.map(lambda detector: detector.find(window), self.detectors))
        findings = [finding for findings in found for finding in findings]
        return sorted(findings, key=lambda f: (-f.strength / f.threshold, -f.records, f.client, f.detector))


def take_in(ledger: EmbeddedLedger, relations: Sequence[Relations], places: Places = UNPLACED) -> None:
    """Take the site's own tables into an open ledger, for this run: whom clients have a reason to look at, who lives where.

    Raises:
        ConfigError: a table cannot be read.
    """
    for relation in relations:
        first, *second = (table.read() for table in relation.tables)
        if second:
            relate_units(ledger, first, *second)
        else:
            relate(ledger, first)
    for table in places.people:
        locate(ledger, table.read())


def _read(what: str, table: Table) -> FileCoverage:
    """One of the site's own tables, as far as it was read; none of its rows is a line of the log."""
    return FileCoverage(str(table.path), what, 0, 0, 0, 0, table.note())


def _coverage(tally: Tally, stages: dict[str, float], tables: Sequence[FileCoverage]) -> Coverage:
    accesses = tally.lines - sum(tally.reasons.values())
    first, last = (dt.datetime.fromtimestamp(t / 1e6, dt.UTC) if t is not None else None for t in (tally.first, tally.last))
    skipped = tally.lines - accesses
    return Coverage(
        tally.lines,
        accesses,
        skipped,
        dict(tally.reasons),
        tuple(tally.examples),
        first,
        last,
        (*tally.files, *tables),
        sum(stages.values()),
        stages,
        tally.readable,
    )
