from __future__ import annotations

from pathlib import Path

import pytest

from headcount.cli import main
from tests.cli.conftest import Answer
from tests.cli.incidents.conftest import Headcount


@pytest.fixture
def pack(headcount: Headcount) -> Path:
    headcount("incident", "key")
    headcount("incident", "pack", "1", "--out", "pack")
    return Path("pack")


def _verify(capfd: pytest.CaptureFixture[str], *words: str) -> Answer:
    capfd.readouterr()
    try:
        code = main(["incident", "verify", *words])
    except SystemExit as stop:  # argparse
        code = int(stop.code or 0)
    return Answer(code, *capfd.readouterr())


def test_a_pack_needs_no_ledger_to_be_checked(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for file in Path().glob("people.ledger*"):
        if file.suffix != ".pub":
            file.unlink()
    named = _verify(capfd, str(pack), "--fingerprint", "people.ledger.signing.pub")
    assert (named.code, named.err) == (0, "")
    assert named.out.splitlines()[1] == "Sealed by the key that was named."
    unnamed = _verify(capfd, str(pack))
    assert unnamed.code == 0
    assert "compare it with what the signer told you" in unnamed.out


def test_what_is_wrong_is_named(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (pack / "records.csv").write_text("nobody")
    (pack / "versions.json").unlink()
    (pack / "more.txt").touch()
    found = _verify(capfd, str(pack))
    assert found.code == 1
    assert found.out.splitlines()[:3] == ["altered: records.csv", "missing: versions.json", "added: more.txt"]
    assert found.out.splitlines()[3].startswith("NOT as it was sealed; ")


def test_another_signer_is_refused(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    found = _verify(capfd, str(pack), "--fingerprint", "ab" * 32)
    assert found.code == 1
    assert "sealed by another key than the one that was named" in found.out


def test_what_is_no_pack_or_no_key(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert _verify(capfd, "access.log").code == 2
    assert _verify(capfd, str(pack), "--fingerprint", "access.log").code == 2
