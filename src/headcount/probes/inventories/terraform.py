"""Terraform and OpenTofu: `terraform show -json`, or a state file. Only addresses are taken; a state holds secrets beside them.

Source: Terraform documentation, JSON Output Format (`values.root_module`); attributes as the providers' documentation names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from headcount.probes.inventories.document import Document, inside, items, port_at, text_at
from headcount.probes.inventories.products import product_of, word_for
from headcount.probes.inventory import Left, Listed, url_of

Place = tuple[str, str, int]
"""Scheme, host, port."""


@dataclass(frozen=True, slots=True)
class _Resource:
    """One resource of a state."""

    address: str
    kind: str
    values: object


class Terraform:
    """One for the shelf."""

    name = "terraform"
    title = "Terraform state (terraform show -json)"

    def recognises(self, document: Document) -> bool:
        """JSON of `terraform show -json`, or a state of version 4."""
        return document.language == "json" and any(
            "terraform_version" in tree and ("values" in tree or "planned_values" in tree or "resources" in tree)
            for tree in document.trees
        )

    def stores(self, document: Document, host: str) -> Iterator[Listed | Left]:
        """Each resource that is a store, as far as its address is known."""
        del host
        for tree in document.trees:
            for resource in _resources(tree):
                if resource.kind not in _KINDS:
                    continue
                where = f"{document.name}: {resource.address}"
                places = [place for place in _KINDS[resource.kind](resource.values) if place[1]]
                owner = text_at(resource.values, "tags", "owner") or text_at(resource.values, "tags", "Owner")
                hint = "publicly_accessible = true" if inside(resource.values, "publicly_accessible") is True else ""
                for scheme, at, port in places:
                    yield Listed(url_of(word_for(scheme), at, port), owner, where, hint)
                if not places:
                    yield Left(where, "its address is not in the state, or no probe knows its engine: apply it first, or list it")


def _resources(tree: Mapping[str, object]) -> Iterator[_Resource]:
    for name in ("values", "planned_values"):
        yield from _module(inside(tree, name, "root_module"))
    for resource in items(tree.get("resources")):  # a state file
        if text_at(resource, "mode") != "data":
            kind, name = text_at(resource, "type"), text_at(resource, "name")
            for number, instance in enumerate(items(inside(resource, "instances"))):
                mark = text_at(instance, "index_key") or (str(number) if number else "")
                yield _Resource(f"{kind}.{name}{f'[{mark}]' if mark else ''}", kind, inside(instance, "attributes"))


def _module(module: object) -> Iterator[_Resource]:
    for resource in items(inside(module, "resources")):
        if text_at(resource, "mode") != "data":
            yield _Resource(text_at(resource, "address"), text_at(resource, "type"), inside(resource, "values"))
    for child in items(inside(module, "child_modules")):
        yield from _module(child)


def _rds(values: object) -> Iterator[Place]:
    """A database or cluster of databases: its engine says which."""
    product = product_of(text_at(values, "engine").removeprefix("aurora-") or "none")
    if product is not None:
        usual, scheme = next(iter(product.ports.items()))
        port = port_at(values, "port") or usual
        yield scheme, text_at(values, "address") or text_at(values, "endpoint").partition(":")[0], port
        yield scheme, text_at(values, "reader_endpoint"), port


def _elasticache(values: object) -> Iterator[Place]:
    engine = text_at(values, "engine") or "redis"
    if (
        inside(values, "transit_encryption_enabled") is True
        or inside(values, "transit_encryption_mode") == "SERVER_AUTHENTICATION"
    ):
        engine = {"redis": "rediss", "valkey": "valkeys"}.get(engine, engine)
    port = port_at(values, "port")
    for node in items(inside(values, "cache_nodes")):
        yield engine, text_at(node, "address"), port_at(node, "port") or port
    for name in ("configuration_endpoint_address", "primary_endpoint_address", "reader_endpoint_address", "host"):
        yield engine, text_at(values, name), port
    for name in ("endpoint", "reader_endpoint"):
        for one in items(inside(values, name)):
            yield f"{engine.removesuffix('s')}s", text_at(one, "address"), port_at(one, "port")


def _brokers(values: object) -> Iterator[Place]:
    for one in filter(None, text_at(values, "bootstrap_brokers").split(",")):
        host, _, port = one.rpartition(":")
        yield "kafka", host, int(port) if port.isdecimal() else 9092


def _sql_instance(values: object) -> Iterator[Place]:
    """Google Cloud SQL."""
    product = product_of(text_at(values, "database_version").partition("_")[0] or "none")
    if product is not None:
        usual, scheme = next(iter(product.ports.items()))
        for one in items(inside(values, "ip_address")):
            yield scheme, text_at(one, "ip_address"), usual


def _azure_redis(values: object) -> Iterator[Place]:
    yield "rediss", text_at(values, "hostname"), port_at(values, "ssl_port") or 6380
    if inside(values, "enable_non_ssl_port") is True or inside(values, "non_ssl_port_enabled") is True:
        yield "redis", text_at(values, "hostname"), port_at(values, "port") or 6379


def _named(scheme: str, attribute: str, port: int) -> Callable[[object], Iterator[Place]]:
    """A resource with one address, at the same port always."""

    def found(values: object) -> Iterator[Place]:
        yield scheme, text_at(values, attribute), port_at(values, "port") or port

    return found


def _google_bucket(values: object) -> Iterator[Place]:
    name = text_at(values, "name")
    yield "s3", f"storage.googleapis.com/{name}" if name else "", 443


def _s3(values: object) -> Iterator[Place]:
    """A bucket at Amazon, in its own region where the state tells that: another one would only send whoever asks there."""
    name, regional = text_at(values, "bucket"), text_at(values, "bucket_regional_domain_name")
    host = regional.removeprefix(f"{name}.") if name and regional.startswith(f"{name}.") else "s3.amazonaws.com"
    yield "s3", f"{host}/{name}" if name else "", 443


_KINDS: dict[str, Callable[[object], Iterator[Place]]] = {
    "aws_db_instance": _rds,
    "aws_rds_cluster": _rds,
    "aws_rds_cluster_instance": _rds,
    "aws_docdb_cluster": _named("mongodb", "endpoint", 27017),
    "aws_elasticache_cluster": _elasticache,
    "aws_elasticache_replication_group": _elasticache,
    "aws_elasticache_serverless_cache": _elasticache,
    "aws_elasticsearch_domain": _named("elasticsearch", "endpoint", 443),
    "aws_msk_cluster": _brokers,
    "aws_opensearch_domain": _named("opensearch", "endpoint", 443),
    "aws_s3_bucket": _s3,
    "azurerm_mariadb_server": _named("mysql", "fqdn", 3306),
    "azurerm_mysql_flexible_server": _named("mysql", "fqdn", 3306),
    "azurerm_mysql_server": _named("mysql", "fqdn", 3306),
    "azurerm_postgresql_flexible_server": _named("postgres", "fqdn", 5432),
    "azurerm_postgresql_server": _named("postgres", "fqdn", 5432),
    "azurerm_redis_cache": _azure_redis,
    "google_redis_instance": _elasticache,
    "google_sql_database_instance": _sql_instance,
    "google_storage_bucket": _google_bucket,
}
"""Types of resources that are stores, and how each says where it is."""
