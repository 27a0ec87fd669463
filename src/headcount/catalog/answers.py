"""Answers: what each route's answers hold, learned from samples, then read by path, with a sample looked at again for drift."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from headcount.catalog.drift import extended, first_with
from headcount.catalog.extraction import Extractor, Found
from headcount.catalog.forms import in_both_forms
from headcount.catalog.kind_sets import KindSets
from headcount.catalog.links import with_links
from headcount.catalog.persons import persons
from headcount.catalog.shapes import Shape
from headcount.catalog.unfold import leaves_of
from headcount.model.field import Field
from headcount.model.leaves import Leaves

ENOUGH = 128
"""Answers of a route from which its shape is learned; it is learned anew at 1, 2, 4 ... of them."""
LARGEST = 1 << 20
"""Bytes of a body; a larger one is not learned from."""
MOST_HELD = 64 << 20
"""Bytes of samples of all routes together; a route that would need more is settled with what there is."""
ONE_IN, EARLY_ONE_IN = 64, 8
"""Of the answers of a known route, one in so many is looked at again; of the `_EARLY` first, more of them."""
_EARLY = 1_024
SAMPLE = 16
"""So many of them are looked at together."""
_OF_A_BATCH = 64
"""So many at most are taken from one batch."""


class Classify(Protocol):
    """Tells which columns hold which kinds."""

    def __call__(self, leaves: Leaves, /) -> Sequence[Field]:
        """The fields among the columns."""


def recognised(leaves: Leaves) -> Sequence[Field]:
    """What the shelf of recognisers finds. They take a moment to load: only a log with bodies has to wait for them."""
    from headcount.recognizers.columns import classify  # noqa: PLC0415  # loaded only when it is needed

    return classify(leaves)


@dataclass(slots=True)
class _Route:
    """What is known of the answers of one route."""

    shape: Shape = field(default_factory=Shape)
    extractor: Extractor | None = None
    samples: list[bytes] = field(default_factory=list)
    """Bodies, in the clear: let go of once the shape is known."""
    times: list[int] = field(default_factory=list)
    """When each of them was sent, microseconds since 1970."""
    held: int = 0
    """Bytes of the samples."""
    unit: str = ""
    """The route's name."""
    known: bool = False
    """Whether the shape is settled: from then on answers are only looked at for drift."""
    due: int = 1
    """Before that, the shape is learned anew with so many samples."""
    named: bool = False
    """Whether the request names a record."""
    passed: int = 0
    """Answers since the shape was settled."""
    met: set[int] = field(default_factory=set)
    """Hashes of the answers that were sampled until then: a look ahead at a file meets them before they are counted."""

    def take(self, bodies: Sequence[bytes], times: Sequence[int]) -> None:
        """Keep answers as samples, each once."""
        kept = []
        for body, time in zip(bodies, times, strict=True):
            if len(body) <= LARGEST and (seen := hash((body, time))) not in self.met:
                kept.append((body, time))
                if not self.known:
                    self.met.add(seen)
        self.samples += [body for body, _ in kept]
        self.times += [time for _, time in kept]
        self.held += sum(len(body) for body, _ in kept)

    def forget(self) -> None:
        """Let go of the samples."""
        self.samples, self.times, self.held = [], [], 0


class Answers:
    """The shapes of all routes, by their place in the catalogue."""

    def __init__(self, classify: Classify = recognised) -> None:
        self._classify = classify
        self._routes: dict[int, _Route] = {}
        self._held = 0
        """Bytes of the samples of all routes."""
        self.kind_sets = KindSets()

    def know(self, place: int, shape: Shape) -> None:
        """Take a shape that was declared, or learned earlier: it is only looked at for drift."""
        named = any(person.subject is None for person in shape.persons)
        self._routes[place] = _Route(shape, Extractor(shape, self.kind_sets), known=True, named=named)

    def shape(self, place: int) -> Shape | None:
        """What the answers of a place hold; None when none was seen."""
        known = self._routes.get(place)
        return known.shape if known else None

    def learn(self, place: int, unit: Callable[[], str], bodies: Sequence[bytes], times: Sequence[int], *, named: bool) -> None:
        """Learn from the answers of one batch of one route, as far as that is still needed.

        Args:
            place: the route's place in the catalogue.
            unit: its name, for the reasons of fields.
            bodies: of its answers.
            times: of its answers, microseconds since 1970.
            named: whether the requests name a record.
        """
        route = self._routes.setdefault(place, _Route(named=named))
        route.unit = route.unit or unit()
        held = route.held
        if not route.known:
            needed = ENOUGH - len(route.samples)
            route.take(bodies[:needed], times[:needed])
            route.known = len(route.samples) >= ENOUGH or self._held + route.held - held > MOST_HELD
            if route.known or len(route.samples) >= route.due or (named and not route.named):
                route.named |= named
                self._decide(route)
            bodies, times = bodies[needed:], times[needed:]
        if route.known:
            every = max(ONE_IN if route.passed > _EARLY else EARLY_ONE_IN, len(bodies) // _OF_A_BATCH)
            first = -route.passed % every
            route.passed += len(bodies)
            route.take(bodies[first::every], times[first::every])
            if len(route.samples) >= SAMPLE:
                self._look_again(route, bodies, times)
        self._held += route.held - held

    def finish(self) -> None:
        """Look also at the samples that were too few to be looked at."""
        for route in self._routes.values():
            if route.known and route.samples:
                self._look_again(route, route.samples, route.times)

    def _decide(self, route: _Route) -> None:
        leaves = leaves_of(route.unit, route.samples)
        route.shape = persons(leaves, self._fields(leaves, route.times), named_by_request=route.named)
        route.extractor = Extractor(route.shape, self.kind_sets)
        while route.due <= len(route.samples):
            route.due *= 2
        if route.known:
            route.forget()

    def _fields(self, leaves: Leaves, times: Sequence[int]) -> list[Field]:
        from headcount.catalog.minors import with_minors  # noqa: PLC0415  # loads the shelf of recognisers, as `recognised` does
        from headcount.catalog.tracks import with_tracks  # noqa: PLC0415  # as above

        found = with_tracks(in_both_forms(leaves, with_links(leaves, self._classify(leaves)), self._classify), leaves.paths)
        return with_minors(leaves, found, dt.datetime.fromtimestamp(max(times, default=0) / 1e6, dt.UTC).date())

    def _look_again(self, route: _Route, bodies: Sequence[bytes], times: Sequence[int]) -> None:
        """See what is new in the samples; `bodies` and `times` are those of the batch, to tell since when."""
        leaves = leaves_of(route.unit, route.samples, [held.path for held in route.shape.fields])
        new = extended(route.shape, leaves, self._fields(leaves, route.times), route.times, named_by_request=route.named)
        if new is not route.shape:
            since = {
                what: min(time, first_with(what[0], what[2], bodies, times, time))
                for what, time in new.since.items()
                if what not in route.shape.since
            }
            new = replace(new, since=new.since | since)
            route.shape, route.extractor = new, Extractor(new, self.kind_sets)
        route.shape = replace(route.shape, answers=route.shape.answers + len(route.samples))
        route.forget()

    def read(self, place: int, bodies: Sequence[bytes]) -> tuple[list[list[Found]], bool]:
        """The people of each answer of a route, and whether an answer without any shows nobody."""
        route = self._routes.get(place)
        if route is None or route.extractor is None:
            return [[] for _ in bodies], False
        return route.extractor.read_all(bodies), route.extractor.steady
