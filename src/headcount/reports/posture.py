"""The posture on a terminal: at most 100 columns, open stores first, plain text when piped."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from headcount.model.posture import Posture, Reader, Severity, Store
from headcount.reports.markup import printable

WIDTH = 100
"""Columns at most."""
_OPEN, _SOFT = "bold dark_orange3", "bright_black"


def print_posture(found: Posture, console: Console) -> None:
    """Print what was found. Colours and box drawing only when `console` is a terminal."""
    width = min(console.width, WIDTH)
    drawn = console.is_terminal and (console.encoding or "").lower().startswith("utf")
    console.print(Text(headline(found), style="bold"), width=width)
    if found.stores:
        table = Table(box=box.SIMPLE_HEAD if drawn else None, pad_edge=False, show_edge=False, header_style=_SOFT)
        for heading in ("store", "product", "who reads", "holds", "grade"):
            table.add_column(heading, overflow="fold", justify="right" if heading == "grade" else "left")
        for store in found.stores:
            table.add_row(*_cells(store), style=_OPEN if store.open else None)
        console.print()
        console.print(table, width=width, highlight=False)
    for store in found.stores:
        if store.weaknesses or store.problem:
            _details(store, console, width)
    for line in found.hints:
        console.print(Text(f"says of itself: {printable(line)}"), width=width)
    for line in found.refused:
        console.print(Text(f"not looked at: {printable(line)}", style=_SOFT), width=width)
    if found.accepted:
        console.print(Text(f"{len(found.accepted)} known and accepted: {', '.join(map(printable, found.accepted))}"), width=width)


def headline(found: Posture) -> str:
    """All stores in one sentence; those that nobody can vouch for are counted too."""
    stores = len(found.stores)
    if not stores:
        return "No store was looked at."
    opened = [store for store in found.stores if store.open]
    personal = [store for store in opened if store.grade]
    looked = f"of {stores:,} stores" if stores > 1 else "of one store"
    if not opened:
        unknown = sum(store.reader is not Reader.NOBODY for store in found.stores)
        return f"0 {looked} can be read without a credential{f', as far as was seen: {unknown} told nothing' if unknown else ''}."
    told = f"{len(opened)} {looked} can be read without a credential of ours"
    if not personal:
        return f"{told}."
    return f"{told}; {len(personal)} of them {'holds' if len(personal) == 1 else 'hold'} personal data."


def _cells(store: Store) -> tuple[Text, ...]:
    amount = "" if store.estimate is None else f"{store.estimate:,} {store.unit}"
    product = f"{store.product} {store.version}".strip() + (" (out of support)" if store.supported is False else "")
    reader = "not reached" if not store.reachable else store.reader.value
    return tuple(Text(printable(cell)) for cell in (store.url, product, reader, amount, str(store.grade or "")))


def _details(store: Store, console: Console, width: int) -> None:
    console.print()
    console.print(Text(printable(store.url), style=_OPEN if store.open else "bold"), width=width)

    def told(text: str, style: str = "", left: int = 2) -> None:
        console.print(Padding(Text(text, style=style), (0, 0, 0, left), expand=False), width=width, highlight=False)

    told(printable(store.sentence), "bold")
    if store.since:
        told(f"open since {store.since:%Y-%m-%d %H:%M} UTC at the latest")
    if store.at_rest != "unknown":
        told(f"at rest: {store.at_rest}")
    for place in store.addresses:
        told(f"at {printable(place)}")
    for law in store.laws:
        told(f"touches: {printable(law)}")
    for weakness in store.weaknesses:
        about = f" ({printable(weakness.detail)})" if weakness.detail else ""
        told(f"{weakness.severity}: {weakness.sentence}{about}", "" if weakness.severity is not Severity.LOW else _SOFT)
        for line in weakness.remedy.splitlines():
            told(line, _SOFT, 6)
        told(f"check: {printable(weakness.check)}", _SOFT, 6)
    if store.problem and store.reachable:
        told(f"not to the end: {store.problem}", _SOFT)
