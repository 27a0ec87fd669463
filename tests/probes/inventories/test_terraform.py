"""Terraform: addresses of the stores in a state, of AWS, Azure and Google; nothing else of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from headcount.probes.inventories import read
from tests.probes.inventories.written import listed


def _shown(*resources: tuple[str, Mapping[str, object]], child: bool = False) -> str:
    told = [
        {"address": f"{kind}.{n}", "mode": "managed", "type": kind, "values": values}
        for n, (kind, values) in enumerate(resources)
    ]
    module = {"child_modules": [{"resources": told}]} if child else {"resources": told}
    return json.dumps({"format_version": "1.0", "terraform_version": "1.9.8", "values": {"root_module": module}})


def test_amazon(tmp_path: Path) -> None:
    nodes = [{"address": "n1.cache.example", "port": 11211}, {"address": "n2.cache.example", "port": 11211}]
    found, left = listed(
        tmp_path,
        _shown(
            ("aws_db_instance", {"engine": "postgres", "address": "db.example", "port": 5433, "password": "secret"}),
            ("aws_rds_cluster", {"engine": "aurora-mysql", "endpoint": "w.example", "reader_endpoint": "r.example"}),
            ("aws_elasticache_cluster", {"engine": "memcached", "cache_nodes": nodes}),
            ("aws_elasticache_replication_group", {"primary_endpoint_address": "p.example", "port": 6379}),
            ("aws_opensearch_domain", {"endpoint": "search.example"}),
            ("aws_db_instance", {"engine": "postgres", "address": None}),
            ("aws_db_instance", {"engine": "oracle-ee", "address": "o.example"}),
            ("aws_instance", {"private_ip": "192.0.2.1"}),
        ),
    )
    assert found == [
        "postgres://db.example:5433",
        "mysql://w.example:3306",
        "mysql://r.example:3306",
        "memcached://n1.cache.example:11211",
        "memcached://n2.cache.example:11211",
        "redis://p.example:6379",
        "opensearch://search.example:443",
    ]
    assert [one.partition(": ")[2].partition(":")[0] for one in left] == ["aws_db_instance.5", "aws_db_instance.6"]


def test_azure_and_google_below_a_module(tmp_path: Path) -> None:
    text = _shown(
        ("azurerm_redis_cache", {"hostname": "c.example", "ssl_port": 6380, "port": 6379, "enable_non_ssl_port": True}),
        ("azurerm_postgresql_flexible_server", {"fqdn": "p.example"}),
        ("google_sql_database_instance", {"database_version": "MYSQL_8_0", "ip_address": [{"ip_address": "192.0.2.5"}]}),
        ("google_redis_instance", {"host": "192.0.2.6", "port": 6379, "transit_encryption_mode": "SERVER_AUTHENTICATION"}),
        child=True,
    )
    assert listed(tmp_path, text)[0] == [
        "rediss://c.example:6380",
        "redis://c.example:6379",
        "postgres://p.example:5432",
        "mysql://192.0.2.5:3306",
        "rediss://192.0.2.6:6379",
    ]


def test_a_state_file_with_owner_and_hint(tmp_path: Path) -> None:
    values = {"engine": "mysql", "address": "a.example", "publicly_accessible": True, "tags": {"owner": "ann"}, "password": "x7"}
    instances = [{"attributes": values, "index_key": "main"}]
    state = {
        "version": 4,
        "terraform_version": "1.9.8",
        "resources": [
            {"mode": "managed", "type": "aws_db_instance", "name": "db", "instances": instances},
            {"mode": "data", "type": "aws_db_instance", "name": "others", "instances": instances},
        ],
    }
    (tmp_path / "s").write_text(json.dumps(state))
    [one], left = read(tmp_path / "s")
    assert (one.url, one.owner, one.where, one.hint) == (
        "mysql://a.example:3306",
        "ann",
        "s: aws_db_instance.db[main]",
        "publicly_accessible = true",
    )
    assert left == []
    assert "x7" not in repr(one)


def test_brokers_and_buckets(tmp_path: Path) -> None:
    brokers = {"bootstrap_brokers": "b1.example:9092,b2.example:9092"}
    regional = {"bucket": "docs", "bucket_regional_domain_name": "docs.s3.eu-central-1.amazonaws.com"}
    buckets = ("aws_s3_bucket", {"bucket": "photos"}), ("aws_s3_bucket", regional), ("google_storage_bucket", {"name": "logs"})
    found, _ = listed(tmp_path, _shown(("aws_msk_cluster", brokers), *buckets))
    assert found == [
        "kafka://b1.example:9092",
        "kafka://b2.example:9092",
        "s3://s3.amazonaws.com:443/photos",
        "s3://s3.eu-central-1.amazonaws.com:443/docs",
        "s3://storage.googleapis.com:443/logs",
    ]
