"""Envoy's external processing (`envoy.service.ext_proc.v3.ExternalProcessor`): the one hook of Envoy that sees answers.

In the way (the default) it decides, counts the people of answers, and masks them; Envoy holds an answer only where its route is
known to hold people (`mode_override`) and its length is told and within the bound. An answer of untold length is held here,
piece by piece; its headers have gone out then, so that they cannot tell the number of people. (Envoy's own `BUFFERED_PARTIAL`
would be simpler, but Envoy 1.40 was seen to hang with it when an answer ends just where its buffer is full.)

In observability mode Envoy sends copies and waits for nothing: then what was seen is counted, and goes on to a sink as one line
of JSON for each request, for `headcount serve` to read.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import AsyncIterator, Callable

import msgspec

from headcount.gates.answers import CLOSED, PEOPLE, WITHHELD, AnswerGate, Done, Headers, first, masked_headers, refusal
from headcount.gates.codings import Uncoded, plain
from headcount.gates.envoy_authz import OURS, request
from headcount.gates.envoy_messages import BUFFERED, NO_BODY, SEND, SKIP, STREAMED, Made, fields_of, messages, option
from headcount.gates.identity import Request
from headcount.gates.interface import headers
from headcount.model.seen import Seen
from headcount.model.verdict import Action, Decision

Sink = Callable[[bytes], None]
"""Takes one line of JSON, with its line feed: an access with the answer's body, in the clear."""

_log = logging.getLogger("headcount.envoy")
_REFUSES = 2
_PARTIAL = ("range", "if-range")
_LAST, _MAY_BE_LAST = ("response_trailers",), ("response_headers", "response_body")
"""What comes last of an answer."""
_ATTRIBUTES = "envoy.filters.http.ext_proc"


class ExternalProcessor:
    """The service."""

    def __init__(self, answers: AnswerGate, sink: Sink | None = None) -> None:
        """`sink` gets what is seen in observability mode."""
        self.answers = answers
        self.sink = sink

    async def process(self, questions: AsyncIterator[Made], peer: str) -> AsyncIterator[Made]:
        """Answer Envoy's messages about one request; in observability mode, none of them."""
        one = _Exchange(self, trusted=self.answers.gate.identities.trusts(peer))
        try:
            async for question in questions:
                answer = one.take(question)
                if answer is not None:
                    yield answer
        finally:  # Envoy may also break off the stream
            one.over()

    def failed(self, error: Exception) -> None:
        """Count a failure of headcount; its name is logged and never its text, which may hold what a client sent."""
        self.answers.counts["failed"] += 1
        _log.warning("headcount failed with %s; the site's own answer stands", type(error).__name__)


class _Exchange:
    """One request and its answer."""

    def __init__(self, processor: ExternalProcessor, *, trusted: bool) -> None:
        self._processor = processor
        self._answers = processor.answers
        self._trusted = trusted
        self._made = messages()
        self._request: Request | None = None
        self._seen: Seen | None = None
        self._decision = Decision(Action.ALLOW)
        self._fields: Headers = []
        """Headers of the answer."""
        self._status = 0
        self._copies = False
        """Whether Envoy only sends copies."""
        self._over = False
        """Whether a copied request was counted and handed on."""
        self._whole = False
        """Whether Envoy holds the body until it is whole: it tells its length."""
        self._passes = False
        """Whether the body was too long to hold, and passes."""
        self._body: list[bytes] = []
        self._size = 0

    def take(self, question: Made) -> Made:
        """The answer to one message; None in observability mode."""
        self._copies |= question.observability_mode
        what = next((field.name for field, _ in question.ListFields() if field.name in _STEPS), "")
        try:
            answer = _STEPS[what](self, question) if what else None
        except Exception as error:  # noqa: BLE001  # whatever it is, the site has to go on
            self._processor.failed(error)
            target = self._request.target if self._request else fields_of(question.request_headers.headers).get(":path", "")
            if not self._answers.gate.failing.lets(target) and not self._copies:
                return self._instead(*CLOSED)
            answer = self._empty(what)
        if self._copies:
            if what in _LAST or (what in _MAY_BE_LAST and getattr(question, what).end_of_stream):
                self.over()
            return None
        return answer

    def _empty(self, what: str) -> Made:
        """Go on without a change."""
        answer = self._made["ProcessingResponse"]()
        getattr(answer, what or "request_headers").SetInParent()
        return answer

    def _instead(self, status: int, said: Headers) -> Made:
        """Another answer in place of the site's."""
        answer = self._made["ProcessingResponse"]()
        answer.immediate_response.status.code = status
        answer.immediate_response.headers.set_headers.extend(option(name, value) for name, value in said)
        return answer

    def _asked(self, question: Made) -> Made:
        """The request's headers."""
        answers = self._answers
        answers.counts["asked"] += 1
        if not self._trusted:
            raise PermissionError
        found = fields_of(question.request_headers.headers)
        address = _attribute(question, "source.address")
        method = found.get(":method", "")
        self._request = request(answers.gate, method, found.get(":path", ""), _without_port(address), found)
        if self._copies:
            self._seen = answers.gate.door.see(*self._request)
            return None
        self._seen, self._decision = answers.gate.ask(self._request)
        if self._decision.action.severity >= _REFUSES:
            return self._instead(*refusal(self._decision, answers.gate.now()))
        said = headers(self._decision)
        names = {name.lower() for name, _ in said}
        answer = self._empty("request_headers")
        change = answer.request_headers.response.header_mutation
        change.set_headers.extend(option(name, value) for name, value in said)
        change.remove_headers.extend(name for name in OURS if name not in names)
        holds = method != "HEAD" and answers.door.holds(self._seen.route)
        if holds:
            change.remove_headers.extend(name for name in _PARTIAL if name in found)
        mode = answer.mode_override
        mode.request_header_mode, mode.response_body_mode = SEND, NO_BODY
        wanted = holds or answers.masks(self._seen, self._decision) or (self._seen.people and self._seen.records)
        mode.response_header_mode = SEND if wanted else SKIP
        return answer

    def _begun(self, question: Made) -> Made:
        """The answer's headers."""
        seen = self._seen
        if seen is None:
            return self._empty("response_headers")
        found = fields_of(question.response_headers.headers)
        self._fields, self._status = list(found.items()), int(found.get(":status", "0"))
        wants = self._answers.wants(seen, self._status, found.get("content-type", ""))
        answer = self._empty("response_headers")
        length = found.get("content-length", "")
        bodied = not question.response_headers.end_of_stream and self._request is not None and self._request.method != "HEAD"
        if wants and bodied and not self._copies and (not length or int(length) <= self._answers.most):
            self._whole = bool(length)
            answer.mode_override.request_header_mode = answer.mode_override.response_header_mode = SEND
            answer.mode_override.response_body_mode = BUFFERED if length else STREAMED
            if not length and self._decision.action is Action.MASK:
                kept = {name for name, _ in masked_headers(self._fields, 0)}
                change = answer.response_headers.response.header_mutation
                change.remove_headers.extend(name for name, _ in self._fields if name not in kept)
                change.set_headers.append(option("Cache-Control", "no-store"))
            return answer
        if question.response_headers.end_of_stream or self._copies:
            done = Done(self._decision, self._answers.named(seen, self._status))
        else:
            done = self._answers.unread(seen, self._decision, self._status)
        if done.withheld:
            return self._instead(*WITHHELD)
        if done.people:
            answer.response_headers.response.header_mutation.set_headers.append(option(PEOPLE, str(done.people)))
        answer.mode_override.request_header_mode = answer.mode_override.response_header_mode = SEND
        answer.mode_override.response_body_mode = NO_BODY
        return answer

    def _held(self, question: Made) -> Made:
        """The answer's body: all of it at once, or piece by piece where its length was not told."""
        seen, body = self._seen, question.response_body
        if seen is None:
            return self._empty("response_body")
        self._size += len(body.body)
        if self._copies:
            if self._size <= self._answers.most:
                self._body.append(body.body)
            return None
        if self._whole:
            return self._finished(seen, body.body) if body.end_of_stream else self._empty("response_body")
        return self._empty("response_body") if self._passes else self._piece(seen, body)

    def _piece(self, seen: Seen, body: Made) -> Made:
        """One piece of an answer of untold length."""
        self._body.append(body.body)
        if body.end_of_stream and self._size <= self._answers.most:
            return self._finished(seen, b"".join(self._body))
        answer = self._empty("response_body")
        change = answer.response_body.response.body_mutation
        if self._size <= self._answers.most:
            change.clear_body = True  # held here: it goes out with the last piece
            return answer
        self._passes = True
        if self._answers.unread(seen, self._decision, self._status).withheld:
            return self._instead(*WITHHELD)
        change.body, self._body = b"".join(self._body), []
        return answer

    def _finished(self, seen: Seen, body: bytes) -> Made:
        """What becomes of a whole body."""
        done = self._answers.finish(seen, self._decision, self._status, first(self._fields, "content-encoding"), body)
        if done.withheld:
            return self._instead(*WITHHELD)
        if done.decision.action.severity >= _REFUSES:
            return self._instead(*refusal(done.decision, self._answers.gate.now()))
        answer = self._empty("response_body")
        change = answer.response_body.response.header_mutation
        if done.people:
            change.set_headers.append(option(PEOPLE, str(done.people)))
        if done.body is not None:
            kept = masked_headers(self._fields, len(done.body))
            names = {name.lower() for name, _ in kept}
            change.set_headers.extend(option(name, value) for name, value in kept[-2:])
            change.remove_headers.extend(name for name, _ in self._fields if name not in names)
        if done.body is not None or not self._whole:
            answer.response_body.response.body_mutation.body = body if done.body is None else done.body
        return answer

    def over(self) -> None:
        """The request is over: in observability mode, count it and hand it on."""
        seen, asked = self._seen, self._request
        if not self._copies or self._over or seen is None or asked is None:
            return
        self._over = True
        whole = self._size <= self._answers.most
        try:
            body = plain(b"".join(self._body), first(self._fields, "content-encoding"), self._answers.most * 16) if whole else b""
        except Uncoded:
            body = b""
        self._answers.counts["read" if body else "unread"] += 1
        try:
            tokens, kinds = self._answers.door.people(seen.route, body) if body else ((), frozenset[str]())
            records = (*self._named(seen), *tokens)
            if records:
                self._answers.gate.shown(seen, records, kinds or seen.kinds, past=True)
            if self._processor.sink is not None:
                self._processor.sink(_line(asked, self._status, self._size, body, self._answers.gate.now()))
        except Exception as error:  # noqa: BLE001  # whatever it is, Envoy has to go on
            self._processor.failed(error)

    def _named(self, seen: Seen) -> tuple[int, ...]:
        """The people whom the request names, if its answer showed them."""
        return seen.records if self._answers.named(seen, self._status) else ()


_STEPS: dict[str, Callable[[_Exchange, Made], Made]] = {
    "request_headers": _Exchange._asked,  # noqa: SLF001  # the exchange's own steps
    "response_headers": _Exchange._begun,  # noqa: SLF001  # as above
    "request_body": lambda one, _: one._empty("request_body"),  # noqa: SLF001  # as above
    "response_body": _Exchange._held,  # noqa: SLF001  # as above
    "request_trailers": lambda one, _: one._empty("request_trailers"),  # noqa: SLF001  # as above
    "response_trailers": lambda one, _: one._empty("response_trailers"),  # noqa: SLF001  # as above
}
"""What is done with each of Envoy's messages."""


def _attribute(question: Made, name: str) -> str:
    """An attribute that Envoy was told to send (`request_attributes`); empty when it was not."""
    for pair in question.attributes:
        if pair.key == _ATTRIBUTES:
            return next((field.value.string_value for field in pair.value.fields if field.key == name), "")
    return ""


def _without_port(address: str) -> str:
    """The host of `HOST:PORT` or `[HOST]:PORT`."""
    host, colon, port = address.rpartition(":")
    return host.strip("[]") if colon and port.isdigit() and ("]" in host or ":" not in host) else address


def _line(asked: Request, status: int, size: int, body: bytes, now: int) -> bytes:
    """One access as a line of JSON, with the names of `[jsonl]`."""
    record: dict[str, str | int] = {
        "time": dt.datetime.fromtimestamp(now / 1e6, dt.UTC).isoformat(),
        "address": asked.address,
        "forwarded": asked.forwarded,
        "method": asked.method,
        "target": asked.target,
        "status": status,
        "size": size,
        "account": asked.account,
        "credential": asked.credential,
        "user_agent": asked.user_agent,
        "body": body.decode("utf-8", "replace"),
    }
    told = {name: _sound(value) for name, value in record.items() if value not in ("", 0)}
    return msgspec.json.encode(told) + b"\n"


def _sound(value: str | int) -> str | int:
    """A value without lone surrogates, which stand for bytes that are no UTF-8 and no encoder takes."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
