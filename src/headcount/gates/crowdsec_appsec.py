"""CrowdSec's AppSec protocol: a bouncer forwards each request, and we answer whether it may pass.

All headers of the client come along, so that the decision can be about a session or an API key, which decisions on addresses
cannot be. They are the client's own words: an account is believed only from a header that the operator says is overwritten
before the bouncer sees it (`appsec_account_header`). Answers are not seen, so nothing can be masked here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from headcount.gates.http import Fields, Receive, Scope, Send, body_of, reply
from headcount.gates.identity import Identities, Request
from headcount.gates.interface import Gate
from headcount.gates.interface import headers as described
from headcount.model.verdict import Action, Decision
from headcount.policy.keys import fits

FIELD = "x-crowdsec-appsec-"
"""What the bouncer itself writes."""
_MOST_BODY = 1 << 20
_ANSWERS: Mapping[Action, tuple[int, bytes]] = {
    Action.ALLOW: (200, b'{"action":"allow","http_status":200}'),
    Action.MASK: (200, b'{"action":"allow","http_status":200}'),
    Action.CHALLENGE: (403, b'{"action":"captcha","http_status":403}'),
    Action.THROTTLE: (403, b'{"action":"ban","http_status":429}'),
    Action.BLOCK: (403, b'{"action":"ban","http_status":403}'),
}


class AppSec:
    """The endpoint, as an ASGI application."""

    def __init__(self, gate: Gate, identities: Identities, keys: Collection[str], failed: Callable[[Exception], None]) -> None:
        """`keys` are hashes; `identities` are those of AppSec; `failed` hears of what went wrong."""
        self._gate = gate
        self._identities = identities
        self._keys = keys
        self._failed = failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer about one request."""
        found = Fields(scope)
        if not fits(found.get(FIELD + "api-key", ""), self._keys):
            await reply(send, 401)
            return
        await body_of(receive, _MOST_BODY)  # the connection goes on only after a body that was read
        decision = self._decide(found)
        status, body = _ANSWERS[decision.action]
        await reply(send, status, [("Content-Type", "application/json"), *described(decision)], body)

    def _decide(self, found: Fields) -> Decision:
        target = found.get(FIELD + "uri", "")
        method = found.get(FIELD + "verb", "GET")
        try:
            return self._gate.ask(
                Request(
                    method=method,
                    target=target,
                    address=found.get(FIELD + "ip", ""),
                    account=self._identities.account(found),
                    credential=self._identities.credential(found),
                    user_agent=found.get(FIELD + "user-agent", "") or found.get("user-agent", ""),
                    crawler=self._identities.crawler(method, found.get(FIELD + "host", ""), target, found, found.whole),
                )
            )[1]
        except Exception as error:  # noqa: BLE001  # whatever it is, the site has to go on
            self._failed(error)
            return Decision(Action.ALLOW if self._gate.failing.lets(target) else Action.BLOCK, reason="failed")
