"""SCRAM, by which a client shows that it knows a password without sending it.

Source: RFC 5802 (SCRAM-SHA-1) and RFC 7677 (SCRAM-SHA-256).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from headcount.probes.wire import EndedError

MOST_ROUNDS = 200_000
"""Iterations of the password's hash: what asks for more wants to keep us busy."""
_WRONG = "it asks for a password in a way that is none of its product's"


class Scram:
    """One exchange."""

    def __init__(self, user: str, password: str, digest: str = "sha256", nonce: str = "") -> None:
        """`digest` is `sha1` or `sha256`; an empty user is told elsewhere, as PostgreSQL has it."""
        name = user.replace("=", "=3D").replace(",", "=2C").encode()
        nonce = nonce or base64.b64encode(secrets.token_bytes(18)).decode()
        self._ours, self._password, self._digest = b"n=" + name + b",r=" + nonce.encode(), password.encode(), digest
        self._nonce = nonce.encode()

    def first(self) -> bytes:
        """What the client says first."""
        return b"n,," + self._ours

    def last(self, challenge: bytes) -> bytes:
        """What it says to the server's challenge.

        Raises:
            EndedError: that is none, or would keep us busy.
        """
        fields = dict(part.split(b"=", 1) for part in challenge.split(b",") if b"=" in part)
        rounds, nonce = fields.get(b"i", b""), fields.get(b"r", b"")
        if not rounds.isdigit() or not 0 < int(rounds[:9]) <= MOST_ROUNDS or not nonce.startswith(self._nonce):
            raise EndedError(_WRONG)
        try:
            salt = base64.b64decode(fields.get(b"s", b""), validate=True)
        except ValueError as error:
            raise EndedError(_WRONG) from error
        salted = hashlib.pbkdf2_hmac(self._digest, self._password, salt, int(rounds))
        key = hmac.digest(salted, b"Client Key", self._digest)
        told = b"c=biws,r=" + nonce
        stored = hashlib.new(self._digest, key).digest()
        signature = hmac.digest(stored, b",".join((self._ours, challenge, told)), self._digest)
        proof = bytes(one ^ other for one, other in zip(key, signature, strict=True))
        return told + b",p=" + base64.b64encode(proof)
