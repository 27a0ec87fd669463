from __future__ import annotations

import pytest

from headcount.gates.failing import FailPolicy


@pytest.mark.parametrize(
    ("target", "passes"),
    [
        ("/", True),
        ("/orders/1", True),
        ("/patients", False),
        ("/patients/", False),
        ("/patients/1?x=/orders/", False),
        ("//patients/1", False),
        ("/./patients/1", False),
        ("/orders/../patients/1", False),
        ("/%70atients/1", False),
        ("/patients%2F1", False),
        ("/patientsclub", True),
        ("", True),
    ],
)
def test_named_paths_are_closed_in_every_spelling(target: str, *, passes: bool) -> None:
    assert FailPolicy(closed=["/patients/"]).lets(target) is passes


def test_a_path_without_its_slash_is_closed_as_well() -> None:
    assert FailPolicy(closed=["patients/"]).lets("/patients/1") is False


def test_everything_is_open_unless_told_otherwise() -> None:
    assert FailPolicy().lets("/patients/1") is True
    assert FailPolicy(open_by_default=False).lets("/") is False
