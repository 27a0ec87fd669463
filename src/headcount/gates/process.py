"""One gate from its start to its end: its doors, the verdicts that come in, Envoy's questions, and a configuration read anew."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, cast

from headcount import config as composition
from headcount.catalog.tokens import Tokenizer
from headcount.config import Config
from headcount.errors import HeadcountError
from headcount.gates import joining, server, site
from headcount.gates.answers import AnswerGate
from headcount.gates.envoy_authz import Authorization
from headcount.gates.envoy_ext_proc import ExternalProcessor
from headcount.gates.traced import TracedDecisions
from headcount.gates.watch import Admin, Watch
from headcount.policy.judge import MemoryJudge

_GRACE = 1.0
"""Seconds that Envoy's open streams have when the gate ends."""
REFUSED = "the changed file was not taken over; the log says where it is wrong"


class GateProcess:
    """What `headcount gate` runs."""

    def __init__(
        self,
        config: Config,
        tokens: Tokenizer,
        again: Callable[[], Config],
        tell: Callable[[str], None] = server.tell,
    ) -> None:
        """`again` reads the configuration anew, for SIGHUP; `tell` speaks to whoever runs the gate.

        Raises:
            ConfigError: the configuration cannot be used.
            LedgerError: the ledger that it names cannot be read.
        """
        self._config = config
        self._tokens = tokens
        self._again = again
        self._tell = tell
        self._failures = server.Failures(tell)
        self._answers = site.joined(config, tokens) if config.gate.envoy else None
        self._gate = self._answers.gate if self._answers else joining.gate(config, tokens, composition.judge(config))
        self._judge = cast("MemoryJudge", self._gate.judge)
        self._router = joining.router(self._gate, config.gate, self._failures)
        self.watch = Watch(self._gate, self._judge, self._failures.count)
        """What the gate says of itself."""
        if self._answers:
            self.watch.answers = self._answers.counts

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT.

        Raises:
            ConfigError: it cannot listen, or a file that the configuration names cannot be used.
        """
        server.run(self._router, self._config.gate, self._beside(), Admin(self.watch))

    @asynccontextmanager
    async def _beside(self) -> AsyncIterator[None]:
        """What runs beside the doors."""
        loop = asyncio.get_running_loop()
        async with AsyncExitStack() as stack:
            stack.callback(self._judge.close)
            composition.keep_counts(self._judge, self._config, self._tokens, "counts", self._tell)
            if (feed := joining.feed(self._judge, self._config.gate, self._tell, loop.call_soon_threadsafe)) is not None:
                feed.start()
                stack.callback(feed.stop)
                self.watch.feed = feed
            if self._answers:
                await self._listen_to_envoy(self._answers, stack)
            tasks = set[asyncio.Task[None]]()
            loop.add_signal_handler(signal.SIGHUP, lambda: tasks.add(loop.create_task(self._renew())))
            tracer = composition.tracer(self._config.traces, "headcount-gate")
            stack.callback(tracer.close)
            async with _beside(TracedDecisions(self._gate, self._failures.count, tracer, time.time_ns).run()):
                self._tell(f"listens on {self._config.gate.socket or self._config.gate.listen}")
                self.watch.ready = True
                yield

    async def _listen_to_envoy(self, answers: AnswerGate, stack: AsyncExitStack) -> None:
        """Answer Envoy's gRPC questions too."""
        said = self._config.gate
        from headcount.gates import envoy_server  # noqa: PLC0415  # loads gRPC

        sink = None
        if said.tap:
            sink = site.FileSink(Path(said.tap))
            stack.callback(sink.close)
        over_tls = said.certificate and not said.envoy.startswith("unix:")
        tls = envoy_server.credentials(said.certificate, said.certificate_key, said.client_ca) if over_tls else None
        grpc, _ = await envoy_server.started(said.envoy, Authorization(self._gate), ExternalProcessor(answers, sink), tls)
        stack.push_async_callback(grpc.stop, _GRACE)
        self._tell(f"listens on {said.envoy} for Envoy")

    async def _renew(self) -> None:
        """Read the configuration anew. One that cannot be used changes nothing; where the gate listens stays as it was."""
        try:
            config = await asyncio.to_thread(self._again)
            answers = await asyncio.to_thread(site.joined, config, self._tokens, self._judge) if self._answers else None
            made = answers.gate if answers else await asyncio.to_thread(joining.gate, config, self._tokens, self._judge)
            composition.renew(self._judge, config)
            self._router.take(joining.router(self._gate, config.gate, self._failures))
        except HeadcountError as error:
            self._tell(f"the new configuration is not used: {error}")
            self.watch.refused = REFUSED
            return
        if self._answers and answers:
            self._answers.take(answers)
        else:
            self._gate.take(made)
        self.watch.refused = ""
        self._tell("the configuration was read anew")


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do something for as long as the block lasts."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
