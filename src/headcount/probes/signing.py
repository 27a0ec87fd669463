"""Signatures of requests to Amazon's interfaces, and to what speaks like them: a secret signs and is never sent.

Source: AWS Signature Version 4: canonical request, string to sign, signing key; Amazon S3 API reference, single chunk.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote


@dataclass(frozen=True, slots=True)
class Key:
    """A credential of an account."""

    name: str
    secret: str = field(repr=False)
    session: str = field(default="", repr=False)


def signed(
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: bytes,
    scope: tuple[str, str],
    key: Key,
    at: dt.datetime | None = None,
) -> dict[str, str]:
    """The headers that sign a request.

    Args:
        method: such as `POST`.
        path: escaped, with its query if it has one.
        headers: that are signed, `Host` among them.
        body: as it is sent.
        scope: region and service.
        key: whose it is.
        at: when it is made; now unless told.
    """
    now = (at or dt.datetime.now(dt.UTC)).astimezone(dt.UTC)
    stamp, day, digest = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d"), hashlib.sha256(body).hexdigest()
    added = {"X-Amz-Date": stamp, **({"X-Amz-Security-Token": key.session} if key.session else {})}
    if scope[1] == "s3":
        added["X-Amz-Content-Sha256"] = digest
    told = sorted((name.lower(), value) for name, value in {**headers, **added}.items())
    names = ";".join(name for name, _ in told)
    place, _, query = path.partition("?")
    pairs = sorted(
        f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in parse_qsl(query, keep_blank_values=True)
    )
    parts = [
        method,
        quote(unquote(place), safe="/~"),
        "&".join(pairs),
        *(f"{name}:{value}" for name, value in told),
        "",
        names,
        digest,
    ]
    where = "/".join((day, *scope, "aws4_request"))
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{where}\n{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()}"
    secret = f"AWS4{key.secret}".encode()
    for part in where.split("/"):
        secret = hmac.digest(secret, part.encode(), "sha256")
    mark = hmac.digest(secret, text.encode(), "sha256").hex()
    return added | {"Authorization": f"AWS4-HMAC-SHA256 Credential={key.name}/{where}, SignedHeaders={names}, Signature={mark}"}
