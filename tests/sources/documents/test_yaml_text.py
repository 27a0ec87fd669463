from __future__ import annotations

import pytest

from headcount.sources.documents import yaml_text
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.yaml_text import DEEPEST, decode


def test_scalars_stay_text() -> None:
    assert decode("a: 1\nb: [yes, 2020-01-01, null, '']\n? [c]\n: d\n---\nsecond") == {
        "a": "1",
        "b": ["yes", "2020-01-01", "null", ""],
        "": "d",
    }
    assert decode("") is None


def test_anchors() -> None:
    assert decode("a: &x {b: c}\nd: *x\n&k e: *k") == {"a": {"b": "c"}, "d": {"b": "c"}, "e": "e"}


def test_tags_make_no_objects() -> None:
    assert decode("a: !!python/object/apply:os.system ['true']") == {"a": ["true"]}


@pytest.mark.parametrize("text", ["a: [", "a: *x", "a: &x [*x]", "\0", "%"])
def test_broken(text: str) -> None:
    with pytest.raises(Unreadable, match=r"^broken YAML$"):
        decode(text)


def test_depth() -> None:
    assert decode("[" * DEEPEST + "]" * DEEPEST) is not None
    with pytest.raises(Unreadable, match=r"^nested too deeply$"):
        decode("[" * 100_000 + "]" * 100_000)


def test_aliases_count_for_what_they_stand_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "MOST", 40)
    assert decode("a: &a [x, x]\nb: [*a, *a, *a]") == {"a": ["x", "x"], "b": [["x", "x"]] * 3}
    with pytest.raises(Unreadable, match=r"^more than 40 nodes$"):
        decode("a: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b]")
