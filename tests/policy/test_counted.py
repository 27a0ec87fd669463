from __future__ import annotations

import msgspec

from headcount.policy.counted import Counted


def test_it_goes_to_other_gates_and_back() -> None:
    counted = Counted("daily", "ann", (1, (1 << 64) - 1), 1_800_000_000_000_000, hidden=True)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode([counted]), type=list[Counted]) == [counted]
