"""The least that granian can do: the service that `headcount gate` is measured beside. RSGI, one header read, no counting."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import Any

import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server


class Bare:
    """Looks an account up in a dict, counts, and lets everybody pass."""

    def __init__(self) -> None:
        self.accounts = dict.fromkeys((f"account-{number}" for number in range(100_000)), 0)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:  # noqa: ANN401  # granian's own classes
        account = scope.headers.get("x-headcount-account")
        self.accounts[account] = self.accounts.get(account, 0) + 1
        protocol.response_empty(204, [("X-Headcount-Action", "allow")])


async def main(path: str) -> None:
    """Serve on a unix socket until SIGTERM."""
    server = Server(
        Bare(), uds=Path(path), interface=Interfaces.RSGI, http=HTTPModes.http1, websockets=False, backlog=1024, log_enabled=False
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
    await server.serve()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1]))
