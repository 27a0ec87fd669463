"""The classification on a terminal: at most 100 columns, the gravest fields first, plain text when piped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from headcount.model.classification import Classification, GradedField
from headcount.reports.markup import printable

WIDTH = 100
"""Columns at most."""
_TOP_FIELDS, _TOP_HINTS, _TOP_INPUTS, _TOP_REASONS = 200, 5, 8, 8
_GRAVE, _SOFT = "bold dark_orange3", "bright_black"
_GRAVE_FROM = 4


def print_classification(found: Classification, console: Console) -> None:
    """Print the fields by unit, and what they rest on. Colours and box drawing only when `console` is a terminal."""
    page = _Page(console)
    page.line(Text(_headline(found), style="bold"))
    page.fields(found.personal)
    page.hints([entry for entry in found.fields if entry.field.confidence < found.minimum], found.minimum)
    page.coverage(found)


class _Page:
    """One printing."""

    def __init__(self, console: Console) -> None:
        self._console, self._width = console, min(console.width, WIDTH)
        self._drawn = console.is_terminal and (console.encoding or "").lower().startswith("utf")

    def fields(self, fields: Sequence[GradedField]) -> None:
        """One table a unit: the units in the order of their gravest field."""
        place = {entry.field.unit: -at for at, entry in reversed(list(enumerate(fields)))}
        shown = sorted(fields[:_TOP_FIELDS], key=lambda entry: -place[entry.field.unit])
        for unit, members in groupby(shown, key=lambda entry: entry.field.unit):
            self._unit(unit, list(members))
        if len(fields) > _TOP_FIELDS:
            self.line(Text(f"and {len(fields) - _TOP_FIELDS:,} more fields: see --json FILE", style=_SOFT))

    def _unit(self, unit: str, fields: Sequence[GradedField]) -> None:
        self._console.print()
        self.line(Text(printable(unit) or "(no name)", style="bold"))
        table = Table(box=box.SIMPLE_HEAD if self._drawn else None, pad_edge=False, show_edge=False, header_style=_SOFT)
        table.add_column("field", overflow="fold", max_width=42)
        table.add_column("kind", no_wrap=True)
        for heading in ("grade", "sure"):
            table.add_column(heading, justify="right", no_wrap=True)
        table.add_column("form", no_wrap=True)
        for heading in ("count", "valid"):
            table.add_column(heading, justify="right", no_wrap=True)
        for entry in fields:
            table.add_row(*_cells(entry), style=_GRAVE if entry.grade >= _GRAVE_FROM else None)
        self._console.print(table, width=self._width, highlight=False)
        for entry in fields:
            if entry.examples:
                self._indented(f"{_path(entry.field.path)}: {', '.join(map(printable, entry.examples))}")

    def hints(self, hints: Sequence[GradedField], minimum: float) -> None:
        """What may be personal, in one line each."""
        if not hints:
            return
        self._console.print()
        self.line(Text(f"{_count(len(hints), 'hint')} below confidence {minimum:g}", style="bold"))
        for entry in sorted(hints, key=lambda hint: -hint.field.confidence)[:_TOP_HINTS]:
            field = entry.field
            self._indented(
                f"{printable(field.unit)} {_path(field.path)}: {field.kind} {field.confidence:.2f} ({printable(field.reason)})"
            )
        if len(hints) > _TOP_HINTS:
            self._indented(f"and {len(hints) - _TOP_HINTS:,} more: see --json FILE")

    def coverage(self, found: Classification) -> None:
        """What was read and what was not."""
        self._console.print()
        kinds = ", ".join(sorted({entry.format for entry in found.inputs if entry.format})) or "nothing recognised"
        read = f"{_count(len(found.inputs), 'input')} ({kinds}): {_count(found.answers, 'answer')}, {found.bytes:,} bytes"
        self.line(Text(f"{read}, {_count(found.columns, 'field')} looked at, {found.seconds:.1f} s"))
        reasons: Counter[tuple[str, str]] = Counter()
        for entry in found.inputs:
            reasons.update({(entry.name, reason): count for reason, count in entry.skipped.items()})
        for (name, reason), count in reasons.most_common(_TOP_REASONS):
            self._indented(f"skipped: {count:,} x {printable(reason)} ({printable(name)})")
        if len(reasons) > _TOP_REASONS:
            self._indented(f"and {len(reasons) - _TOP_REASONS:,} more reasons: see --json FILE")

    def line(self, text: Text) -> None:
        """One line (longer ones wrap)."""
        self._console.print(text, width=self._width, highlight=False)

    def _indented(self, words: str) -> None:
        self._console.print(Padding(Text(words, style=_SOFT), (0, 0, 0, 3)), width=self._width, highlight=False)


def _headline(found: Classification) -> str:
    if not found.readable:
        return "No input could be read."
    personal = found.personal
    if not personal:
        return "No field holds personal data, as far as can be told."
    kinds = Counter(entry.field.kind for entry in personal)
    grave = sum(1 for entry in personal if entry.grade >= _GRAVE_FROM)
    most = ", ".join(kind for kind, _ in kinds.most_common(4)) + (" ..." if len(kinds) > 4 else "")
    sensitive = f"; {grave:,} {'is' if grave == 1 else 'are'} sensitive (grade 4)" if grave else ""
    paths = len({(entry.field.unit, entry.field.path) for entry in personal})
    verb = "holds" if paths == 1 else "hold"
    return f"{_count(paths, 'field')} {verb} personal data ({_count(len(kinds), 'kind')}: {most}){sensitive}."


def _cells(entry: GradedField) -> list[str]:
    field = entry.field
    valid = "" if field.valid is None else f"{field.valid:,}"
    return [_path(field.path), field.kind, str(entry.grade), f"{field.confidence:.2f}", field.form, f"{field.count:,}", valid]


def _path(path: str) -> str:
    return printable(path) or "(text)"


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
