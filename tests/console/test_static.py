"""Static files: compressed, kept for ever under a name that changes with them, and nothing else of the package."""

from __future__ import annotations

import gzip

import pytest
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from headcount.console.static import Static, fingerprint


def test_files_are_kept_until_they_change() -> None:
    client = TestClient(Static())
    plain = client.get(f"/{fingerprint()}/console.css", headers={"accept-encoding": "identity"})
    packed = client.get(f"/{fingerprint()}/console.css", headers={"accept-encoding": "gzip"})
    assert plain.headers["content-type"].startswith("text/css")
    assert "immutable" in plain.headers["cache-control"]
    assert (packed.content, packed.headers["content-encoding"]) == (plain.content, "gzip")
    assert "content-encoding" not in plain.headers


@pytest.mark.parametrize("path", ["/x/__init__.py", "/x/../app.py", "/x/vendor/none.js", "/console.css", "/x"])
def test_nothing_else_is_handed_out(path: str) -> None:
    with pytest.raises(HTTPException, match="404"):
        TestClient(Static()).get(path)


def test_the_libraries_have_their_licences() -> None:
    client = TestClient(Static())
    for name in ("echarts-LICENSE.txt", "echarts-NOTICE.txt", "htmx-LICENSE.txt", "README.md"):
        assert client.get(f"/x/vendor/{name}").status_code == 200
    weight = sum(len(gzip.compress(client.get(f"/x/vendor/{name}").content)) for name in ("htmx.min.js", "echarts.common.min.js"))
    assert weight < 400_000
