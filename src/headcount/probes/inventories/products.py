"""Which store a name, an image or a port stands for: words that people use, and ports that products come with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from headcount.probes import PROBES


@dataclass(frozen=True, slots=True)
class Product:
    """One product, as files of deployments name it."""

    words: frozenset[str]
    """Parts of image names, groups and ports."""
    ports: dict[int, str]
    """Ports that it comes with, each with the scheme; the first is its own."""


def _product(words: str, ports: dict[int, str]) -> Product:
    return Product(frozenset(words.split()), ports)


PRODUCTS = (
    _product("postgres postgresql postgis timescaledb pgvector pgbouncer", {5432: "postgres"}),
    _product("mysql mariadb percona", {3306: "mysql"}),
    _product("redis redisinsight keydb dragonfly", {6379: "redis"}),
    _product("valkey", {6379: "valkey"}),
    _product("memcached memcache", {11211: "memcached"}),
    _product("elasticsearch elastic", {9200: "elasticsearch"}),
    _product("opensearch", {9200: "opensearch"}),
    _product("kibana dashboards", {5601: "kibana"}),
    _product("mongo mongodb", {27017: "mongodb"}),
    _product("clickhouse", {8123: "clickhouse"}),
    _product("etcd", {2379: "etcd"}),
    _product("influxdb influx", {8086: "influxdb"}),
    _product("rabbitmq", {5672: "amqp", 5671: "amqps", 15672: "rabbitmq"}),
    _product("nats", {4222: "nats", 8222: "nats-monitoring"}),
    _product("kafka redpanda", {9092: "kafka"}),
    _product("minio", {9000: "s3"}),
    _product("prometheus", {9090: "prometheus"}),
    _product("grafana", {3000: "grafana"}),
    _product("jupyter jupyterhub notebook", {8888: "jupyter"}),
    _product("couchdb", {5984: "couchdb"}),
    _product("ldap openldap slapd", {389: "ldap", 636: "ldaps"}),
    _product("rsync rsyncd", {873: "rsync"}),
    _product("ftp vsftpd proftpd", {21: "ftp"}),
    _product("smb samba", {445: "smb"}),
    _product("nfs", {2049: "nfs"}),
    _product("docker dind", {2375: "docker"}),
    _product("nginx httpd apache caddy", {80: "http", 443: "https", 8080: "http", 8443: "https"}),
)
"""In the order in which they are tried."""
_ALSO = {"mongo": ("mongodb",), "memcache": ("memcached",), "elastic": ("elasticsearch",), "etcdv3": ("etcd",)}
"""What people call schemes besides."""
_BY_PORT = {port: scheme for product in reversed(PRODUCTS) for port, scheme in product.ports.items()}
_WORD = re.compile(r"[a-z]+")
_SIDE = frozenset({"exporter", "operator", "backup", "proxy", "sidecar", "agent", "client", "commander", "admin", "express"})
"""Images named after a product that are not the product."""


def product_of(name: str) -> Product | None:
    """The product that an image, a group or a port is named after; None for others.

    >>> next(iter(product_of("registry.example/bitnami/redis:7.2").ports)), product_of("prom/redis-exporter")
    (6379, None)
    """
    words = _WORD.findall(name.rpartition("/")[2].partition("@")[0].partition(":")[0].lower())
    if _SIDE.intersection(words):
        return None
    singular = {word.removesuffix("s") for word in words} | set(words)
    return next((product for product in PRODUCTS if product.words & singular), None)


def scheme_of(product: Product | None, port: int, *, only: bool = True) -> str:
    """The scheme of a port of a product; empty when it stands for no store.

    Args:
        product: None where the image says nothing: then the port alone does, but for those of the web.
        port: that the product itself listens at; 0 where that is not said.
        only: whether it is the only port: then it is the product's own, whatever its number.
    """
    if product is None:
        found = _BY_PORT.get(port, "")
        return "" if found in {"http", "https"} else found
    return product.ports.get(port) or (next(iter(product.ports.values())) if only or not port else "")


def word_for(scheme: str) -> str:
    """A scheme that a probe knows for what files call so; the same word where none does."""
    known = {scheme for probe in PROBES for scheme in probe.schemes}
    return next((one for one in (scheme, *_ALSO.get(scheme, ())) if one in known), scheme)
