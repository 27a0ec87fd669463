from __future__ import annotations

from headcount.reports.tables import bar, ledger


def test_numbers_stand_to_the_right_and_sort_by_value() -> None:
    table = ledger(["who", "records", "share"], [("<a>", 1234, None), ("b", 5, 2.5)], key="t")
    assert '<table class="ledger" id="t">' in table
    assert '<th scope="col">who</th><th scope="col" class="n">records</th><th scope="col" class="n">share</th>' in table
    assert '<tr><td>&lt;a&gt;</td><td class="n" data-v="1234">1,234</td><td></td></tr>' in table
    assert '<td class="n" data-v="2.5">2.5</td>' in table


def test_a_bar_is_decoration() -> None:
    assert bar(1, 4) == '<span class="bar" aria-hidden="true"><span style="width:25.0%"></span></span>'
    assert "width:0.0%" in bar(0, 0)
