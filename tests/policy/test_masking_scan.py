"""Finding the values to be masked."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from headcount.policy.masking_paths import automaton
from headcount.policy.masking_scan import ESCAPED, PLAIN, STRING, TOKEN, WIDE, resolved, scan

Loose = Any
"""A JSON value."""
PADDING = bytes(8)


def spans(body: bytes, *paths: str) -> list[tuple[bytes, int, int]] | None:
    """What is to be masked, what it is, how it is written."""
    found = scan(np.frombuffer(body + PADDING, np.uint8), 0, len(body), automaton([(path, path) for path in paths], "")[0])
    if found is None:
        return None
    return [(body[start:end], what, form) for start, end, _, what, form in found[0][: found[1]].tolist()]


def test_spans() -> None:
    body = '{"a": "x", "b": [1.5e3, "\\n", "é", null, true], "a": {"a": 2}}'.encode()
    assert spans(body, "a") == [(b"x", STRING, PLAIN), (b"2", TOKEN, PLAIN)]
    assert spans(body, "b[]") == [
        (b"1.5e3", TOKEN, PLAIN),
        (b"\\n", STRING, ESCAPED),
        ("é".encode(), STRING, WIDE),
        (b"true", TOKEN, PLAIN),
    ]
    assert spans(body, "a.a") == [(b"2", TOKEN, PLAIN)]
    assert spans(b"", "a") is None


def test_many_spans() -> None:
    assert len(spans(json.dumps(["x"] * 5_000).encode(), "[]") or ()) == 5_000
    assert len(spans(b"[" + b",".join([b"1"] * 5_000) + b"]", "[]") or ()) == 5_000


@given(st.text())
@example('\x00\b\f\n\r\t"\\/\u0800\uffff\U0001f600')
def test_escapes_are_resolved_as_json_does(key: str) -> None:
    written = json.dumps(key).encode()[1:-1]
    into = np.empty(4 * len(key) + 8, np.uint8)
    size = resolved(np.frombuffer(written + PADDING, np.uint8), 0, len(written), into)
    assert into[:size].tobytes() == key.encode("utf-8", "surrogatepass")


@given(st.text('{}[],:"1ae\\ nt', max_size=14))
def test_structure_is_judged_as_json_does(body: str) -> None:
    accepted = spans(body.encode(), "a") is not None
    if accepts(body):
        assert accepted
    elif accepted:  # only the spelling of words, numbers, and escapes is taken more lightly
        assert '"' in body or any(letter in body for letter in "1aent")


def accepts(body: str) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


@given(st.recursive(st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3), max_leaves=8))
def test_elements_at_any_depth(value: Loose) -> None:
    def leaves(here: Loose, depth: int) -> list[Loose]:
        if isinstance(here, list):
            return [leaf for inner in here for leaf in leaves(inner, depth + 1)]
        return [here] if depth >= 1 else []

    found = spans(json.dumps(value).encode(), "[]")
    assert found is not None
    assert len(found) == len(leaves(value, 0))
