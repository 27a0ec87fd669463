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
from headcount.gates.envoy_server import credentials, started
from tests.gates.authority import certificate
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


def test_tls_asks_for_envoys_certificate(tmp_path: Path) -> None:
    authority = certificate(tmp_path, "authority")
    for name in ("gate", "envoy"):
        certificate(tmp_path, name, authority)
    certificate(tmp_path, "stranger")

    def read(name: str) -> bytes:
        return (tmp_path / name).read_bytes()

    async def asked_as(port: int, name: str) -> str:
        files = (read(f"{name}.key"), read(f"{name}.pem")) if name else (None, None)
        mine = grpc.ssl_channel_credentials(read("authority.pem"), *files)
        types = messages()
        async with grpc.aio.secure_channel(f"localhost:{port}", mine) as channel:
            check = channel.unary_unary(CHECK, types["CheckRequest"].SerializeToString, types["CheckResponse"].FromString)
            try:
                answer = await check(question("blocked"), timeout=5)
            except grpc.aio.AioRpcError as error:
                return str(error.code())
        return str(answer.denied_response.status.code)

    async def run() -> list[str]:
        tls = credentials(*(str(tmp_path / name) for name in ("gate.pem", "gate.key", "authority.pem")))
        server, port = await started("localhost:0", Authorization(gate().gate), None, tls)
        try:
            said = [await asked_as(port, name) for name in ("envoy", "", "stranger")]
            async with grpc.aio.insecure_channel(f"localhost:{port}") as channel:
                check = channel.unary_unary(CHECK, messages()["CheckRequest"].SerializeToString)
                with pytest.raises(grpc.aio.AioRpcError):
                    await check(question("blocked"), timeout=5)
            return said
        finally:
            await server.stop(0)

    assert asyncio.run(run()) == ["403", "StatusCode.UNAVAILABLE", "StatusCode.UNAVAILABLE"]


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gate\.pem cannot be read"):
        credentials(str(tmp_path / "gate.pem"), str(tmp_path / "gate.key"), "")
