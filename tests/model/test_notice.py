from __future__ import annotations

import msgspec

from headcount.incident.drafting import draft
from headcount.incident.duties import duties
from headcount.model.notice import Draft
from tests.made_incident import AWARE, exposure, facts


def test_a_draft_is_plain_data() -> None:
    known = facts(exposure(5), "DE")
    made = draft(known, duties(known)[0], AWARE)
    assert msgspec.json.decode(msgspec.json.encode(made), type=Draft) == made
