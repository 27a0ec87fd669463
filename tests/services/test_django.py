"""A real Django site, over ASGI and WSGI, with the middlewares as docs/gates/asgi.md and wsgi.md say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from headcount.gates import asgi
from headcount.gates import wsgi as over_wsgi
from headcount.gates.site import answer_gate
from tests.gates.sites import Loose
from tests.services.applications import ANSWERS, story, uvicorn, written, wsgi

django = pytest.importorskip("django", reason="Django is not installed: the group dev has it")
pytest.importorskip("uvicorn", reason="uvicorn is not installed: the group dev has it")


def _json(_: Loose, number: int = 0) -> Loose:
    from django.http import HttpResponse  # type: ignore[import-untyped]  # noqa: PLC0415  # ships no types; skipped without it

    return HttpResponse(ANSWERS[f"/users/{number}" if number else "/users"], content_type="application/json")


def _hello(_: Loose) -> Loose:
    from django.http import HttpResponse  # noqa: PLC0415  # as above

    return HttpResponse(ANSWERS["/hello"], content_type="text/plain")


class Urls:
    """The site's pages."""

    urlpatterns: tuple[Any, ...] = ()


@pytest.fixture(scope="module", autouse=True)
def _settings() -> None:
    from django.conf import settings  # type: ignore[import-untyped]  # noqa: PLC0415  # ships no types; as above
    from django.urls import path  # type: ignore[import-untyped]  # noqa: PLC0415  # ships no types; as above

    Urls.urlpatterns = (path("hello", _hello), path("users", _json), path("users/<int:number>", _json))
    if not settings.configured:
        settings.configure(ROOT_URLCONF=Urls, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="made", USE_TZ=True)  # of no site
        django.setup()


def test_over_asgi(tmp_path: Path) -> None:
    from django.core.asgi import get_asgi_application  # type: ignore[import-untyped]  # noqa: PLC0415  # ships no types; as above

    class Site:
        """Django has no lifespan of its own."""

        def __init__(self) -> None:
            self._app = get_asgi_application()

        async def __call__(self, scope: Loose, receive: Loose, send: Loose) -> None:
            if scope["type"] == "lifespan":
                for kind in ("startup", "shutdown"):
                    await receive()
                    await send({"type": f"lifespan.{kind}.complete"})
                return
            await self._app(scope, receive, send)

    answers = answer_gate(written(tmp_path))
    with uvicorn(asgi.HeadcountMiddleware(Site(), answers)) as port:
        story(port)
    assert (answers.counts["masked"], answers.counts["failed"]) == (1, 0)


def test_over_wsgi(tmp_path: Path) -> None:
    from django.core.wsgi import get_wsgi_application  # type: ignore[import-untyped]  # noqa: PLC0415  # ships no types; as above

    answers = answer_gate(written(tmp_path))
    with wsgi(over_wsgi.HeadcountMiddleware(get_wsgi_application(), answers)) as port:
        story(port)
    assert (answers.counts["masked"], answers.counts["failed"]) == (1, 0)
