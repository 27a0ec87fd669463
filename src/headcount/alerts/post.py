"""One HTTP POST with bounds: what every channel but mail is sent with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from headcount.alerts.interface import AlertError

_SECONDS = 10.0
_MOST_ANSWER = 64 << 10


def post_json(
    url: str, body: Mapping[str, Any] | bytes, who: str, headers: Mapping[str, str] | None = None, *, taken: Callable[[Any], bool]
) -> None:
    """Post `body` as JSON; `taken` is asked with the decoded answer (its text where that is no JSON) of a 2xx status.

    Redirects are not followed: a secret address must not be told to somebody else.

    Raises:
        AlertError: no answer within ten seconds, another status, or an answer that says no.
    """
    import urllib3  # noqa: PLC0415  # of the extra headcount[live]: a configuration with alerts is read without it, too

    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    with urllib3.PoolManager(timeout=_SECONDS, retries=False) as pool:
        try:
            answer = pool.request(
                "POST",
                url,
                body=data,
                headers={"Content-Type": "application/json; charset=utf-8", **(headers or {})},
                redirect=False,
                preload_content=False,
            )
            with answer:
                text = answer.read(_MOST_ANSWER)
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            raise AlertError(f"{who}: cannot be reached ({type(error).__name__}); check the address and the way there") from error
    if not 200 <= answer.status < 300:
        raise AlertError(f"{who}: answered with status {answer.status}; check the address and the secret")
    try:
        said = msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        said = text.decode("utf-8", "replace").strip()
    if not taken(said):
        code = next((said[name] for name in ("code", "errcode") if isinstance(said, dict) and type(said.get(name)) is int), "?")
        raise AlertError(f"{who}: did not take the message (code {code}); check the secret and what its robot may say")
