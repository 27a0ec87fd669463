"""Tables of a page: dense and plain, numbers to the right, sortable where a script runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from headcount.reports.markup import Html, tag

Cell = str | int | float | None
"""Text (escaped unless it is `Html`), a number (written with thousands separators), or None for nothing."""


def ledger(headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, key: str | None = None) -> Html:
    """A table. A column that holds numbers is set to the right.

    Args:
        headings: one a column.
        rows: cells, as many as headings.
        key: the element's id; a table with a key can be sorted, and filtered by an input that names it.
    """
    body = [tuple(row) for row in rows]
    numeric = [any(isinstance(row[place], int | float) for row in body) for place in range(len(headings))]
    head = (
        tag("th", heading, scope="col", class_="n" if right else None) for heading, right in zip(headings, numeric, strict=True)
    )
    lines = (tag("tr", *(_cell(cell) for cell in row)) for row in body)
    table = tag("table", tag("thead", tag("tr", *head)), tag("tbody", *lines), class_="ledger", id=key)
    return tag("div", table, class_="scroll")


def _cell(cell: Cell) -> Html:
    if cell is None:
        return tag("td")
    if isinstance(cell, str):
        return tag("td", cell)
    return tag("td", f"{cell:,}" if isinstance(cell, int) else f"{cell:,.1f}", class_="n", data_v=str(cell))


def bar(value: int, most: int) -> Html:
    """A bar of `value` against `most`, as decoration beside the written number."""
    share = 100 * value / most if most else 0.0
    return tag("span", tag("span", style=f"width:{share:.1f}%"), class_="bar", aria_hidden="true")
