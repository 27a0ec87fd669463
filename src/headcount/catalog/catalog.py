"""The door: accesses in, disclosures out. Behind it there are only tokens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.catalog import persons, requests, routes, spans, subjects, unnamed
from headcount.catalog.answers import Answers
from headcount.catalog.found import Found, Named, batch_of
from headcount.catalog.identity import Callers
from headcount.catalog.inside import look, teach
from headcount.catalog.interner import Interner
from headcount.catalog.kind_sets import KindSet
from headcount.catalog.matcher import UNKNOWN, Match, Matcher
from headcount.catalog.routes import Declaration, Route
from headcount.catalog.shapes import ROOT, Person, Shape
from headcount.catalog.tokens import Tokenizer
from headcount.catalog.trie import Node, Parameter, Trie
from headcount.model.access import AccessBatch
from headcount.model.disclosure import ATTEMPT_SCHEMA, DISCLOSURE_SCHEMA
from headcount.model.text import Text

I64 = NDArray[np.int64]
Rows = NDArray[np.intp]

LEARN_AT_ONCE = 20_000
"""So many unknown targets are learned from before the rest is matched again."""


class Catalogue:
    """Which route shows what, and whose. Learned from the accesses themselves, or declared."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        callers: Callers,
        declarations: Sequence[Declaration] = (),
        answers: Answers | None = None,
    ) -> None:
        """Without `answers` the bodies of answers are not looked at."""
        self.tokenizer = tokenizer
        """Makes the records' tokens."""
        self.answers = answers
        """Reads the bodies of answers; None when they are not looked at."""
        self.callers = callers
        """Numbers who asks."""
        self.trie = Trie()
        """Every path met so far."""
        self.declared: dict[int, list[Declaration]] = {}
        """The declared routes that end at a node, by the node's number."""
        self._named: dict[int, Node] = {}
        """By node, the variable that named the records of its routes so far: it goes on to name them."""
        for declaration in declarations:
            self._declare(declaration)
        self._matcher = Matcher(self.trie, self.designate)
        self._route_keys = Interner()
        self.routes: list[Route] = []
        """Every route met so far, by number."""
        self._origins: list[tuple[Node, int, str]] = []
        self._entities: dict[str, int] = {}
        self._entity_of: list[int] = []
        self._walks = subjects.Walks()
        self._unnamed = unnamed.Unnamed()
        self._walkers = Interner()

    def _declare(self, declaration: Declaration) -> None:
        path = declaration.template.partition("?")[0]
        node = self.trie.plant(path)
        self.declared.setdefault(node.number, []).append(declaration)
        if declaration.subject and f"{{{declaration.subject}}}" not in path and not declaration.subject.startswith(ROOT):
            node.parameters[declaration.subject] = Parameter(subject=True)

    def restore(self, known: Sequence[tuple[str, str | None, str, int]]) -> None:
        """Plant what earlier scans learned: (template, subject, any values, tentative records), 0 records when settled."""
        for template, subject, any_values, tentative in known:
            path, _, query = template.partition("?")
            if tentative:
                node = self.trie.plant(path.rpartition("/")[0], any_values)
                node.ghosts = max(node.ghosts, tentative)
            else:
                node = self.trie.plant(path, any_values)
                if query and subject:
                    node.parameters[subject] = Parameter(subject=True)
                for part, step in zip([part for part in path.split("/") if part], reversed(list(node.up())), strict=True):
                    step.strong |= part == f"{{{subject}}}"  # it named the record then: it still does
        self._matcher = Matcher(self.trie, self.designate)

    def know(self, method: str, template: str, any_values: str, shape: Shape) -> None:
        """Take what the answers of a route hold as known: declared, or learned by earlier scans; what was told first counts."""
        if self.answers is not None:
            node = self.trie.plant(template.partition("?")[0], any_values)
            for number, verb in enumerate((*requests.METHODS, "")):
                place = node.number * (requests.NO_METHOD + 1) + number
                if method in {"", verb} and self.answers.shape(place) is None:
                    self.answers.know(place, shape)
            self._matcher = Matcher(self.trie, self.designate)

    def disclose(self, batch: AccessBatch, file: int) -> dict[str, pa.RecordBatch]:
        """Take one batch of accesses of input file number `file` through the door.

        Returns what the ledger keeps, by table: `disclosure`, `attempt`, `traffic`, and the `caller` and `agent` rows that
        are new with this batch; schemas in `model.disclosure`.
        """
        caller, new_callers, new_agents = self.callers.identify(batch)
        shown, missed = requests.answered(batch.status)
        method = requests.method_codes(batch.method)
        rows = np.flatnonzero((shown | missed) & (method >= 0))
        match, named = self._match(requests.paths(batch.target.take(rows)), shown[rows])
        found = self._find_records(match, named, method[rows])
        if batch.body is not None:
            found = self._look_inside(found, batch.take(rows), match.node, method[rows])
        if batch.rows is not None:
            found = self._count_rows(found, np.where(shown, batch.rows, 0)[rows], match, method[rows], caller[rows])
        access = rows[found.access]
        record, step = self._tokenise(found, caller[access], batch.time[access])
        was_shown = shown[access] & ~found.nobody
        time, line = batch.time[access], batch.line[access]
        columns: dict[str, NDArray[Any]] = {
            "shown_at": time,
            "asked_at": time,
            "caller": caller[access],
            "route": found.route,
            "record": record,
            "step": step,
            "line": line,
            "shows": found.shows,
        }
        return {
            "disclosure": batch_of(columns, was_shown, file, DISCLOSURE_SCHEMA),
            "attempt": batch_of(columns, ~was_shown, file, ATTEMPT_SCHEMA),
            "traffic": requests.traffic(batch, caller),
            "caller": new_callers,
            "agent": new_agents,
        }

    def learn(self, batch: AccessBatch) -> None:
        """Learn the routes of accesses without counting them: a look ahead at samples keeps what is understood late rare."""
        method = requests.method_codes(batch.method)
        rows = np.flatnonzero((batch.status >= 200) & (batch.status < 300) & (method >= 0))
        match, named = self._match(requests.paths(batch.target.take(rows)), np.ones(len(rows), np.bool_), count=False)
        if self.answers is not None and batch.body is not None and len(rows):
            found = self._find_records(match, named, method[rows])
            teach(self.answers, *self._bodies(found, batch.take(rows), match.node, method[rows]), self._unit)

    def _match(self, target: Text, teach: NDArray[np.bool_], *, count: bool = True) -> tuple[Match, Named]:
        """Match, learning from the answered targets that are new, until none is."""
        left = len(target) + 1
        while True:
            match = self._matcher.match(target)
            unknown = np.flatnonzero(teach & (match.node == UNKNOWN))
            asked = np.flatnonzero((match.node >= 0) & (match.query.size > 0) & (match.variable_node < 0))
            name, value, open_question = self._matcher.subjects(match.node[asked], match.query.take(asked))
            undecided = asked[open_question & teach[asked]]
            if count and left > len(target):
                self._count(match.node)
            if (not len(unknown) and not len(undecided)) or len(unknown) >= left:
                return match, Named(asked, name, value)
            lesson = np.concatenate([unknown[:LEARN_AT_ONCE], undecided[:LEARN_AT_ONCE]])
            left = len(unknown)
            self.trie.feed(Counter(target.take(lesson).to_list()))
            self._matcher = Matcher(self.trie, self.designate)

    def _count(self, node: I64) -> None:
        ends = np.bincount(node[node >= 0])
        busy = np.flatnonzero(ends)
        self.trie.count(dict(zip(busy.tolist(), ends[busy].tolist(), strict=True)))

    def _find_records(self, match: Match, named: Named, method: I64) -> Found:
        """The rows that name a record, with their route and the record's value."""
        known = match.node >= 0
        by_path = np.flatnonzero(known & (match.variable_node >= 0))
        hit = np.flatnonzero(named.value.size > 0)
        by_query = named.rows[hit]
        in_query = np.zeros(len(known), np.bool_)
        in_query[by_query] = True
        loose = np.flatnonzero(known & (match.variable_node < 0) & ~in_query)
        may_be_value, parent = self._tentative_nodes()
        loose = loose[may_be_value[match.node[loose]]]
        rows = np.concatenate([by_path, by_query, loose])
        node = np.concatenate([match.node[by_path], match.node[by_query], -1 - parent[match.node[loose]]])
        names = named.name.take(hit)
        key = np.zeros(len(rows), np.uint64)
        key[len(by_path) : len(by_path) + len(by_query)] = spans.keys(names)
        place = node * (requests.NO_METHOD + 1) + method[rows]
        key = spans.join(place.astype(np.uint64), key)
        route, first = self._route_keys.intern(key)
        for row in first.tolist():
            place = row - len(by_path)
            label = names.take(np.array([place])).to_list()[0].decode("utf-8", "replace") if 0 <= place < len(by_query) else ""
            self._add_route(int(node[row]), int(method[rows[row]]), label)
        values = Text.concat([match.variable.take(by_path), named.value.take(hit), match.last.take(loose)])
        keep = np.flatnonzero(np.array([*(r.subject is not None for r in self.routes), False], np.bool_)[route])
        keep = keep[np.argsort(rows[keep], kind="stable")]
        split, values = subjects.records(values.take(keep))
        return Found.of(rows[keep][split], route[keep][split], values)

    def _look_inside(self, found: Found, batch: AccessBatch, node: I64, method: I64) -> Found:
        """What was found in the requests of a batch, with what their answers showed: kinds, further people, or nobody."""
        if self.answers is None:
            return found
        inside = look(self.answers, *self._bodies(found, batch, node, method), self._unit)
        key = spans.join(
            np.array([at for at, _ in inside.sources], np.uint64), spans.keys(Text.of([name for _, name in inside.sources]))
        )
        route, first = self._route_keys.intern(key)
        for row in first.tolist():
            at, name = inside.sources[row]
            self._add_route(at // (requests.NO_METHOD + 1), at % (requests.NO_METHOD + 1), name)
        return found.with_answers(inside, route)

    def _count_rows(self, found: Found, rows: I64, match: Match, method: I64, caller: NDArray[np.uint32]) -> Found:
        """What was found, with the rows that answers showed beside it; those of a record that a parameter names are its own."""
        named = np.zeros(len(rows), np.bool_)
        named[found.access[np.array([not r.tentative for r in self.routes], np.bool_)[found.route]]] = True
        at = np.flatnonzero((rows > 0) & (match.node >= 0) & ((match.variable_node >= 0) | ~named))
        place = match.node[at] * (requests.NO_METHOD + 1) + method[at]
        key = spans.join(place.astype(np.uint64), np.repeat(spans.keys(Text.of([unnamed.ROWS])), len(at)))
        route, first = self._route_keys.intern(key)
        for row in first.tolist():
            self._add_route(int(match.node[at[row]]), int(method[at[row]]), unnamed.ROWS)
        answer, number = self._unnamed.fresh(caller[at], place, rows[at])
        return found.with_rows(at[answer], route[answer], unnamed.named(number))

    def _bodies(self, found: Found, batch: AccessBatch, node: I64, method: I64) -> tuple[Text, I64, I64, NDArray[np.bool_]]:
        """The bodies of a batch, when they were sent, their route's place, and whether the request names a record."""
        named = np.zeros(len(batch), np.bool_)
        named[found.access[np.array([not r.tentative for r in self.routes], np.bool_)[found.route]]] = True
        place = np.where(node >= 0, node * (requests.NO_METHOD + 1) + method, -1)
        return batch.body or Text.empty(len(batch)), batch.time, place, named

    def _unit(self, place: int) -> str:
        """The name of a route, for the reasons of its fields."""
        node, method = self.trie.nodes[place // (requests.NO_METHOD + 1)], place % (requests.NO_METHOD + 1)
        verb = requests.METHODS[method] if method < requests.NO_METHOD else "GET"
        return f"{verb} {routes.path_of(routes.segments(node))}"

    def _tentative_nodes(self) -> tuple[NDArray[np.bool_], I64]:
        """Which nodes are words that may yet turn out to be values (their siblings may become many), and every node's parent."""
        nodes = self.trie.nodes
        may_be_value = np.array([n.parent is not None and not n.is_firm() for n in nodes], np.bool_)
        return may_be_value, np.array([n.parent.number if n.parent else 0 for n in nodes], np.int64)

    def _add_route(self, node_number: int, method: int, parameter: str) -> None:
        tentative = node_number < 0
        node = self.trie.nodes[-1 - node_number if tentative else node_number]
        route = self.describe(len(self.routes), node, method, parameter, tentative=tentative)
        variable = None if tentative or parameter else self.designate(node)
        if variable is not None:
            self._named[node.number] = variable
        self.routes.append(route)
        self._origins.append((node, method, parameter))

    def designate(self, node: Node) -> Node | None:
        """The path variable that names the record; None when a query parameter does, or nothing."""
        declared = self.declared.get(node.number)
        if declared is None:
            named = self._named.get(node.number)
            return named.now() if named is not None else routes.designate(node)
        subjects_of_path = {f"{{{d.subject}}}" for d in declared}
        way = list(reversed(list(node.up())))
        parts = [part for part in declared[0].template.partition("?")[0].split("/") if part]
        return next((step for part, step in zip(parts, way, strict=True) if part in subjects_of_path), None)

    def describe(  # noqa: PLR0911 - one return for each kind of route
        self, number: int, node: Node, method: int, parameter: str, *, tentative: bool
    ) -> Route:
        """The route that ends at a node, by method and the parameter that names the record, as declared or understood."""
        verb = requests.METHODS[method] if method < requests.NO_METHOD else "GET"
        for declaration in self.declared.get(node.number, ()) if not tentative else ():
            inner = (declaration.subject or "").startswith(ROOT)
            if declaration.method in ("", verb) and (parameter == declaration.subject or not (parameter or inner)):
                return routes.declared_route(number, verb, declaration)
        parts, any_values = routes.segments(node), routes.any_values(node)
        above = node if not node.is_variable else routes.literal_before(node)
        if parameter == unnamed.ROWS:
            shown, key = self._entity(above)
            route = Route(number, verb, routes.path_of(parts), parameter, f"rows of {shown}", "learned")
            route.key_entity, route.any_values = f"rows of {key}", any_values
            return route
        if parameter.startswith(ROOT):
            shown, key = self._entity(above)
            word = persons.entity(parameter.removeprefix(ROOT).removeprefix("."), key, self._entities)
            route = Route(number, verb, routes.path_of(parts), parameter, shown if word == key else word, "learned")
            route.people, route.key_entity, route.any_values = persons.is_person(word), word, any_values
            return route
        if parameter:
            entity, key = self._entity(above)
            named = re.sub(r"[_-]?(?:id|no|num|number)s?$", "", parameter, flags=re.IGNORECASE).lower()
            template = f"{routes.path_of(parts)}?{parameter}={{{parameter}}}"
            return Route(
                number, verb, template, parameter, named or entity, "learned", key_entity=named or key, any_values=any_values
            )
        if tentative:
            entity, key = self._entity(above)
            route = Route(number, verb, routes.path_of([*parts, "{name}"]), "name", entity, "learned", key_entity=key)
            route.tentative, route.by_word, route.any_values = True, True, any_values + "1"
            return route
        variable = self.designate(node)
        if variable is None:
            return Route(number, verb, routes.path_of(parts), None, None, "learned")
        subject = parts[len(list(variable.up())) - 1][1:-1]
        entity, key = self._entity(routes.literal_before(variable))
        return Route(number, verb, routes.path_of(parts), subject, entity, "learned", key_entity=key, any_values=any_values)

    def _entity(self, literal: Node | None) -> tuple[str, str]:
        """What the records behind a literal segment are, as it may be shown and as tokens are made under it.

        A segment that may be a name is not shown, but digested.
        """
        if literal is None or literal.parent is None:
            return "record", "record"
        plain = routes.entity_of(literal.segment.decode("utf-8", "backslashreplace"))
        masked = routes.may_be_value(literal)
        return (f"record-{self.tokenizer.digest('entity', plain.encode())[:8]}" if masked else plain), plain

    @property
    def entities(self) -> dict[str, str]:
        """What the records are, of all routes declared or met: the word that tokens are made under, to how it may be shown."""
        declared = [routes.declared_route(0, "GET", told) for same_path in self.declared.values() for told in same_path]
        showing = [route for route in (*declared, *self.routes) if route.subject is not None and not route.tentative]
        return {route.key_entity or route.entity or "": route.entity or "" for route in showing}

    def settle(self) -> list[Route]:
        """The routes as they stand now, under the names that they have now.

        Tentative ones whose siblings became many show records from the first of them on.
        """
        for number, (node, method, parameter) in enumerate(self._origins):
            route = self.routes[number]
            if route.source == "learned":
                now = self.describe(number, node.now(), method, parameter, tentative=route.by_word)
                route.template, route.subject, route.any_values = now.template, now.subject, now.any_values
                route.entity = now.entity
                route.tentative &= not node.now().takes_any
        if self.answers is not None:
            self.answers.finish()
        for number, person, _ in self.shapes():
            route = self.routes[number]
            if route.source == "learned" and route.subject is not None:
                route.kinds = tuple(sorted({*route.kinds, *person.kinds}))
                route.people |= bool(person.kinds) and persons.is_person(route.key_entity or route.entity or "")
        return self.routes

    @property
    def kind_sets(self) -> list[KindSet]:
        """The sets of kinds that batches number, by number; the first is of nothing."""
        return self.answers.kind_sets.sets if self.answers else [frozenset()]

    def shapes(self) -> Iterator[tuple[int, Person, Shape]]:
        """What answers were found to hold: (number of the route, whom it shows, the whole shape it is of)."""
        for number, (node, method, parameter) in enumerate(self._origins):
            places = [at.number * (requests.NO_METHOD + 1) + method for at in (node.now(), node)]
            shape = next(filter(None, map(self.answers.shape, places)), None) if self.answers else None
            for person in shape.persons if shape else ():
                inner = person.subject is not None
                if inner == parameter.startswith(ROOT) and (person.parameter == parameter or not inner):
                    yield number, person, shape  # type: ignore[misc]  # there are persons, so there is a shape

    def rest(self) -> None:
        """Let go of where each walk stood: memory that only counting on needs. A walk that goes on later begins anew."""
        self._walks, self._walkers, self._unnamed = subjects.Walks(), Interner(), unnamed.Unnamed()

    def _tokenise(
        self, found: Found, caller: NDArray[np.uint32], time: NDArray[np.int64]
    ) -> tuple[NDArray[np.uint64], NDArray[np.int8]]:
        """Each record's token, and the step from the caller's previous identifiers of that entity.

        Steps are told in the order of time within a batch, not of lines: logs of several servers, or of one with several
        workers, are out of order by seconds or minutes.
        """
        record = np.zeros(len(found.route), np.uint64)
        for route in self.routes[len(self._entity_of) :]:
            self._entity_of.append(self._entities.setdefault(route.key_entity or route.entity or "", len(self._entities)))
        entity = np.array([*self._entity_of, 0], np.int64)[found.route]
        names = list(self._entities)
        for place in np.flatnonzero(np.bincount(entity)).tolist():
            rows = np.flatnonzero(entity == place)
            record[rows] = self.tokenizer.tokens(names[place], found.value.take(rows))
        number, has_number = subjects.numbers(found.value) if len(record) else (np.zeros(0, np.int64), np.zeros(0, np.bool_))
        rows = np.flatnonzero(has_number & found.asked)
        if np.any(time[rows][1:] < time[rows][:-1]):
            rows = rows[np.argsort(time[rows], kind="stable")]
        return record, self._walked(rows, caller, entity, number)

    def _walked(self, rows: Rows, caller: NDArray[np.uint32], entity: I64, number: I64) -> NDArray[np.int8]:
        """The steps to these rows' numbers, in this order; 0 for all others."""
        walker, _ = self._walkers.intern(spans.join(caller[rows].astype(np.uint64), entity[rows].astype(np.uint64)))
        step = self._walks.steps(walker, number[rows])
        code = np.zeros(len(number), np.int8)
        told = step != np.iinfo(np.int64).min
        code[rows[told]] = subjects.step_codes(step[told])
        return code
