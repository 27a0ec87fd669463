"""A real Flask application, with the middleware as docs/gates/wsgi.md says."""

from __future__ import annotations

from pathlib import Path

import pytest

from headcount.gates.site import answer_gate
from headcount.gates.wsgi import HeadcountMiddleware
from tests.services.applications import ANSWERS, story, written, wsgi

flask = pytest.importorskip("flask", reason="Flask is not installed: the group dev has it")


def test_a_site(tmp_path: Path) -> None:
    app = flask.Flask("made")
    answers = answer_gate(written(tmp_path))

    @app.get("/hello")  # type: ignore[untyped-decorator]  # the module is looked for at run time
    def hello() -> object:
        return flask.Response(ANSWERS["/hello"], mimetype="text/plain")

    @app.get("/users")  # type: ignore[untyped-decorator]  # the module is looked for at run time
    def users() -> object:
        return flask.Response(ANSWERS["/users"], mimetype="application/json")

    @app.get("/users/<int:number>")  # type: ignore[untyped-decorator]  # the module is looked for at run time
    def user(number: int) -> object:
        return flask.Response(ANSWERS[f"/users/{number}"], mimetype="application/json")

    app.wsgi_app = HeadcountMiddleware(app.wsgi_app, answers)
    with wsgi(app) as port:
        story(port)
    assert (answers.counts["masked"], answers.counts["failed"]) == (1, 0)
