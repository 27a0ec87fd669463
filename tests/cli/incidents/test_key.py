from __future__ import annotations

from pathlib import Path

import pytest

from headcount.cli.incidents.key import key_file
from headcount.config import Config
from headcount.config.incidents import IncidentsConfig
from headcount.errors import UsageError
from headcount.incident.seal import fingerprint_in
from tests.cli.incidents.conftest import Headcount


def test_a_key_is_made_once_and_then_shown(headcount: Headcount) -> None:
    made = headcount("incident", "key")
    told = fingerprint_in("people.ledger.signing.pub")
    assert (made.code, made.out.splitlines()[1]) == (0, f"fingerprint {told}")
    before = Path("people.ledger.signing").read_bytes()
    again = headcount("incident", "key")
    assert (again.code, again.out.splitlines()) == (0, ["people.ledger.signing: there was a key already.", f"fingerprint {told}"])
    assert Path("people.ledger.signing").read_bytes() == before


def test_a_file_that_is_no_key_is_refused_and_kept(headcount: Headcount) -> None:
    Path("signing").write_text("notes")
    refused = headcount("incident", "key", "signing")
    assert refused.code == 2
    assert "no unencrypted Ed25519 key" in refused.err
    assert Path("signing").read_text() == "notes"


def test_where_the_key_lies() -> None:
    declared, ledger = Config(incidents=IncidentsConfig(signing_key="seal")), Path("a/people.ledger")
    assert key_file(Path("named"), declared, ledger) == Path("named")
    assert key_file(None, declared, ledger) == Path("seal")
    assert key_file(None, Config(), ledger) == Path("a/people.ledger.signing")
    with pytest.raises(UsageError, match="where is the key"):
        key_file(None, Config(), None)
