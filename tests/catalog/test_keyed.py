from __future__ import annotations

import pytest

from headcount.catalog.keyed import token_maker

KEY = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
MESSAGE = bytes.fromhex(
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
)


@pytest.mark.parametrize(
    ("size", "mac"),
    [(0, "bb1d6929e95937287fa37d129b756746"), (16, "070a16b46b4d4144f79bdd9dd04a287c"), (40, "dfa66747de9ae63030ca32611497c827")],
)
def test_the_examples_of_rfc_4493(size: int, mac: str) -> None:
    assert token_maker(KEY)(MESSAGE[:size]) == int.from_bytes(bytes.fromhex(mac)[:8], "little")
