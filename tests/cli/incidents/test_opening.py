"""Where the incidents are is said by options, configuration or ledger."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

import pytest

from headcount.cli.incidents.opening import person
from headcount.errors import UsageError
from tests.cli.conftest import Answer
from tests.cli.incidents.conftest import Headcount


def test_a_store_may_be_named(headcount: Headcount) -> None:
    Path("people.ledger.incidents").rename("elsewhere.db")
    assert "Id enumeration" in headcount("incident", "list", "--store", "elsewhere.db").out
    Path("people.ledger").unlink()
    missing = headcount("incident", "list")
    assert (missing.code, missing.out) == (2, "")
    assert "people.ledger.incidents: no incidents are kept there; headcount scan --ledger and headcount serve keep" in missing.err


def test_a_ledger_in_which_nothing_was_found_has_none(headcount: Headcount) -> None:
    Path("people.ledger.incidents").unlink()
    assert headcount("incident", "list") == Answer(0, "No incident.\n", "")
    assert "there is no incident 1" in headcount("incident", "note", "1", "x").err
    assert headcount("incident", "verify-log").out == "0 entries stand as written\n"
    assert not Path("people.ledger.incidents").exists()


def test_the_configuration_may_name_it(headcount: Headcount) -> None:
    Path("people.ledger.incidents").rename("elsewhere.db")
    Path("headcount.toml").write_text('[incidents]\nstore = "elsewhere.db"\n')
    assert "Id enumeration" in headcount("incident", "list").out
    Path("headcount.toml").write_text("")
    assert headcount("incident", "list", "--store", "").code == 2


def test_nothing_says_where(headcount: Headcount) -> None:
    told = headcount("incident", "list", "--store", "")
    assert "where are the incidents kept? Name the ledger with --ledger, or their store with --store" in told.err


def test_the_ledger_of_serve_is_meant(headcount: Headcount) -> None:
    Path("headcount.toml").write_text('[serve]\nledger = "people.ledger"\n')
    assert "Id enumeration" in headcount("incident", "list", "--store", "").out


def test_who_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert person(argparse.Namespace(by=" ann ")) == "ann"
    monkeypatch.setattr(getpass, "getuser", lambda: "login")
    assert person(argparse.Namespace(by="")) == "login"

    def nobody() -> str:
        raise OSError

    monkeypatch.setattr(getpass, "getuser", nobody)
    with pytest.raises(UsageError, match="say who you are with --by"):
        person(argparse.Namespace(by=""))
