"""Envoy's external authorisation over gRPC (`envoy.service.auth.v3.Authorization`): one question before each answer.

Where answers are to be counted or masked too, `envoy_ext_proc` does all of it; this is for sites that only decide.
"""

from __future__ import annotations

import logging
from collections import Counter

from headcount.gates.answers import CLOSED, Headers, refusal
from headcount.gates.envoy_messages import Made, fields_of, messages, option
from headcount.gates.identity import Request
from headcount.gates.interface import ACTION, MASK, REASON, REMAINING, WOULD, Gate, headers
from headcount.model.verdict import Action, Decision

_log = logging.getLogger("headcount.envoy")
_DENIED = 7
"""`PERMISSION_DENIED` (google.rpc.Code)."""
_REFUSES = 2
OURS = tuple(name.lower() for name in (ACTION, MASK, REMAINING, REASON, WOULD))
"""Headers to the site that nobody else may set."""


class Authorization:
    """The service."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self.counts = Counter[str]()
        """`asked`, and `failed` when headcount itself did."""

    def check(self, question: Made, peer: str) -> Made:
        """Answer one `CheckRequest`; `peer` is the address of who asks, empty for a unix socket."""
        self.counts["asked"] += 1
        http = question.attributes.request.http
        try:
            if not self._gate.identities.trusts(peer):
                raise PermissionError  # noqa: TRY301  # counted and answered like every other failure
            _, decision = self._gate.ask(_request(question, self._gate))
        except Exception as error:  # noqa: BLE001  # whatever it is, the site has to go on
            self.counts["failed"] += 1
            _log.warning("headcount failed with %s", type(error).__name__)
            if self._gate.failing.lets(http.path):
                return allowed(Decision(Action.ALLOW, reason="failed-open"))
            return denied(*CLOSED)
        if decision.action.severity >= _REFUSES:
            return denied(*refusal(decision, self._gate.now()))
        return allowed(decision)


def allowed(decision: Decision) -> Made:
    """Let a request pass, with the decision in its headers and in Envoy's dynamic metadata (which access logs can show)."""
    made, said = messages(), headers(decision)
    names = {name.lower() for name, _ in said}
    answer = made["CheckResponse"]()
    answer.status.code = 0
    answer.ok_response.headers.extend(option(name, value, raw=False) for name, value in said)
    answer.ok_response.headers_to_remove.extend(name for name in OURS if name not in names)
    for name, value in said:
        answer.dynamic_metadata.fields.add(key=name.lower(), value=made["Value"](string_value=value))
    return answer


def denied(status: int, said: Headers) -> Made:
    """Refuse a request with this status and these headers."""
    answer = messages()["CheckResponse"]()
    answer.status.code = _DENIED
    answer.denied_response.status.code = status
    answer.denied_response.headers.extend(option(name, value, raw=False) for name, value in said)
    return answer


def _request(question: Made, gate: Gate) -> Request:
    """What Envoy says of the client's request."""
    http = question.attributes.request.http
    found = {pair.key.lower(): pair.value for pair in http.headers} or fields_of(http.header_map)
    return request(gate, http.method, http.path, question.attributes.source.address.socket_address.address, found)


def request(gate: Gate, method: str, target: str, address: str, found: dict[str, str]) -> Request:
    """One request as the gate wants it.

    Args:
        gate: whose rules hold.
        method: of the request.
        target: path and query.
        address: Envoy's peer; empty where Envoy does not tell, then the last hop that Envoy wrote to `X-Forwarded-For` is.
        found: the request's headers by lower-case name.
    """
    forwarded = found.get("x-forwarded-for", "")
    before, _, last = forwarded.rpartition(",")
    if not address or last.strip() == address:  # Envoy appends its peer (use_remote_address)
        address, forwarded = last.strip(), before
    host = ":authority" if found.get(":authority", "") else "host"
    return gate.identities.request(method, target, address, forwarded, found, lambda: found, host=host)
