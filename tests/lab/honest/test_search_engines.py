from __future__ import annotations

import numpy as np

from headcount.lab.honest.search_engines import SearchEngines
from tests.lab.made_site import SETTING, people


def test_search_engines_read_evenly_and_say_what_they_are() -> None:
    part = SearchEngines().come(SETTING, people(), np.random.default_rng(1))
    assert part.clients.agent.tolist() == [0, 1, 2]
    assert part.clients.name == ["", "", ""]
    assert 1_300 < len(part.events) < 1_580
    top = people().ranked(np.arange(24), np.zeros(24, np.int64))
    assert np.isin(part.events.subject, top).mean() < 0.02
