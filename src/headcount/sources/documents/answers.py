"""From leaves to batches: an input that is one answer, or one whose rows or lines are answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from headcount.sources.documents.content import Content
from headcount.sources.documents.gather import LONGEST, Gather
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Body, Limits, Named, Part, Skip
from headcount.sources.documents.walk import Tree, Trees

LATE = "stopped when the time was over"
CUT = f"value of which only the first {LONGEST:,} characters were read"

Pairs = Iterable[tuple[str, str]]
"""(path, value) of one answer."""


def one_answer(content: Content, body: Body, limits: Limits) -> Iterator[Part]:
    """The leaves of `content` as those of answer 0."""
    gather = Gather(content.unit)
    problem = ""
    try:
        leaves = body.leaves(content.whole(limits.whole), "")
        for part in (leaves,) if isinstance(leaves, Tree) else leaves.parts if isinstance(leaves, Trees) else _singly(leaves):
            gather.fill(part)
            if gather.full:
                yield gather.take()
                if content.late:
                    problem = LATE
                    break
    except Unreadable as error:
        problem = str(error)
    if gather.begun or not problem:
        gather.close_answer()
        yield gather.take()
    yield from _told(gather, {problem: 1} if problem else {})


def many_answers(content: Content, rows: Iterator[Pairs | str], limits: Limits, names: Iterable[str] = ()) -> Iterator[Part]:
    """Each of `rows` as an answer.

    Args:
        content: the input, for its unit and its time.
        rows: the leaves of each row, or why it cannot be read (a fixed phrase). It may raise `Unreadable`: then reading ends.
        limits: how many rows.
        names: paths that are there whether or not a row has a value for them.
    """
    gather, count, skipped = Gather(content.unit), 0, dict[str, int]()
    names = tuple(names)
    if names:
        yield Named(content.unit, names)
    for name in names:
        gather.name(name)
    try:
        for row in rows:
            if (limits.rows and count == limits.rows) or content.late:
                reason = LATE if content.late else f"rows after the first {limits.rows:,} were not read"
                skipped[reason] = 1
                break
            count += 1
            if isinstance(row, str):
                skipped[row] = skipped.get(row, 0) + 1
                continue
            gather.fill(row)
            gather.close_answer()
            if gather.full:
                yield gather.take()
    except Unreadable as error:
        skipped[str(error)] = skipped.get(str(error), 0) + 1
    if gather.begun or count or not skipped:
        yield gather.take()
    yield from _told(gather, skipped)


def _singly(leaves: Pairs) -> Iterator[Pairs]:
    return ((leaf,) for leaf in leaves)


def _told(gather: Gather, skipped: dict[str, int]) -> Iterator[Skip]:
    if gather.cut:
        yield Skip(CUT, gather.cut)
    yield from (Skip(reason, count) for reason, count in skipped.items())
