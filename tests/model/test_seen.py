from __future__ import annotations

import msgspec

from headcount.model.seen import Seen


def test_what_a_judge_knows_of_a_request_has_no_room_for_its_text() -> None:
    assert [field.name for field in msgspec.structs.fields(Seen)] == ["clients", "route", "people", "kinds", "entity", "records"]
    seen = Seen((("account", "a"),), "GET /orders/{id}", people=True, kinds=("phone",), entity="orders", records=(7,))
    assert hash(seen) == hash(msgspec.structs.replace(seen))
