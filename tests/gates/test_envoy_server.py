"""The gRPC server of a gate, asked by a gRPC client."""

from __future__ import annotations

import asyncio
from pathlib import Path

import grpc  # type: ignore[import-untyped]  # ships no types
import pytest

from headcount.errors import ConfigError
from headcount.gates.envoy_authz import Authorization
from headcount.gates.envoy_ext_proc import ExternalProcessor
from headcount.gates.envoy_messages import CHECK, PROCESS, messages
from headcount.gates.envoy_server import started
from tests.gates.sites import gate
from tests.gates.test_envoy_authz import question
from tests.gates.test_envoy_ext_proc import asked


@pytest.mark.parametrize("unix", [True, False])
def test_both_services(tmp_path: Path, unix: bool) -> None:
    async def run() -> tuple[int, int]:
        made = gate()
        listen = f"unix:{tmp_path}/gate.sock" if unix else "127.0.0.1:0"
        server, port = await started(listen, Authorization(made.gate), ExternalProcessor(made))
        types = messages()
        async with grpc.aio.insecure_channel(listen if unix else f"127.0.0.1:{port}") as channel:
            check = channel.unary_unary(CHECK, types["CheckRequest"].SerializeToString, types["CheckResponse"].FromString)
            denied = await check(question("blocked"))
            process = channel.stream_stream(
                PROCESS, types["ProcessingRequest"].SerializeToString, types["ProcessingResponse"].FromString
            )
            stream = process()
            await stream.write(asked("blocked"))
            refused = await stream.read()
            await stream.done_writing()
        await server.stop(0.1)
        return denied.denied_response.status.code, refused.immediate_response.status.code

    assert asyncio.run(run()) == (403, 403)


def test_an_address_that_is_taken() -> None:
    async def run() -> None:
        server, port = await started("127.0.0.1:0", Authorization(gate().gate), None)
        try:
            await started(f"192.0.2.1:{port}", None, None)
        finally:
            await server.stop(0)

    with pytest.raises(ConfigError, match="cannot listen on"):
        asyncio.run(run())
