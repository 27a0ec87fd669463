"""Signing in: passwords, second factors, one-time links, OpenID Connect, API tokens, and what keeps forms from being forged."""

from headcount.console.signing.door import SigningDoor

__all__ = ["SigningDoor"]
