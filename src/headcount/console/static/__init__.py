"""Files that browsers fetch: style, scripts, and the vendored libraries. Compressed once, kept by browsers until they change."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "png": "image/png",
    "txt": "text/plain",
    "md": "text/plain",
}
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


@cache
def _contents() -> dict[str, tuple[bytes, bytes, str]]:
    """(bytes, gzipped, media type) by path."""
    found: dict[str, tuple[bytes, bytes, str]] = {}

    def take(folder: Traversable, before: str) -> None:
        for file in folder.iterdir():
            if file.is_dir():
                take(file, f"{before}{file.name}/")
            elif (media := _TYPES.get(file.name.rpartition(".")[2])) is not None:
                content = file.read_bytes()
                found[before + file.name] = content, gzip.compress(content, 9, mtime=0), media

    take(files(__name__), "")
    take(files("headcount.reports").joinpath("style"), "")  # one hand for reports and console
    return found


@cache
def fingerprint() -> str:
    """Changes with any of the files: pages ask for them under it."""
    digest = hashlib.sha256()
    for name, (content, _, _) in sorted(_contents().items()):
        digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()[:12]


class Static:
    """Answers for them (ASGI), below `/static/FINGERPRINT/`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One file."""
        request = Request(scope)
        name = request.path_params.get("path", "") or scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        found = _contents().get(name.partition("/")[2])
        if found is None or request.method not in {"GET", "HEAD"}:
            raise HTTPException(404 if found is None else 405)
        content, packed, media = found
        headers = dict(_FOREVER)
        if "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["Content-Encoding"] = packed, "gzip"
        await Response(content, media_type=media, headers=headers)(scope, receive, send)
