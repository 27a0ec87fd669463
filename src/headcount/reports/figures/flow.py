"""The flow: routes to kinds of personal data to lenses, as wide as the records that went that way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from headcount.model.data_map import CLASSIFIED, DataMap, Flow
from headcount.reports.figures.figure import Figure, text
from headcount.reports.markup import Html, printable, tag
from headcount.reports.phrases import Phrases

_WIDTH, _TOP, _GAP, _NODE = 1040, 40, 12, 10
_COLUMNS = (360, 640, 890)
"""Left edges of the routes', kinds' and lenses' nodes."""
_MOST_ROUTES, _MOST_KINDS = 14, 16
_WIDEST, _THINNEST = 22.0, 1.5


class _Column:
    """Nodes one below the other, with the places on their sides that links have taken."""

    def __init__(self, left: int, heights: Mapping[str, float]) -> None:
        self.left, self.heights = left, heights
        self.top: dict[str, float] = {}
        at = float(_TOP)
        for name, height in heights.items():
            self.top[name] = at
            at += max(height, 16.0) + _GAP
        self.bottom = at
        self._taken = dict.fromkeys(heights, 0.0)

    def take(self, name: str, width: float) -> float:
        """The middle of the next free place on a node's side."""
        place = self.top[name] + self._taken[name] + width / 2
        self._taken[name] += width
        return place


def flow(found: DataMap, key: str, say: Phrases) -> Figure:
    """The picture of a map: its routes of the highest grade, and its most shown kinds.

    Args:
        found: the map.
        key: unique on the page.
        say: the page's language.
    """
    routes = list(dict.fromkeys(route.name for route in found.routes if route.grade and route.source != CLASSIFIED))[
        :_MOST_ROUTES
    ]
    kinds = [str(kind.kind) for kind in found.kinds][:_MOST_KINDS]
    first = [link for link in found.from_routes if link.come_from in routes and link.go_to in kinds]
    second = [link for link in found.to_lenses if link.come_from in kinds]
    most = max((link.records for link in (*first, *second)), default=0)
    grades = {str(kind.kind): kind.grade for kind in found.kinds}
    names = {str(kind.kind): kind.name_zh if say.tag.startswith("zh") else kind.name for kind in found.kinds}
    marks = _drawing(routes, kinds, first, second, most, grades, names, say) if most else (0.0, ())
    return Figure(
        name="flow",
        key=key,
        caption=say("flow.caption"),
        description=say("flow.desc", routes=len(routes), kinds=len(kinds)) if most else say("flow.empty"),
        width=_WIDTH,
        height=int(marks[0]) or 1,
        marks=tuple(marks[1]),
        headings=(say("flow.from"), say("flow.to"), say("flow.records")),
        rows=(
            *((link.come_from, names[link.go_to], f"{link.records:,}") for link in first),
            *((names[link.come_from], say.named("lens", link.go_to), f"{link.records:,}") for link in second),
        ),
    )


def _drawing(
    routes: Sequence[str],
    kinds: Sequence[str],
    first: Sequence[Flow],
    second: Sequence[Flow],
    most: int,
    grades: Mapping[str, int],
    names: Mapping[str, str],
    say: Phrases,
) -> tuple[float, Iterable[Html]]:
    """Height, and all marks: links below, nodes and labels above them."""

    def width(link: Flow) -> float:
        return max(_WIDEST * link.records / most, _THINNEST)

    def total(links: Iterable[Flow]) -> float:
        return sum(map(width, links))

    lenses = list(dict.fromkeys(link.go_to for link in second))
    columns = (
        _Column(_COLUMNS[0], {name: total(link for link in first if link.come_from == name) for name in routes}),
        _Column(
            _COLUMNS[1],
            {
                name: max(total(link for link in first if link.go_to == name), total(k for k in second if k.come_from == name))
                for name in kinds
            },
        ),
        _Column(_COLUMNS[2], {name: total(link for link in second if link.go_to == name) for name in lenses}),
    )
    into, out = columns[1], _Column(_COLUMNS[1], columns[1].heights)
    marks = [text(columns[0].left, 20, say("flow.routes"), "axis", "end")]
    marks += [text(columns[1].left, 20, say("flow.kinds"), "axis"), text(columns[2].left, 20, say("flow.lenses"), "axis")]
    for links, start, end in (
        (_ordered(first, routes, kinds), columns[0], into),
        (_ordered(second, kinds, lenses), out, columns[2]),
    ):
        for link in links:
            wide = width(link)
            grade = grades[link.go_to if start is columns[0] else link.come_from]
            marks.append(_link(link, start, end, wide, grade))
    for column, labels in zip(columns, (routes, kinds, lenses), strict=True):
        for name in labels:
            kind = column is columns[1]
            label = names[name] if kind else say.named("lens", name) if column is columns[2] else name
            marks += _node(column, name, label, grades[name] if kind else None, before=column is columns[0])
    return max(column.bottom for column in columns), marks


def _ordered(links: Iterable[Flow], left: Sequence[str], right: Sequence[str]) -> list[Flow]:
    """Links in the order of their ends, so that they cross little."""
    return sorted(links, key=lambda link: (left.index(link.come_from), right.index(link.go_to)))


def _link(link: Flow, start: _Column, end: _Column, wide: float, grade: int) -> Html:
    x1, x2 = start.left + _NODE, end.left
    y1, y2 = start.take(link.come_from, wide), end.take(link.go_to, wide)
    middle = (x1 + x2) / 2
    way = f"M{x1} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2} {y2:.1f}"
    label = tag("title", printable(f"{link.come_from} > {link.go_to}: {link.records:,}"))
    return tag("path", label, d=way, class_=f"link grade{grade}", stroke_width=wide)


def _node(column: _Column, name: str, label: str, grade: int | None, *, before: bool) -> list[Html]:
    top, height = column.top[name], max(column.heights[name], 3.0)
    colour = f"node grade{grade}" if grade is not None else "node"
    box = tag("rect", x=column.left, y=top, width=_NODE, height=height, class_=colour)
    shown = printable(label)
    shown = shown if len(shown) <= 46 else f"{shown[:45]}\u2026"
    shown = f"{shown}  {grade}" if grade is not None else shown
    x = column.left - 8 if before else column.left + _NODE + 8
    return [box, text(x, top + min(height, 16.0) / 2 + 4, shown, "name", "end" if before else "start")]
