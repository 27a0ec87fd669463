"""What every picture is: a drawing that says what it shows, with its numbers beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from headcount.reports.markup import Html, concat, tag
from headcount.reports.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture, ready for the page."""

    name: str
    """The kind of picture, such as `staircase`; also its CSS class."""
    key: str
    """Unique on the page: identifies title and description for screen readers."""
    caption: str
    """One sentence: what is drawn and how to read it."""
    description: str
    """What this one shows, in words."""
    width: int
    height: int
    marks: tuple[Html, ...]
    """SVG elements, in drawing order; none when there is nothing to draw."""
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """The numbers of the picture, as the table below it."""


def render(figure: Figure, say: Phrases) -> Html:
    """`figure` as an HTML `<figure>`."""
    title = say(f"{figure.name}.title")
    ids = f"{figure.key}-t", f"{figure.key}-d"
    drawing = tag(
        "svg",
        tag("title", title, id=ids[0]),
        tag("desc", figure.description, id=ids[1]),
        *figure.marks,
        viewBox=f"0 0 {figure.width} {figure.height}",
        role="img",
        aria_labelledby=f"{ids[0]} {ids[1]}",
    )
    picture = tag("div", drawing, class_="drawing") if figure.marks else tag("p", figure.description, class_="empty")
    caption = tag("figcaption", tag("h4", title), tag("p", figure.caption))
    return tag("figure", caption, picture, _numbers(figure, say), class_=figure.name)


def text(x: float, y: float, content: str, class_: str = "tick", anchor: str = "start") -> Html:
    """A label whose baseline starts, is centred (`middle`) or ends (`end`) at (`x`, `y`)."""
    return tag("text", content, x=float(x), y=float(y), class_=class_, text_anchor=anchor if anchor != "start" else None)


def rule(x1: float, y1: float, x2: float, y2: float, class_: str = "grid") -> Html:
    """A straight line."""
    return tag("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), class_=class_)


def trace(points: Iterable[tuple[float, float]], class_: str, *, closed: bool = False) -> Html:
    """A line through `points`."""
    data = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return tag("path", d=f"M{data}{'Z' if closed else ''}", class_=class_)


def powers_of_ten(low: float, high: float) -> Sequence[int]:
    """The powers of ten from `low` (>= 1) to `high`, both inclusive."""
    ticks, power = [], 1
    while power <= high:
        if power >= low:
            ticks.append(power)
        power *= 10
    return ticks


def short(count: int) -> str:
    """A tick's label: 1,000 as `1k`, 1,000,000 as `1M`."""
    for size, letter in ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")):
        if count >= size and count % size == 0:
            return f"{count // size}{letter}"
    return str(count)


def _numbers(figure: Figure, say: Phrases) -> Html:
    if not figure.rows:
        return Html("")
    head = tag("thead", tag("tr", *(tag("th", heading, scope="col") for heading in figure.headings)))
    body = tag("tbody", *(tag("tr", *(tag("td", cell) for cell in row)) for row in figure.rows))
    table = tag("div", tag("table", head, body, class_="numbers"), class_="scroll")
    return tag("details", tag("summary", concat([say("figure.numbers")])), table)
