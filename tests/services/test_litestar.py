"""A real Litestar application under uvicorn, with the middleware as docs/gates/asgi.md says."""

from __future__ import annotations

from pathlib import Path

import pytest

from headcount.gates.asgi import HeadcountMiddleware
from headcount.gates.site import answer_gate
from tests.services.applications import ANSWERS, story, uvicorn, written
from tests.services.envoy import get

litestar = pytest.importorskip("litestar", reason="Litestar is not installed: the group dev has it")


def test_a_site(tmp_path: Path) -> None:
    @litestar.get("/hello", media_type="text/plain", sync_to_thread=False)  # type: ignore[untyped-decorator]  # the module is looked for at run time
    def hello() -> bytes:
        return ANSWERS["/hello"]

    @litestar.get("/users", media_type="application/json", sync_to_thread=False)  # type: ignore[untyped-decorator]  # the module is looked for at run time
    def users() -> bytes:
        return ANSWERS["/users"]

    @litestar.get("/users/{number:int}", media_type="application/json", sync_to_thread=False)  # type: ignore[untyped-decorator]  # the module is looked for at run time
    def user(request: litestar.Request) -> bytes:  # type: ignore[name-defined]  # as above
        return ANSWERS[f"/users/{request.path_params['number']}"]

    answers = answer_gate(written(tmp_path))
    app = HeadcountMiddleware(litestar.Litestar([hello, users, user]), answers)
    with uvicorn(app) as port:
        story(port)
        assert get(port, "/users/nobody", {"X-Auth-User": "honest"})[0] == 404
    assert (answers.counts["masked"], answers.counts["failed"]) == (1, 0)
