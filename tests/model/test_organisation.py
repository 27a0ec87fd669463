from __future__ import annotations

from headcount.model.organisation import SECTORS, Organisation


def test_nothing_is_said_unless_it_is() -> None:
    who = Organisation()
    assert (who.sectors, who.critical, who.small, who.jurisdictions) == (None, None, None, ())


def test_sectors_are_words_once() -> None:
    assert len(set(SECTORS)) == len(SECTORS) == 10
