from __future__ import annotations

from headcount.incident.pack_words import README, WITH_LINES, WITHOUT_LINES


def test_the_readme_says_whether_it_holds_personal_data() -> None:
    assert "PERSONAL DATA" in README.format(lines=WITH_LINES)
    assert "PERSONAL DATA" not in README.format(lines=WITHOUT_LINES)


def test_the_readme_fits_a_terminal() -> None:
    assert max(map(len, README.format(lines=WITH_LINES).splitlines())) <= 130
