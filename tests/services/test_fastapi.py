"""A real FastAPI application under uvicorn, with the middleware as docs/gates/asgi.md says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from headcount.gates.asgi import HeadcountMiddleware
from headcount.gates.site import answer_gate
from tests.services.applications import ANSWERS, story, uvicorn, written
from tests.services.envoy import get

fastapi = pytest.importorskip("fastapi", reason="FastAPI is not installed: the group dev has it")
pytest.importorskip("uvicorn", reason="uvicorn is not installed: the group dev has it")


def test_a_site(tmp_path: Path) -> None:
    from fastapi.responses import Response, StreamingResponse  # noqa: PLC0415  # skipped without it

    app = fastapi.FastAPI()
    answers = answer_gate(written(tmp_path))
    app.add_middleware(HeadcountMiddleware, answers=answers)

    @app.get("/hello")  # type: ignore[untyped-decorator]  # the module is looked for at run time
    async def hello() -> Response:
        return Response(ANSWERS["/hello"], media_type="text/plain")

    @app.get("/users")  # type: ignore[untyped-decorator]  # the module is looked for at run time
    async def users() -> Response:
        return Response(ANSWERS["/users"], media_type="application/json")

    @app.get("/users/{number}")  # type: ignore[untyped-decorator]  # the module is looked for at run time
    async def user(number: int) -> Response:
        return Response(ANSWERS[f"/users/{number}"], media_type="application/json")

    @app.get("/stream")  # type: ignore[untyped-decorator]  # the module is looked for at run time
    async def stream() -> Response:
        async def parts() -> AsyncIterator[bytes]:
            for _ in range(3):
                yield b"part"
                await asyncio.sleep(0)

        return StreamingResponse(parts())

    with uvicorn(app) as port:
        story(port)
        assert get(port, "/stream")[2] == b"partpartpart"
        assert get(port, "/users/nobody", {"X-Auth-User": "honest"})[0] == 422
    assert (answers.counts["masked"], answers.counts["failed"]) == (1, 0)
