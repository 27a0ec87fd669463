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


def test_the_store_of_shanghai(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A billion citizens in the open: found through a Compose file, sized, graded, explained; and no value leaves the probe."""
    made = citizens(100)
    with running(Double({"citizens": (1_000_000_000, made), ".kibana": (9, [])})) as double:
        (tmp_path / "compose.yml").write_text(
            "services:\n  search:\n    image: elasticsearch:8.11.1\n    environment: {xpack.security.enabled: 'false'}\n"
            f"    ports: ['{double.server_address[1]}:9200']\n    labels: {{owner: search team}}\n"
        )
        names = ("json", "sarif", "ocsf", "html")
        forms = [word for name in names for word in (f"--{name}", str(tmp_path / name))]
        command = ["probe", "--own", "--inventory", str(tmp_path / "compose.yml"), "--ledger", str(tmp_path / "ledger")]
        assert cli.main([*command, *forms]) == 3
    said = json.loads((tmp_path / "json").read_text())
    [store] = said["stores"]
    assert (store["open"], store["estimate"], store["unit"], store["grade"]) == (True, 1_000_000_000, "documents", 4)
    assert {kind["kind"] for kind in store["kinds"]} >= {"person_name", "phone", "national_id.cn", "address"}
    assert "Personal Information Protection Law (CN), 57, 66" in store["laws"]
    assert "xpack.security.enabled: true" in store["remedy"]
    assert store["weaknesses"][0]["check"].endswith("# must be 401")
    assert (store["owner"], store["since"][:2], store["sampled"]) == ("search team", "20", 100)
    assert said["hints"] == ["compose.yml: services.search: xpack.security.enabled=false"]
    assert said["seconds"] < 60
    told = capsys.readouterr().out + "".join((tmp_path / name).read_text() for name in names)
    told += (tmp_path / "ledger").read_bytes().decode("latin-1")
    assert "1,000,000,000 documents" in told
    assert [value for one in made for value in one.values() if str(value) in told] == []


def test_how_long_it_was_open(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = ["--ledger", str(tmp_path / "ledger")]
    assert cli.main(["probe", url, "--own", "--quiet", *ledger]) == 3
    assert cli.main(["probe", "--history", *ledger]) == 0
    assert "1 store can be read by strangers now; the last look was on 20" in capsys.readouterr().out
    assert cli.main(["probe", "--history", *ledger, "--json", "-"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [spell["code"] for spell in told["spells"]][:2] == ["elasticsearch/no-tls", "elasticsearch/open-indices"]
    assert [(look["url"], look["reader"]) for look in told["looks"]] == [(url, "anyone")]
    assert cli.main(["probe", "--history", "--quiet", *ledger, "--json", str(tmp_path / "history")]) == 0
    assert json.loads((tmp_path / "history").read_text())["spells"] == told["spells"]
    assert cli.main(["probe", "--history"]) == 2
    assert "--ledger" in capsys.readouterr().err


def test_without_own_only_what_the_configuration_lists(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "headcount.toml").write_text(f'[probe]\nown = true\n[[stores]]\nurl = "{url}"\n')
    told = ["probe", "--config", str(tmp_path / "headcount.toml"), "--json", "-"]
    assert cli.main([*told, url, "redis://192.0.2.7"]) == 3
    said = json.loads(capsys.readouterr().out)
    assert ([store["url"] for store in said["stores"]], len(said["refused"])) == ([url], 1)
    assert "say so with --own" in said["refused"][0]
    assert cli.main([*told, "redis://192.0.2.7"]) == 2
