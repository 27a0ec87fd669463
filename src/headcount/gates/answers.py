"""Answers at a gate: whom one shows is counted, what is to be masked is masked, whatever program the gate sits in.

An answer is held until it is whole only where its route is known to hold people and it is JSON; all others pass as they come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from headcount.gates.codings import Uncoded, coded, plain
from headcount.gates.identity import Named
from headcount.gates.interface import Gate, headers, retry_after
from headcount.model.kind import Kind
from headcount.model.seen import Seen
from headcount.model.verdict import Action, Decision
from headcount.policy.masking import Masker, Unmaskable

PEOPLE = "X-Headcount-People"
"""Header of every answer that shows people: how many different ones."""
MOST_HELD = 1 << 20
"""Bytes of an answer that are held; a longer one passes unread."""
_INFLATES = 16
"""A compressed answer may become so many times the bytes that are held."""
_OF_THE_BODY = frozenset(
    {
        "content-length",
        "content-md5",
        "content-digest",
        "digest",
        "repr-digest",
        "etag",
        "last-modified",
        "accept-ranges",
        "cache-control",
        "expires",
    }
)
"""Headers that tell of the unmasked bytes, or would let them be mixed up with the masked ones; in lower case."""
_LINES = ("ndjson", "json-seq", "jsonl", "json-lines")
"""Parts of the names of media types that are streams of JSON texts, not one text."""

REFUSES = 2
"""From this severity on a request does not reach the site, and an answer does not reach the client."""

Headers = list[tuple[str, str]]


class Answering(Protocol):
    """What tells about answers: `catalog.answer_paths.AnswerDoor`."""

    def holds(self, route: str) -> bool:
        """Whether the route's answers show people."""

    def paths(self, route: str) -> tuple[tuple[str, Kind], ...]:
        """Where they hold which kinds."""

    def people(self, route: str, body: bytes) -> tuple[tuple[int, ...], frozenset[str]]:
        """Tokens and kinds of the people that one answer shows."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What becomes of an answer that is to be masked and cannot be read, such as one that is too long or no JSON."""

    passes: bool = True
    """Whether it passes as it is; else it is withheld, and the client gets a 503."""
    withheld: frozenset[str] = frozenset()
    """Templates of the routes (with or without their method) whose answers are withheld all the same."""

    def lets(self, route: str) -> bool:
        """Whether an answer of the route passes."""
        return self.passes and route not in self.withheld and route.partition(" ")[2] not in self.withheld


@dataclass(frozen=True, slots=True)
class Done:
    """What to do with an answer that was held."""

    decision: Decision
    """The more severe of those before and after the answer."""
    people: int = 0
    """Different people that the answer shows."""
    body: bytes | None = None
    """What to send in place of the body; None leaves it as it is."""
    withheld: bool = False
    """Whether the answer must not go out although the client is not refused: it could not be masked."""


def _nothing() -> None:
    """Do nothing: there is no file to read."""


@dataclass(slots=True)
class AnswerGate:
    """A gate that sees answers."""

    gate: Gate
    door: Answering
    unreadable: Unreadable = Unreadable()  # frozen
    most: int = MOST_HELD
    """Bytes of an answer that are held."""
    pseudonym: Callable[[str], str] | None = None
    """Keyed function for kinds that are masked by a pseudonym; without it their name stands there."""
    counts: Counter[str] = field(default_factory=Counter)
    """What became of requests and answers: `asked`, `read`, `masked`, `unread` (held to be counted, and could not be),
    `passed` (to be masked, and could not be), `withheld`, `failed` (headcount itself)."""
    renew: Callable[[], None] = _nothing
    """Reads the configuration anew, such as on SIGHUP: what was counted stays. Raises ConfigError where the file cannot be used,
    and then nothing has changed."""
    _maskers: Callable[[str, tuple[Kind, ...]], Masker] = field(init=False)

    def __post_init__(self) -> None:
        """Keep the maskers of routes at hand, and have their machine code made now: the first answer must not wait for it."""
        self._maskers = lru_cache(maxsize=1_000)(self._masker)
        Masker([("phone", Kind.PHONE)]).mask(b'{"phone": "1"}')

    def take(self, other: AnswerGate) -> None:
        """Go on by the doors and rules of another gate; the judge, who has counted, and the counts stay."""
        self.gate.take(other.gate)
        self.door, self.unreadable, self.most, self.pseudonym = other.door, other.unreadable, other.most, other.pseudonym
        self._maskers = lru_cache(maxsize=1_000)(self._masker)

    def _masker(self, route: str, kinds: tuple[Kind, ...]) -> Masker:
        return Masker([(path, kind) for path, kind in self.door.paths(route) if not kinds or kind in kinds], self.pseudonym)

    def ask(
        self, method: str, target: str, peer: str, fields: Named, whole: Callable[[], Mapping[str, str]], account: str | None
    ) -> tuple[Seen, Decision]:
        """What to do with a request that reached the site.

        Args:
            method: in capitals.
            target: path and query.
            peer: the address that connected.
            fields: headers of the request.
            whole: all of them by lower-case name; asked for only where there is a signature.
            account: who asks, where the site says; None: whom the header of `[gate]` names, of a trusted proxy only.
        """
        self.counts["asked"] += 1
        identities = self.gate.identities
        if account is None and not identities.trusts(peer):
            account = ""
        forwarded = fields.get("x-forwarded-for", "")
        return self.gate.ask(identities.request(method, target, peer, forwarded, fields, whole, account=account))

    def held(self, method: str, seen: Seen, decision: Decision) -> bool:
        """Whether the answer is to be looked at: by its route, or because it has to be masked."""
        return method != "HEAD" and (
            self.door.holds(seen.route) or (decision.action is Action.MASK and self.masks(seen, decision))
        )

    def instead(self, done: Done) -> tuple[int, Headers] | None:
        """Status and headers of what goes out in place of an answer that was held; None: the answer itself does."""
        if done.withheld:
            return WITHHELD
        return refusal(done.decision, self.gate.now()) if done.decision.action.severity >= REFUSES else None

    def masks(self, seen: Seen, decision: Decision) -> bool:
        """Whether the answer of a request has to be masked."""
        if decision.action is not Action.MASK:
            return False
        shown = {*seen.kinds, *(kind for _, kind in self.door.paths(seen.route))}
        return bool(shown and (not decision.mask or shown & set(decision.mask)))

    def wants(self, seen: Seen, status: int, media: str) -> bool:
        """Whether an answer is to be held until it is whole, by its route, status and `Content-Type`."""
        return 200 <= status < 300 and status not in (204, 205) and is_json(media) and self.door.holds(seen.route)

    def named(self, seen: Seen, status: int) -> int:
        """How many people the request itself names, if its answer showed them."""
        return len(seen.records) if seen.people and 200 <= status < 300 else 0

    def finish(self, seen: Seen, before: Decision, status: int, coding: str, body: bytes) -> Done:
        """Count a whole answer that `wants` asked for, and mask it where that is due.

        Args:
            seen: the request.
            before: the decision before the answer.
            status: of the answer.
            coding: its `Content-Encoding`.
            body: its bytes, as they came.
        """
        try:
            text = plain(body, coding, self.most * _INFLATES)
        except Uncoded:
            self.counts["unread"] += 1
            return self.unread(seen, before, status)
        tokens, kinds = self.door.people(seen.route, text)
        self.counts["read"] += 1
        decision = before
        if tokens or kinds:
            decision = severer(before, self.gate.shown(seen, tokens, kinds))
        people = len({*tokens, *seen.records}) if seen.people else len(tokens)
        if decision.action is not Action.MASK:
            return Done(decision, people)
        try:
            masked = self._maskers(seen.route, decision.mask).mask(text)
        except Unmaskable:
            return self.unread(seen, decision, status)
        if masked is text or masked == text:
            return Done(decision, people)
        self.counts["masked"] += 1
        return Done(decision, people, coded(masked, coding))

    def unread(self, seen: Seen, decision: Decision, status: int) -> Done:
        """What to do with an answer that cannot be read: it is too long, of another media type, or broken."""
        people = self.named(seen, status)
        if not self.masks(seen, decision) or not 200 <= status < 300:
            return Done(decision, people)
        if self.unreadable.lets(seen.route):
            self.counts["passed"] += 1
            return Done(decision, people)
        self.counts["withheld"] += 1
        return Done(decision, people, withheld=True)


def severer(one: Decision, other: Decision) -> Decision:
    """The more severe of two decisions about one request; two masks are joined."""
    if one.action is other.action is Action.MASK:
        mask = tuple(dict.fromkeys((*one.mask, *other.mask))) if one.mask and other.mask else ()
        return Decision(Action.MASK, mask, other.reason, other.until, other.remaining, other.would)
    return one if one.action.severity > other.action.severity else other


@lru_cache(maxsize=1_000)
def is_json(media: str) -> bool:
    """Whether a `Content-Type` may be one JSON text; an answer without one may be."""
    kind = media.partition(";")[0].strip().lower()
    return not kind or (("json" in kind or "javascript" in kind or kind == "text/plain") and not any(x in kind for x in _LINES))


def masked_headers(headers: Iterable[tuple[str, str]], size: int) -> Headers:
    """The headers of an answer whose body was masked: nothing in them tells of the unmasked bytes, and nobody stores it."""
    kept = [(name, value) for name, value in headers if name.lower() not in _OF_THE_BODY]
    return [*kept, ("Content-Length", str(size)), ("Cache-Control", "no-store")]


def first(headers: Iterable[tuple[str, str]], wanted: str) -> str:
    """The value of the first header of a name, which is given in lower case; empty when there is none."""
    return next((value for name, value in headers if name.lower() == wanted), "")


def refusal(decision: Decision, now: int) -> tuple[int, Headers]:
    """Status and headers for a client that is refused.

    Args:
        decision: `challenge`, `throttle` or `block`.
        now: microseconds since 1970 UTC.
    """
    said = [*headers(decision), ("Cache-Control", "no-store")]
    if decision.action is Action.CHALLENGE:
        return 401, [*said, ("WWW-Authenticate", "Headcount-Challenge")]
    if decision.action is Action.THROTTLE:
        return 429, [*said, ("Retry-After", str(retry_after(decision, now)))]
    return 403, said


WITHHELD = (503, [("Cache-Control", "no-store"), ("X-Headcount-Reason-Id", "unreadable")])
"""Status and headers in place of an answer that had to be masked and could not be."""
CLOSED = (503, [("Cache-Control", "no-store"), ("X-Headcount-Reason-Id", "failed-closed")])
"""Status and headers where headcount itself failed, on a route that is closed then."""
