"""The second factor: codes of RFC 6238, once each, and a picture without a style."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyotp
import pytest

from headcount.console.signing import second_factor
from tests.console.state.fresh import fresh

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The key of RFC 6238, appendix B: `12345678901234567890` in Base32."""


@pytest.mark.parametrize(("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    now = dt.datetime.fromtimestamp(seconds, dt.UTC)
    assert second_factor.step_of(SECRET, code, now) == seconds // 30
    assert second_factor.step_of(SECRET, f" {code[:3]} {code[3:]} ", now) == seconds // 30
    assert second_factor.step_of(SECRET, code, now + dt.timedelta(seconds=30)) == seconds // 30
    assert second_factor.step_of(SECRET, code, now + dt.timedelta(seconds=90)) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "\uff11\uff12\uff13\uff14\uff15\uff16"])
def test_what_is_no_code(code: str) -> None:
    assert second_factor.step_of(SECRET, code, dt.datetime.fromtimestamp(59, dt.UTC)) is None


def test_a_code_is_taken_once(tmp_path: Path) -> None:
    now = dt.datetime.fromtimestamp(59, dt.UTC)
    with fresh(tmp_path / "people.console") as state:
        state.users.add("ann", "viewer", now)
        assert [second_factor.takes(state.users, "ann", SECRET, "287082", now) for _ in range(2)] == [True, False]


def test_the_address_and_its_picture() -> None:
    address = second_factor.address_of(SECRET, "ann")
    assert pyotp.parse_uri(address).secret == SECRET
    assert address.startswith("otpauth://totp/headcount:ann?")
    drawn = second_factor.picture(address)
    assert drawn.startswith('<svg viewBox="0 0 ')
    assert "style" not in drawn
    assert "<script" not in drawn


def test_recovery_codes_are_many_and_known_however_they_are_typed() -> None:
    codes = second_factor.new_recovery()
    assert (len(codes), len(set(codes)), {len(code) for code in codes}) == (10, 10, {11})
    digest = second_factor.recovery_digest(codes[0])
    assert second_factor.recovery_digest(codes[0].upper().replace("-", " ")) == digest
    assert second_factor.recovery_digest(codes[1]) != digest
    assert len(second_factor.new_secret()) == 32
