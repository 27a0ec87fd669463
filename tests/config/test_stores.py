"""The stores of the configuration: lines and files, what may be picked of them, and one look with bounds and laws."""

from __future__ import annotations

from pathlib import Path

import pytest

from headcount.config import Config, MapConfig
from headcount.config.organisation import OrganisationConfig
from headcount.config.probing import ProbeConfig, StoreConfig
from headcount.config.stores import among, configured, inventory, look_at
from headcount.errors import ConfigError
from headcount.probes.inventory import Listed
from tests.probes.doubles.elasticsearch import Double, citizens, running

COMPOSE = "services: {cache: {image: redis, command: --protected-mode no, ports: ['6379:6379']}, c: {image: memcached}}"


def test_lines_and_files_each_once(tmp_path: Path) -> None:
    (tmp_path / "compose.yml").write_text(COMPOSE)
    config = Config(
        probe=ProbeConfig(inventory=["compose.yml"], host="docker.example"),
        stores=[StoreConfig("redis://docker.example:6379", "ann"), StoreConfig("redis://192.0.2.0/24")],
    )
    found = configured(config, tmp_path)
    assert [(one.url, one.owner) for one in found.targets] == [("redis://docker.example:6379", "ann")]
    assert [line.partition(": ")[0] for line in found.refused] == ["stores[2]", "compose.yml"]
    assert found.hints == ["compose.yml: services.cache: --protected-mode no"]


def test_only_what_is_listed_may_be_picked() -> None:
    ours = inventory([Listed("redis://a.example"), Listed("redis://b.example")])
    wanted = inventory([Listed("redis://b.example:6379"), Listed("redis://c.example")])
    picked = among(wanted, ours)
    assert [one.url for one in picked.targets] == ["redis://b.example:6379"]
    assert picked.refused == ["redis://c.example:6379: not in the inventory of headcount.toml; if it is ours, say so with --own"]


def test_a_look_names_the_laws_of_where_we_are() -> None:
    with running(Double({"citizens": (9, citizens(9))})) as double:
        stores = inventory([Listed(f"elasticsearch://127.0.0.1:{double.server_address[1]}")])
        config = Config(
            probe=ProbeConfig(rows=5), organisation=OrganisationConfig(jurisdictions=["DE"]), map=MapConfig(regimes=["gdpr"])
        )
        found = look_at(config, stores)
    [store] = found.stores
    assert (store.sampled, store.grade) == (5, 4)
    assert "GDPR (EU), 33, 34, 83(4)" in store.laws
    assert store.laws[0] == "personal data to be kept from those who have no right to them (GDPR art. 32)"
    assert not [law for law in store.laws if "(CN)" in law or "PIPL" in law]


def test_accounts_of_clouds_that_can_be_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="azure:westeurope: no cloud that can be listed"):
        inventory([], accounts=["azure:westeurope"])
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    found = configured(Config(probe=ProbeConfig(accounts=["aws:eu-central-1"])))
    assert [line.partition(" in ")[0] for line in found.refused] == ["RDS", "ElastiCache", "OpenSearch", "S3"]
