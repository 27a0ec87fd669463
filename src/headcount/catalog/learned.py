"""What a catalogue has learned, taken out of one process and put into another; and whether pieces of a log fit together.

A catalogue learns while it reads: what it says of a line depends on every line before. What a batch of lines says does not depend
on how often paths were met before, but for one thing: which of them are by now pages for sure (`Node.is_firm`). So several
processes may read on from one state at once, and what they say is what one process would have said wherever none of the pieces
before learned a path or a parameter, and the same nodes were firm (`fits`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.catalog.catalog import Catalogue
from headcount.catalog.matcher import Matcher
from headcount.catalog.routes import Declaration, Route
from headcount.catalog.trie import Trie

I64 = NDArray[np.int64]
Place = tuple[int, int, str]
"""Where a route ends: number of the node (-1 - number where the node is that of the words that it stands for), number of the
method, parameter that names the record."""


@dataclass(slots=True, repr=False)
class Learned:
    """What a catalogue has learned. It holds words of paths in clear."""

    trie: Trie
    declared: dict[int, list[Declaration]]
    """As `Catalogue.declared`."""
    named: dict[int, int]
    """By number of a node, that of the variable which named the records of its routes so far."""
    routes: list[tuple[Place, Route]]
    """Every route, by number."""


@dataclass(frozen=True, slots=True, repr=False)
class Met:
    """Which nodes the targets of one batch ended at."""

    node: I64
    """Their numbers, ascending."""
    ends: I64
    """How many targets ended at each."""
    loose: NDArray[np.bool_]
    """Whether each was taken for a word that may yet turn out to be a value."""


def learned(catalogue: Catalogue) -> Learned:
    """What this catalogue has learned. It is not copied."""
    named = {node: variable.number for node, variable in catalogue._named.items()}  # noqa: SLF001  # of its own room
    return Learned(catalogue.trie, catalogue.declared, named, list(zip(places(catalogue), catalogue.routes, strict=True)))


def places(catalogue: Catalogue) -> list[Place]:
    """Where each route ends, by number."""
    origins = zip(catalogue._origins, catalogue.routes, strict=True)  # noqa: SLF001  # of its own room
    return [
        (-1 - node.number if route.by_word else node.number, method, parameter) for (node, method, parameter), route in origins
    ]


def adopt(catalogue: Catalogue, told: Learned) -> None:
    """Have a catalogue know what another learned; what it knew before is forgotten, but for the answers of routes."""
    catalogue.trie, catalogue.declared = told.trie, told.declared
    nodes = told.trie.nodes
    catalogue._named = {node: nodes[variable] for node, variable in told.named.items()}  # noqa: SLF001  # of its own room
    catalogue.routes, catalogue._origins = [], []  # noqa: SLF001  # of its own room
    for place, route in told.routes:
        add_route(catalogue, place, route)
    catalogue._matcher = Matcher(catalogue.trie, catalogue.designate)  # noqa: SLF001  # of its own room


def add_route(catalogue: Catalogue, place: Place, route: Route) -> None:
    """Have a catalogue know a route that another process met first."""
    number, method, parameter = place
    node = catalogue.trie.nodes[-1 - number if number < 0 else number]
    variable = None if number < 0 or parameter else catalogue.designate(node)
    if variable is not None:
        catalogue._named[node.number] = variable  # noqa: SLF001  # of its own room
    route.number = len(catalogue.routes)
    catalogue.routes.append(route)
    catalogue._origins.append((node, method, parameter))  # noqa: SLF001  # of its own room


def fits(catalogue: Catalogue, batches: Sequence[Met]) -> bool:
    """Count what batches met, one after the other; whether each took the same nodes for pages as this catalogue does by then.

    Where one does not, it and those after it are not counted.
    """
    nodes, before = catalogue.trie.nodes, list[Met]()
    for met in batches:
        _count(catalogue, met, 1)
        before.append(met)
        loose = [nodes[number].parent is not None and not nodes[number].is_firm() for number in met.node.tolist()]
        if loose != met.loose.tolist():
            for counted in before:
                _count(catalogue, counted, -1)
            return False
    return True


def _count(catalogue: Catalogue, met: Met, times: int) -> None:
    catalogue.trie.count(dict(zip(met.node.tolist(), (met.ends * times).tolist(), strict=True)))
