"""headcount probe, as people and CI call it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount import cli
from tests.probes.doubles.elasticsearch import Double, citizens, running


@pytest.fixture
def url() -> Iterator[str]:
    with running(Double({"citizens": (9, citizens(9))})) as double:
        yield f"elasticsearch://127.0.0.1:{double.server_address[1]}"


def test_nothing_is_asked_before_it_is_declared_ours(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["probe", url]) == 2
    assert "--own" in capsys.readouterr().err


def test_every_form_at_once(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("json", "sarif", "ocsf", "html")
    forms = [word for name in names for word in (f"--{name}", str(tmp_path / name))]
    assert cli.main(["probe", url, "--own", *forms, "--ledger", str(tmp_path / "ledger")]) == 3
    assert url in capsys.readouterr().out
    [store] = json.loads((tmp_path / "json").read_text())["stores"]
    assert (store["url"], store["grade"], store["since"][:2]) == (url, 4, "20")
    assert all((tmp_path / name).stat().st_size > 200 for name in names)


def test_the_configuration_lists_and_the_baseline_accepts(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "headcount.toml").write_text(f'[probe]\nown = true\n[[stores]]\nurl = "{url}"\nowner = "ann"\n')
    told = ["probe", "--config", str(tmp_path / "headcount.toml"), "--quiet"]
    assert cli.main([*told, "--write-baseline", str(tmp_path / "known")]) == 3
    assert cli.main([*told, "--baseline", str(tmp_path / "known")]) == 0
    assert cli.main([*told, "--fail-on", "never"]) == 0
    assert capsys.readouterr().out == ""


def test_an_inventory_with_a_line_that_cannot_be(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "stores.csv").write_text(f"url\n{url}\nredis://192.0.2.0/24\n")
    assert cli.main(["probe", "--inventory", str(tmp_path / "stores.csv"), "--own", "--json", "-"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert (len(told["stores"]), len(told["refused"])) == (1, 1)
    assert "stores.csv:3" in told["refused"][0]


def test_nothing_to_look_at(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["probe", "--own"]) == 2
    assert "no store is named" in capsys.readouterr().err
