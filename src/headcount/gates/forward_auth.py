"""Forward authentication: a proxy asks about each request before it passes it on, and we answer with a status and headers.

One endpoint, `/decide/PROXY`; the name says in which headers that proxy tells method, target and address, and which statuses it
takes for a refusal. Answers have no body: nginx ends the connection after one that has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from headcount.errors import HeadcountError
from headcount.gates.http import Fields, Receive, Scope, Send, reply
from headcount.gates.identity import Request
from headcount.gates.interface import COPIED, Gate, headers, retry_after
from headcount.model.verdict import Action, Decision

PREFIX = "/decide/"
CHALLENGE = ("WWW-Authenticate", "Headcount-Challenge")
"""A 401 has to name a scheme (RFC 9110, section 15.5.2); this one is for the site's own page, browsers do not know it."""


class QuestionError(HeadcountError):
    """A proxy asks in a way that cannot be believed or understood; says what has to change in its configuration."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """How one proxy asks. Only headers that this proxy itself writes are believed."""

    name: str
    target: str
    """Header with path and query as the client sent them; empty: they follow in the path of the question."""
    method: str = "x-forwarded-method"
    """Header with the method; empty: the method of the question."""
    address: str = ""
    """Header with the address of the proxy's peer; empty: the last hop of `X-Forwarded-For`, which the proxy appended."""
    host: str = "x-forwarded-host"
    """Header with the host that the client asked, for crawlers that sign their requests."""
    passes: int = 204
    throttles: int = 429
    """Status for `throttle`; 403 where the proxy passes no other on."""
    complete: bool = False
    """Whether headers without content are sent too: Caddy copies its own placeholder for one that is not there."""


ADAPTERS = (
    Adapter("nginx", "x-original-uri", "x-original-method", "x-real-ip", throttles=403),
    Adapter("ingress-nginx", "x-original-url", "x-original-method", "x-real-ip", throttles=403),
    Adapter("caddy", "x-forwarded-uri", complete=True),
    Adapter("traefik", "x-forwarded-uri"),
    Adapter("apisix", "x-forwarded-uri"),
    Adapter("higress", "x-forwarded-uri"),
    Adapter("haproxy", "x-original-uri", "x-original-method", "x-real-ip"),
    Adapter("envoy", "", "", host="host", passes=200),
)
"""Every proxy that a page of the documentation is about, and those that ask in the same way."""


class ForwardAuth:
    """The decide endpoint, as an ASGI application."""

    def __init__(self, gate: Gate, failed: Callable[[Exception], None]) -> None:
        """`failed` hears of what went wrong with a question; the question is answered all the same."""
        self._gate = gate
        self._failed = failed
        self._adapters = {adapter.name: adapter for adapter in ADAPTERS}

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer one question; an unknown proxy's name is 404."""
        name, _slash, rest = scope["path"][len(PREFIX) :].partition("/")
        adapter = self._adapters.get(name)
        if adapter is None or (rest and adapter.target):
            await reply(send, 404)
            return
        status, said = self._answer(adapter, scope)
        await reply(send, status, said)

    def _answer(self, adapter: Adapter, scope: Scope) -> tuple[int, list[tuple[str, str]]]:
        """Status and headers."""
        target = ""
        try:
            found = Fields(scope)
            target = _told(found, adapter.target) if adapter.target else _target_in(scope, len(PREFIX) + len(adapter.name))
            _may_ask(self._gate, scope)
            _, decision = self._gate.ask(_request(adapter, scope, found, target, self._gate))
        except Exception as error:  # noqa: BLE001  # whatever it is, the site has to go on
            self._failed(error)
            return self._without_decision(adapter, target)
        return _status(adapter, decision), self._said(adapter, decision)

    def _said(self, adapter: Adapter, decision: Decision) -> list[tuple[str, str]]:
        said = headers(decision)
        if adapter.complete:
            there = {name for name, _ in said}
            said += [(name, "") for name in COPIED if name not in there]
        if decision.action is Action.THROTTLE:
            said.append(("Retry-After", str(retry_after(decision, self._gate.now()))))
        elif decision.action is Action.CHALLENGE:
            said.append(CHALLENGE)
        return said

    def _without_decision(self, adapter: Adapter, target: str) -> tuple[int, list[tuple[str, str]]]:
        """The answer when there is no decision."""
        if self._gate.failing.lets(target):
            return adapter.passes, self._said(adapter, Decision(Action.ALLOW, reason="failed-open"))
        return 403, self._said(adapter, Decision(Action.BLOCK, reason="failed-closed"))


def _status(adapter: Adapter, decision: Decision) -> int:
    action = decision.action
    if action is Action.ALLOW or action is Action.MASK:
        return adapter.passes
    if action is Action.BLOCK:
        return 403
    return 401 if action is Action.CHALLENGE else adapter.throttles


def _request(adapter: Adapter, scope: Scope, found: Fields, target: str, gate: Gate) -> Request:
    """What the proxy says of the client's request."""
    if adapter.address:
        address, forwarded = _told(found, adapter.address), found.get("x-forwarded-for", "")
    else:
        forwarded, _, address = _told(found, "x-forwarded-for").rpartition(",")
    method = _told(found, adapter.method) if adapter.method else scope["method"]
    return gate.identities.request(method, target, address.strip(), forwarded, found, found.whole, host=adapter.host)


def _told(found: Fields, name: str) -> str:
    """What the proxy says in one header.

    Raises:
        QuestionError: it says nothing there.
    """
    value = found.get(name, "")
    if not value:
        raise QuestionError(f"the proxy sent no {name} with its question; compare its configuration with its page in docs/gates")
    return value


def _target_in(scope: Scope, at: int) -> str:
    """The target that follows in the path of the question."""
    raw: bytes = scope.get("raw_path") or quote(scope["path"], safe="/%").encode()
    path = raw.decode("utf-8", "surrogateescape")[at:] or "/"
    query: bytes = scope["query_string"]
    return f"{path}?{query.decode('utf-8', 'surrogateescape')}" if query else path


def _may_ask(gate: Gate, scope: Scope) -> None:
    """Only a trusted proxy may ask about somebody else's request.

    Raises:
        QuestionError: this is none.
    """
    client = scope.get("client")
    if not gate.identities.trusts(client[0] if client else ""):
        raise QuestionError("somebody asked who is not among trusted_proxies in [gate]; add the proxy's address there")
