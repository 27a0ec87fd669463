"""The door for one request: the route, clients and tokens that the catalogue gives in a whole log, for a gate that cannot wait.

It walks the catalogue's own tree, one path at a time and in Python: calling a compiled loop takes longer than one path. That
both give the same is held by a property test.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from headcount.catalog import requests, words
from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import canonical_address, client_address
from headcount.catalog.keyed import token_maker
from headcount.catalog.routes import Route
from headcount.catalog.shapes import ROOT
from headcount.catalog.spans import is_value_alone
from headcount.catalog.subjects import canonical
from headcount.catalog.trie import Node
from headcount.model.seen import Seen

_ENDINGS = frozenset(f".{ending}".encode() for ending in words.STATIC_ENDINGS if len(ending) < 8)
_MAY_BE_VALUE = re.compile(rb"[0-9@]")
_SPECIAL = re.compile(rb"[%,+@]")
_NEXT_PARAMETER = re.compile(rb"[&#]")
_LOWER = bytes(byte | 0x20 for byte in range(256))
_UUID = 36
_METHODS = {method: code for code, method in enumerate((*requests.METHODS, ""))}
MOST_CREDENTIALS = 50_000
"""Of so many credentials the digests are kept at hand."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a ledger learned of one route, and a tree does not say."""

    template: str
    subject: str | None
    people: bool
    kinds: tuple[str, ...]
    entity: str
    method: str


@dataclass(frozen=True, slots=True)
class _Way:
    """One route, as one request goes through it."""

    name: str
    people: bool
    kinds: tuple[str, ...]
    entity: str
    token: Callable[[bytes], int] | None
    """None when requests through it name no record."""


@dataclass(slots=True, eq=False, repr=False)
class _Step:
    """One node of the tree, with what a walk asks of it."""

    node: Node
    children: dict[bytes, _Step] = field(default_factory=dict)
    variable: _Step | None = None
    takes_all: bool = False
    """Whether the variable below takes every segment."""
    named: Node | None = None
    """The variable on the way here that names the record."""
    parameters: dict[bytes, str] = field(default_factory=dict)
    """Query parameters that name a record, as they stand in a request."""
    ways: dict[tuple[str, str], _Way] = field(default_factory=dict)
    """By method and parameter (empty: the path names the record, or nothing does)."""


class InlineDoor:
    """Takes one request at a time through the door. It learns nothing: it knows what its catalogue knew when it was made."""

    def __init__(self, catalogue: Catalogue, learned: Iterable[Learned] = ()) -> None:
        """`learned` is what a ledger knows of the routes that were restored into the catalogue."""
        self._catalogue = catalogue
        self._keys = catalogue.tokenizer
        self._trusted = catalogue.callers.trusted
        self._learned: dict[tuple[str, str], list[Learned]] = {}
        for one in learned:
            self._learned.setdefault((one.method, one.template), []).append(one)
        self._makers: dict[str, Callable[[bytes], int]] = {}
        self._digest = lru_cache(maxsize=MOST_CREDENTIALS)(self._digested)
        self._root = self._step(catalogue.trie.root)

    def _step(self, node: Node) -> _Step:
        step = _Step(node, takes_all=node.takes_any and node.takes_actions, named=self._catalogue.designate(node))
        step.children = {segment: self._step(child) for segment, child in node.children.items()}
        step.variable = self._step(node.variable) if node.variable is not None else None
        step.parameters = {name.encode(): name for name, known in node.parameters.items() if known.subject}
        return step

    def see(
        self,
        method: str,
        target: str,
        address: str,
        forwarded: str = "",
        account: str = "",
        credential: str = "",
        user_agent: str = "",
        crawler: str = "",
    ) -> Seen:
        """One request, as the judge may know it.

        Args:
            method: in capitals.
            target: path and query as requested; an absolute URI may keep its scheme and host.
            address: the peer's address.
            forwarded: `X-Forwarded-For`, believed only of a trusted peer.
            account: the authenticated user; empty when there is none.
            credential: an API key, bearer token or session id; empty when there is none.
            user_agent: the `User-Agent` header.
            crawler: who proved to be it by a signature (see `bot_auth`); empty when nobody did.
        """
        clients = self.clients(address, forwarded, account, credential, user_agent)
        if crawler:
            clients = (*clients, ("crawler", crawler))
        if method not in _METHODS:
            return Seen(clients, "", people=False, kinds=(), entity="", records=())
        raw = target.encode("utf-8", "surrogateescape")
        path, _, query = (raw if raw.startswith(b"/") else _from_path(raw)).partition(b"?")
        step, value = self._walk(path)
        if step is None:
            return Seen(clients, "", people=False, kinds=(), entity="", records=())
        parameter = ""
        if not value and query and step.parameters:
            parameter, value = _asked(step.parameters, query)
        way = step.ways.get((method, parameter)) or self._way(step, method, parameter)
        records: tuple[int, ...] = ()
        if value and way.token:
            alone = value.isalnum() and len(value) != _UUID
            records = (way.token(value),) if alone else tuple([way.token(one) for one in _records(value)])
        return Seen(clients, way.name, way.people, way.kinds, way.entity, records)

    def tokens(self, entity: str, values: Sequence[bytes]) -> tuple[int, ...]:
        """The tokens of people who were found in an answer; `values` are canonical (see `subjects`)."""
        return tuple(map(self._maker(entity), values))

    def clients(
        self, address: str, forwarded: str = "", account: str = "", credential: str = "", user_agent: str = ""
    ) -> tuple[tuple[str, str], ...]:
        """Who asks, as (lens, name): what tells most comes first, the network last. Nothing is empty in it."""
        behind = forwarded and self._trusted
        address, places = _places(client_address(address, forwarded, self._trusted) if behind else address)
        if credential:
            secret = "credential", self._digest(credential)
            return (("account", account), secret, *places) if account else (secret, *places)
        if account:
            return (("account", account), *places)
        return (("visitor", f"{address} {user_agent}"), *places) if places else ()

    def _digested(self, credential: str) -> str:
        return self._keys.digest("credential", credential.encode("utf-8", "surrogateescape"))

    def _maker(self, entity: str) -> Callable[[bytes], int]:
        maker = self._makers.get(entity)
        if maker is None:
            maker = self._makers[entity] = token_maker(self._keys.entity_key(entity))
        return maker

    def _walk(self, path: bytes) -> tuple[_Step | None, bytes]:
        """Where a path ends in the tree, None when it does nowhere; and the value that names the record, or nothing."""
        step, plain = self._root, b";" not in path
        taken: list[tuple[Node, bytes]] = []  # `list[...]()` makes a type each time, which takes longer than most walks
        for part in path.split(b"/"):
            segment = part if plain else part.partition(b";")[0]
            if segment:
                child = step.children.get(segment)
                if child is None:
                    child = step.variable
                    if child is None or (b"." in path and _is_static(path)) or not (step.takes_all or _fits(step.node, segment)):
                        return None, b""
                    taken.append((child.node, segment))
                step = child
        if step.named is not None:
            for node, segment in taken:
                if node is step.named:
                    return step, segment
        return step, b""

    def _way(self, step: _Step, method: str, parameter: str) -> _Way:
        """A route that is met for the first time."""
        code = _METHODS[method]
        route = self._catalogue.describe(0, step.node, code, parameter, tentative=False)
        if route.subject is None:
            way = self._inner(step, route)
        else:
            learned = self._learned.get((route.method, route.template), ())
            told = next((one for one in learned if one.subject == route.subject), None)
            people = route.people or (told is not None and told.people)
            kinds = route.kinds or (told.kinds if told else ())
            token = self._maker(route.key_entity or route.entity or "")
            way = _Way(f"{route.method} {route.template}", people, kinds, route.entity or "", token)
        step.ways[method, parameter] = way
        return way

    def _inner(self, step: _Step, route: Route) -> _Way:
        """A route whose requests name no record: what its answers show, as declared or learned."""
        declared = self._catalogue.declared.get(step.node.number, ())
        inner: list[tuple[bool, tuple[str, ...], str]] = [
            (told.people, told.kinds, told.entity or ("people" if told.people else ""))
            for told in declared
            if told.method in ("", route.method) and (told.subject or "").startswith(ROOT)
        ]
        inner += [
            (one.people, one.kinds, one.entity)
            for one in self._learned.get((route.method, route.template), ())
            if (one.subject or "").startswith(ROOT)
        ]
        kinds = tuple(dict.fromkeys(kind for _, shown, _ in inner for kind in shown))
        entity = next((entity for people, _, entity in inner if people), next((entity for *_, entity in inner), ""))
        return _Way(f"{route.method} {route.template}", any(people for people, *_ in inner), kinds, entity, None)


def _from_path(target: bytes) -> bytes:
    """A target from its path on: an absolute URI (RFC 9112, 3.2.2) loses its scheme and host."""
    if target.startswith(b"/"):
        return target
    scheme, found, rest = target.partition(b"://")
    if not found or b"/" in scheme or b":" in scheme:
        return target
    path = rest.find(b"/")
    return rest[path:] if path >= 0 else b""


def _is_static(path: bytes) -> bool:
    """Whether a path ends like an asset."""
    dot = path.rfind(b".", max(len(path) - 7, 1))
    return dot > 0 and path[dot - 1] != 47 and path[dot:].translate(_LOWER) in _ENDINGS


def _fits(parent: Node, segment: bytes) -> bool:
    """Whether the variable below a node takes a segment that is no child of it."""
    if segment.isdigit() or (parent.takes_any and (parent.takes_actions or segment not in words.ACTIONS)):
        return True
    return _MAY_BE_VALUE.search(segment) is not None and is_value_alone(segment)


def _asked(parameters: Mapping[bytes, str], query: bytes) -> tuple[str, bytes]:
    """Name and value of the first query parameter that names a record; both empty when none does."""
    for pair in _NEXT_PARAMETER.split(query):
        name, _, value = pair.partition(b"=")
        if value and name in parameters:
            return parameters[name], value
    return "", b""


def _records(value: bytes) -> Sequence[bytes]:
    """The canonical identifiers in a value, as `subjects.records` tells them."""
    return canonical(value) if len(value) == _UUID or _SPECIAL.search(value) else (value,)


@lru_cache(maxsize=100_000)
def _places(address: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """An address in its one spelling, and where one asks from, as (lens, name): the same two for everybody behind one address."""
    address = canonical_address(address)
    return address, (("address", address), ("prefix", _network(address))) if address else ()


def _network(address: str) -> str:
    """The network of an address, as the ledger names it: /24 of IPv4, /64 of IPv6; text that is no address is its own."""
    if ":" not in address:
        front, dot, last = address.rpartition(".")
        return f"{front}.0/24" if dot and last.isdecimal() else address
    try:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    except ValueError:
        return address
