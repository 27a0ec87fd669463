"""What keeps other sites from sending our forms: where a request comes from, and a token of the session in each form.

As OWASP advises against cross-site request forgery: Fetch metadata (W3C, `Sec-Fetch-Site`) and `Origin` (RFC 6454) first, then a
token that only this session's pages hold. The token is a digest of the session's secret, so that it needs no keeping.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.requests import Request

from headcount.console.door import ForgedError

HEADER, FIELD = "x-csrf-token", "forgery_token"
_FORM = ("application/x-www-form-urlencoded", "multipart/form-data")
_TOO_OLD = "reload the page and send it again"
_MOST_PART = 1 << 20


def token_of(secret: str) -> str:
    """What the forms of the session with this secret carry."""
    return sha256(b"headcount form\0" + secret.encode("utf-8", "surrogateescape")).hexdigest()


async def check(request: Request, secret: str, public_url: str) -> None:
    """Let a change pass that comes from the pages of the session with this secret.

    Raises:
        ForgedError: it does not.
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    if site not in {"same-origin", "none"} or (origin is not None and not _ours(origin, request, public_url)):
        raise ForgedError("it came from another site")
    told = request.headers.get(HEADER, "")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not told and kind in _FORM:
        form = await request.form(max_files=1, max_fields=1000, max_part_size=_MOST_PART)
        field = form.get(FIELD, "")
        told = field if isinstance(field, str) else ""
    if not secret or not hmac.compare_digest(told.encode("utf-8", "replace"), token_of(secret).encode()):
        await request.close()  # a file that came along goes
        raise ForgedError(_TOO_OLD)


def _ours(origin: str, request: Request, public_url: str) -> bool:
    """Whether an origin is the one under which browsers reach this console."""
    if public_url:
        return origin.lower() == public_url.rstrip("/").lower()
    asked = urlsplit(str(request.base_url))
    return origin.lower() == f"{asked.scheme}://{asked.netloc}".lower()
