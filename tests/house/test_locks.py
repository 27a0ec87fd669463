"""The hash-pinned requirements are the lock: whole, exact, and without the address of any registry."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.house.tree import ROOT

PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^ ;]+)(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def _pins(lock: str) -> dict[str, set[str]]:
    """Package to the versions that the lock names (more than one when they differ by Python version)."""
    pins: dict[str, set[str]] = {}
    for line in (ROOT / lock).read_text("utf-8").splitlines():
        if found := PIN.match(line):
            pins.setdefault(found["name"], set()).add(found["version"])
        else:
            assert HASH.match(line), f"{lock}: neither a pin nor a hash: {line}"
    return pins


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~\[; ]", requirement, maxsplit=1)[0].lower() for requirement in requirements}


@pytest.mark.parametrize(
    ("lock", "groups", "extras"),
    [
        ("requirements.txt", ["build"], []),
        ("requirements-live.txt", ["build"], ["live"]),
        ("requirements-incident.txt", ["build"], ["incident"]),
        ("requirements-console.txt", ["build"], ["console"]),
        ("requirements-spark.txt", ["build"], ["spark"]),
        ("requirements-dev.txt", ["build", "dev"], ["live", "incident", "console", "spark", "traces"]),
    ],
)
def test_the_lock_holds_every_dependency(lock: str, groups: list[str], extras: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    parts = [project["dependency-groups"][group] for group in groups]
    parts += [project["project"]["optional-dependencies"][extra] for extra in extras]
    wanted = _names(project["project"]["dependencies"]).union(*map(_names, parts))
    assert wanted - _pins(lock).keys() == set()


def test_the_locks_agree() -> None:
    run, live, incident, console, spark, develop = (
        _pins(f"requirements{part}.txt") for part in ("", "-live", "-incident", "-console", "-spark", "-dev")
    )
    assert {name: live.get(name) for name in run} == run
    assert {name: incident.get(name) for name in run} == run
    assert {name: console.get(name) for name in run} == run
    assert {name: spark.get(name) for name in run} == run
    others = {**live, **incident, **console, **spark}
    assert {name: develop.get(name) for name in others} == others
