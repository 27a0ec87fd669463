from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.recognition import sets
from headcount.model.kind import Kind

pytestmark = pytest.mark.skipif(not sets.DATA.exists(), reason="../shared/data is not here")
MARKS = sorted((sets.HERE / "marks").glob("*.toml"))


@pytest.mark.parametrize("file", MARKS, ids=lambda file: file.stem)
def test_marks_fit_their_document(file: Path) -> None:
    marked = list(sets.marked(file))
    assert any(one.kinds for one in marked)
    assert all(one.scored for one in marked if one.kinds)


def test_half_of_the_documents_are_held_out() -> None:
    parts = [next(iter(sets.marked(file))).held_out for file in MARKS]
    assert (len(parts), sum(parts)) == (11, 6)


def test_a_pattern_that_fits_nothing_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text('document = "gitea.io.json.gz"\npart = "tuning"\n\n["GET /user"]\nphone = ["no.such.field"]\n')
    with pytest.raises(ValueError, match="has no field"):
        list(sets.marked(file))


def test_numbers_say_whose_they_are() -> None:
    found = sets.numbers()
    assert (len(found), sum(one.person for one in found)) == (966, 83)


def test_templates_lie_in_one_part() -> None:
    found = sets.sentences()
    assert len(found) == 1500
    first = found[0]
    label, begin, end = first.spans[1]
    assert (label, first.text[begin:end]) == ("ORGANIZATION", "Persint")
    assert {one.held_out for one in found} == {True, False}


def test_a_mark_is_a_kind_of_the_taxonomy() -> None:
    gitea = {one.path: one.kinds for one in sets.marked(sets.HERE / "marks" / "gitea.toml") if one.operation == "GET /user"}
    assert gitea["email"] == (Kind.EMAIL,)
    assert gitea["visibility"] == ()
