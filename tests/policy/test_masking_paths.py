"""The automaton over keys."""

from __future__ import annotations

import numpy as np

from headcount.policy.masking_paths import DEAD, NONE, Automaton, automaton


def led(paths: Automaton, state: int, key: str) -> int:
    """Where one key leads."""
    for edge in range(int(paths.edge[state]), int(paths.edge[state + 1])):
        start, size = int(paths.key_start[edge]), int(paths.key_size[edge])
        if paths.keys[start : start + size].tobytes() == key.encode():
            return int(paths.target[edge])
    return int(paths.other[state])


def rule(paths: Automaton, rules: list[str], *steps: str) -> str | None:
    """The rule where some steps end; `[]` is a list's element."""
    state = paths.start
    for step in steps:
        state = int(paths.element[state]) if step == "[]" else led(paths, state, step)
    number = int(paths.rule[state])
    return None if number == NONE else rules[number]


def test_steps_lead_to_rules() -> None:
    paths, rules = automaton([("a.b", "one"), ("a.c[]", "two"), ("x.{}.b", "three")], "several")
    assert rules == ["one", "two", "three", "several"]
    assert rule(paths, rules, "a", "b") == rule(paths, rules, "a.b") == "one"
    assert rule(paths, rules, "a", "c", "[]") == "two"
    assert rule(paths, rules, "x", "7", "b") == rule(paths, rules, "x", "b", "b") == "three"
    assert rule(paths, rules, "a") is rule(paths, rules, "a", "c") is rule(paths, rules, "x", "b") is None
    assert led(paths, paths.start, "y") == DEAD


def test_rules_that_meet_are_several() -> None:
    paths, rules = automaton([("{}.b", "one"), ("a.b", "two"), ("c", "one"), ("{}", "one")], "several")
    assert rule(paths, rules, "a", "b") == "several"
    assert rule(paths, rules, "z", "b") == rule(paths, rules, "c") == "one"


def test_keys_that_are_values_have_rules_of_their_own() -> None:
    paths, rules = automaton([("u.{key}", "one")], "several")
    state = led(paths, paths.start, "u")
    assert rules[int(paths.key_rule[state])] == "one"
    assert paths.key_rule[paths.start] == NONE


def test_no_paths() -> None:
    paths, rules = automaton([], "several")
    assert (rules, paths.rule.tolist()) == (["several"], [NONE, NONE])
    assert paths.edge.dtype == np.int64
