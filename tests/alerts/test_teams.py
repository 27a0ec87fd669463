from __future__ import annotations

import json

from headcount.alerts.interface import Destination
from headcount.alerts.teams import TEAMS
from tests.alerts.receivers import MESSAGE, receiver


def test_one_adaptive_card_and_an_empty_202_is_taken() -> None:
    with receiver(b"", 202) as there:
        TEAMS.deliver(MESSAGE, Destination(there.url))
    (attachment,) = json.loads(there.came[0].body)["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert [block["text"] for block in attachment["content"]["body"]] == [MESSAGE.title, *MESSAGE.lines]
