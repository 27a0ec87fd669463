"""The remediation side of CrowdSec's Local API, so that its bouncers enforce our verdicts.

Shapes as in crowdsecurity/crowdsec, `pkg/models/localapi_swagger.yaml`; "nothing" is the four bytes `null`, since the Lua
bouncer takes any other body for a list with an element. Answered from memory.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from urllib.parse import parse_qs

import msgspec

from headcount.gates.http import Fields, Receive, Scope, Send, body_of, reply
from headcount.gates.remediation import NETWORK_SCOPES, Ruling, Rulings
from headcount.policy.keys import fits

PATHS = ("/v1/decisions", "/v1/decisions/stream", "/v1/usage-metrics", "/health")
ORIGIN = "headcount"
_JSON = (("Content-Type", "application/json; charset=utf-8"),)
_FORBIDDEN, _NULL = b'{"message":"access forbidden"}', b"null"
_SPELLED = {"ip": "Ip", "range": "Range", "as": "AS", "country": "Country", "username": "Username"}
_NAMES = uuid.UUID("6d9c8a30-5b1e-4c6a-9a57-1f3f2b7e4d11")
_CHUNK = 2_000
_MOST_BODY = 1 << 20
_MOST_BOUNCERS = 10_000
_ONE_ADDRESS = re.compile(r"ip=[0-9a-fA-F.:]+")
"""The query about one address, without a character that would have to be read."""
_ENCODE = msgspec.json.Encoder().encode


class Written(msgspec.Struct):
    """A decision, as it is sent."""

    id: int
    uuid: str
    origin: str
    type: str
    scope: str
    value: str
    duration: str
    scenario: str
    until: str


class LocalApi:
    """The endpoints, as an ASGI application."""

    def __init__(self, rulings: Rulings, keys: Collection[str], clock: Callable[[], int]) -> None:
        """`keys` are hashes; `clock` gives microseconds since 1970 UTC."""
        self._rulings = rulings
        self._keys = keys
        self._clock = clock
        self._pulled: OrderedDict[tuple[bytes, str], int] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path, method = scope["path"], scope["method"]
        if path == "/health":
            await reply(send, 200, _JSON, b'{"status":"up"}')
            return
        key = Fields(scope).get("x-api-key", "")
        if not fits(key, self._keys):
            await reply(send, 403, _JSON, _FORBIDDEN)
        elif path == "/v1/usage-metrics" and method == "POST":
            await reply(send, 413 if await body_of(receive, _MOST_BODY) is None else 201, _JSON)
        elif path not in PATHS or path == "/v1/usage-metrics" or method not in {"GET", "HEAD"}:
            await reply(send, 404 if path not in PATHS else 405, _JSON, b'{"message":"Page or Method not found"}')
        else:
            query = scope["query_string"].decode("latin-1")
            if path == "/v1/decisions":
                await self._decisions(query, method, send)
            else:
                await self._stream(parse_qs(query, keep_blank_values=True), method, (key, scope), send)

    async def _decisions(self, query: str, method: str, send: Send) -> None:
        """The decisions on somebody, or all."""
        now = self._clock()
        self._rulings.look(now)
        try:
            told = [_written(ruling, now) for ruling in self._found(query)]
        except ValueError:
            await reply(send, 500, _JSON, b'{"message":"invalid ip or range"}')
            return
        await reply(send, 200, _JSON, b"" if method == "HEAD" else b"[" + b",".join(told) + b"]" if told else _NULL)

    def _found(self, query: str) -> Iterator[Ruling]:
        """The decisions that a query asks for.

        Raises:
            ValueError: what it names is neither an address nor a network.
        """
        if _ONE_ADDRESS.fullmatch(query):  # what bouncers ask about each request
            return _EVERYWHERE.of(self._rulings.of(query[3:]))
        asked = parse_qs(query, keep_blank_values=True)
        found: Iterable[Ruling] = self._rulings.in_force()
        for one in ("ip", "range"):
            if value := _one(asked, one):
                found = self._rulings.of(value, whole=_one(asked, "contains") != "false")
        return Filter(asked).of(found)

    async def _stream(self, asked: Mapping[str, list[str]], method: str, bouncer: tuple[str, Scope], send: Send) -> None:
        """Everything at a bouncer's start; afterwards what changed since its last pull."""
        if method == "HEAD":
            await reply(send, 200, _JSON)
            return
        now = self._clock()
        place = self._rulings.look(now)
        client = bouncer[1].get("client") or ("", 0)
        who = hashlib.sha256(bouncer[0].encode("utf-8", "surrogateescape")).digest(), str(client[0])
        last = None if _one(asked, "startup") == "true" else self._pulled.get(who)
        changes = None if last is None else self._rulings.since(last)
        began, ended = changes or (list(self._rulings.in_force()), self._rulings.ended())
        fields = [(name.encode(), value.encode()) for name, value in _JSON]
        await send({"type": "http.response.start", "status": 200, "headers": fields})
        chosen = Filter(asked)
        for part in _parts(chosen.of(began), chosen.of(ended), now):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        self._pulled[who] = place  # only now: who did not get all of it gets it again
        self._pulled.move_to_end(who)
        while len(self._pulled) > _MOST_BOUNCERS:
            self._pulled.popitem(last=False)


def _one(asked: Mapping[str, list[str]], name: str) -> str:
    """The last value of a query parameter."""
    return asked.get(name, [""])[-1]


def _listed(asked: Mapping[str, list[str]], *names: str) -> list[str]:
    """The values of parameters that are lists with commas."""
    return [part.strip() for name in names for value in asked.get(name, ()) for part in value.split(",") if part.strip()]


class Filter:
    """What a query asks for, on anybody. Scopes beyond addresses and networks, and types beyond theirs, have to be named."""

    def __init__(self, asked: Mapping[str, list[str]]) -> None:
        scopes = {_SPELLED.get(scope.lower(), scope) for scope in _listed(asked, "scope", "scopes")}
        origins = _listed(asked, "origins")
        self._nothing = bool(origins) and ORIGIN not in origins
        self._scopes = scopes or NETWORK_SCOPES
        self._types = frozenset(_listed(asked, "type"))
        self._value = _one(asked, "value")
        self._within = _listed(asked, "scenarios_containing")
        self._without = _listed(asked, "scenarios_not_containing")

    def of(self, rulings: Iterable[Ruling]) -> Iterator[Ruling]:
        """Those that are asked for."""
        return iter(()) if self._nothing else filter(self._lets, rulings)

    def _lets(self, ruling: Ruling) -> bool:
        told = ruling.type in self._types if self._types else ruling.scope not in NETWORK_SCOPES or ruling.ordinary()
        if not told or ruling.scope not in self._scopes or (self._value and ruling.value != self._value):
            return False
        if not (self._within or self._without):
            return True
        scenario = _scenario(ruling)
        if any(word in scenario for word in self._without):
            return False
        return not self._within or any(word in scenario for word in self._within)


_EVERYWHERE = Filter({})


def _scenario(ruling: Ruling) -> str:
    """Which rule or detector, such as `headcount/finding:slow_crawl`; without the finding's number, for bouncers to group by."""
    ground, _, rest = ruling.reason.partition(":")
    named = rest.rpartition(":")[0] if ground == "finding" else rest
    return f"{ORIGIN}/{ground}:{named}" if named else f"{ORIGIN}/{ground}"


def _around(ruling: Ruling) -> tuple[bytes, bytes]:
    """What stands before and after the duration of a decision: it stays the same for as long as the decision does."""
    until = dt.datetime.fromtimestamp(ruling.until // 1_000_000, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    name = str(uuid.uuid5(_NAMES, f"{ruling.number}/{ruling.scope}/{ruling.value}"))
    whole = Written(ruling.number, name, ORIGIN, ruling.type, ruling.scope, ruling.value, "", _scenario(ruling), until)
    before, between, after = _ENCODE(whole).partition(b'"duration":"')
    return before + between, after


_at_hand = lru_cache(maxsize=50_000)(_around)


def _written(ruling: Ruling, now: int) -> bytes:
    """A decision in force as JSON, with what is left of it."""
    before, after = _at_hand(ruling)
    return before + go_duration((ruling.until - now) // 1_000_000).encode() + after


def _over(ruling: Ruling, now: int) -> bytes:
    """A decision that ended as JSON, whenever it was to end."""
    ended = min(ruling.until, now - 1_000_000)
    before, after = _around(ruling._replace(until=ended))
    return before + go_duration((ended - now) // 1_000_000).encode() + after


def go_duration(seconds: int) -> str:
    """A duration as Go prints it, in whole seconds: the Lua bouncer reads no fractions. What is over is negative."""
    if seconds <= 0:
        return f"-{max(1, -seconds)}s" if -seconds < 60 else "-" + go_duration(-seconds)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}h{minute}m{second}s" if hours else f"{minute}m{second}s" if minute else f"{second}s"


def _parts(began: Iterator[Ruling], ended: Iterator[Ruling], now: int) -> Iterator[bytes]:
    """The stream's body in pieces, so that a long one neither waits nor is held twice."""
    for opening, rulings, written in ((b'{"new":[', began, _written), (b'],"deleted":[', ended, _over)):
        yield opening
        comma = b""
        while some := list(islice(rulings, _CHUNK)):
            yield comma + b",".join(written(ruling, now) for ruling in some)
            comma = b","
    yield b"]}"
