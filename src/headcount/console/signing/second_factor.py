"""The second factor: codes of an authenticator app (TOTP, RFC 6238: SHA-1, six digits, 30 seconds), and recovery codes."""

from __future__ import annotations

import datetime as dt
import secrets

import pyotp
import segno

from headcount.console.state.sessions import digest_of
from headcount.console.state.users import Users

STEP = 30
ISSUER = "headcount"
CODES = 10
"""Recovery codes that somebody gets."""
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""None that is taken for another."""


def new_secret() -> str:
    """A secret of 160 bits, in Base32."""
    return pyotp.random_base32()


def address_of(secret: str, login: str) -> str:
    """What the app reads from the picture (`otpauth://`)."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def picture(address: str) -> str:
    """The QR code (ISO/IEC 18004) of an address, as SVG that is drawn by attributes alone."""
    return segno.make(address, error="m", micro=False).svg_inline(
        scale=5, border=4, light="#ffffff", dark="#000000", svgclass="qr", lineclass=None, omitsize=True
    )


def step_of(secret: str, code: str, now: dt.datetime) -> int | None:
    """The time step that a code is of: this one, or one beside it for clocks that go wrong; None for none."""
    digits = "".join(code.split())
    here = int(now.timestamp()) // STEP
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    totp = pyotp.TOTP(secret)
    fitting = [step for step in (here, here - 1, here + 1) if secrets.compare_digest(totp.generate_otp(step), digits)]
    return fitting[0] if fitting else None


def takes(users: Users, login: str, secret: str, code: str, now: dt.datetime) -> bool:
    """Whether a code is right and was not taken before; it is taken now."""
    step = step_of(secret, code, now)
    return step is not None and users.take_step(login, step)


def new_recovery() -> list[str]:
    """Recovery codes of 50 bits, such as `k7f2m-9xq4t`."""
    letters = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(CODES)]
    return [f"{one[:5]}-{one[5:]}" for one in letters]


def recovery_digest(code: str) -> str:
    """What is kept of a recovery code, however it is spaced."""
    return digest_of("".join(letter for letter in code.lower() if letter.isalnum()))
