"""What holds behind every proxy that asks a gate: the same checks for nginx, Caddy and HAProxy, each as its page says."""

from __future__ import annotations

import signal
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from headcount.model.verdict import Action
from tests.services import proxies

STATUSES = [(Action.BLOCK, 403), (Action.THROTTLE, 429), (Action.CHALLENGE, 401), (Action.MASK, 200)]
"""What a client gets under each verdict, by the pages of the documentation."""
KILLED = [signal.SIGKILL, signal.SIGSTOP]


@dataclass
class Behind:
    """A proxy before a site, and the gate that it asks."""

    port: int
    """Of the proxy."""
    gate: proxies.GateProcess
    site: proxies._Site
    serve: proxies._Serve
    as_account: Callable[[str], dict[str, str]]
    """Headers by which a client says to the proxy who it is."""

    def asks(self, headers: Mapping[str, str] = {}, target: str = "/orders/1") -> int:  # never changed
        """The status of one request."""
        return proxies.fetch(self.port, target, headers)[0]

    def passes_with_what_the_gate_says(self, target: str) -> None:
        status, _, body = proxies.fetch(self.port, target)
        assert (status, body) == (200, "of the site")
        path, headers = self.site.asked[-1]
        assert path == target
        assert headers["x-headcount-action"] == "allow"
        assert not headers.get("x-headcount-reason-id"), "the gate decided"

    def nobody_makes_our_headers_up(self) -> None:
        made_up = {"Action": "block", "Mask": "phone", "Reason-Id": "made-up", "Would": "x"}
        proxies.fetch(self.port, "/orders/4242", {f"X-Headcount-{name}": value for name, value in made_up.items()})
        _, headers = self.site.asked[-1]
        assert {value for name, value in headers.items() if name.startswith("x-headcount-") and value} == {"allow"}

    def a_verdict_is_carried_out(self, action: Action, status: int) -> None:
        asks = self.as_account(action.value)
        assert self.asks(asks) == 200
        self.serve.judge("account", action.value, action)

        def carried_out() -> bool:
            got, headers, _ = proxies.fetch(self.port, "/orders/1", asks)
            if action is Action.THROTTLE:
                return got == status and int(headers["retry-after"]) > 0
            return got == status and (action is not Action.MASK or self.site.asked[-1][1].get("x-headcount-mask") == "*")

        proxies.until(carried_out, f"{action} is carried out; {self.gate.child.log()}")
        assert self.asks() == 200, "nobody else is hit"

    def a_client_does_not_choose_who_it_is(self, target: str, method: str) -> None:
        """`target` and `method` are the headers in which the proxy tells the gate what was asked."""
        self.serve.judge("account", "victim", Action.BLOCK)
        self.serve.judge("address", "192.0.2.66", Action.BLOCK)
        self.serve.judge("account", "known", Action.BLOCK)
        known = self.as_account("known")
        proxies.until(lambda: self.asks(known) == 403, "the last one is there")
        for made_up in (
            {"X-Headcount-Account": "victim"},
            {"X-Real-IP": "192.0.2.66"},
            {"X-Forwarded-For": "192.0.2.66"},
            {target: "/elsewhere", method: "POST"},
        ):
            assert self.asks(made_up) == 200, made_up
        escape = {"X-Headcount-Account": "somebody", "X-Real-IP": "198.51.100.1", "X-Forwarded-For": "198.51.100.1"}
        assert self.asks(known | escape) == 403, "no header helps a client out of its verdict"

    def the_site_goes_on_without_the_gate(self, number: signal.Signals, closed: Collection[int] = (503,)) -> None:
        """`closed` is what the routes answer that are closed without a decision."""
        with proxies.Load(self.port, "/orders/7") as load:
            load.more(50)
            self.gate.child.send(number)
            load.more(200)
            assert self.asks(target="/patients/7") in closed, "closed without a decision"
            if number is signal.SIGKILL:
                self.gate.child.process.wait(10)
                self.gate.child.start()
            else:
                self.gate.child.send(signal.SIGCONT)
            proxies.until(lambda: self.asks(target="/patients/7") == 200, "the gate decides again")
            load.more(50)
        assert set(load.statuses) == {200}
        assert load.slowest < 5

    def the_gate_goes_on_with_a_full_disk(self) -> None:
        late = self.as_account("late")
        with proxies.Load(self.port, "/orders/7") as load:
            load.more(50)
            self.gate.child.fill_its_disk()
            self.serve.judge("account", "late", Action.BLOCK)
            proxies.until(lambda: self.asks(late) == 403, "a verdict is carried out")
            assert self.asks(target="/patients/7") == 200, "it decides"
            load.more(50)
        assert set(load.statuses) == {200}
