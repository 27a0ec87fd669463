from __future__ import annotations

import pytest

from headcount.cli.ledgers import SUBCOMMANDS
from tests.cli.conftest import Headcount


def test_the_help_tells_every_sub_command(headcount: Headcount) -> None:
    answer = headcount("ledger", "--help")
    assert answer.code == 0
    for name, line in SUBCOMMANDS.items():
        assert f"    {name}" in answer.out
        assert " ".join(line.split()[:3]) in " ".join(answer.out.split())


@pytest.mark.parametrize("words", [[], ["burn"]])
def test_what_is_to_be_done_must_be_said(headcount: Headcount, words: list[str]) -> None:
    assert headcount("ledger", *words).code == 2
